import type { Connection } from '../../domain/connection.ts'
import type { ConnectionId } from '../../domain/ids.ts'
import type { Lane } from '../../domain/noticing/schedule.ts'
import type { SealedConnection } from '../../engine/ports/written.ts'
import type { Storage } from '../storage.ts'
import { aConnection, anId, connected, NOW, putKey } from './fixtures.ts'
import { committed, inserted } from './opened.ts'

export const PLACE = { provider: 'pleo', environment: 'production' }
export const idsOf = (found: readonly SealedConnection[]): readonly ConnectionId[] =>
  found.map(({ connection }) => connection.id)
export const aLease = (until = NOW + 30_000) => ({ holder: anId('event'), until })

/** A live connection whose next check is planned. */
export async function due(storage: Storage, at: number, lane: Lane = 'sweep', over: Partial<Connection> = {}) {
  const fresh = await inserted(storage, aConnection(over))
  const live = connected(fresh)
  return committed(
    storage,
    { ...live, health: { ...live.health, state: 'healthy', nextCheckAt: at }, plan: { ...live.plan, lane } },
    { credential: putKey(`key of ${fresh.id}`) },
  )
}
