import { paceOfNotices, afterEvent } from '../../domain/notice.ts'
import type { HearsEvent } from '../../engine/ports/notice-store.ts'
import {
  aConnection,
  aHash,
  anAuditEvent,
  anEndpoint,
  anEvent,
  anId,
  anIncident,
  aSession,
  aTest,
  connected,
  NOW,
  putKey,
  sealed,
} from '../contract/fixtures.ts'
import { committed, inserted, liveConnection } from '../contract/opened.ts'
import type { Storage } from '../storage.ts'

export const hears: HearsEvent = (event, open, connection) =>
  afterEvent(event, open, connection, paceOfNotices(0), () => ({
    id: anId('notice'),
    linkId: anId('connectSession'),
  }))

export type Furniture = Awaited<ReturnType<typeof furnish>>

/** One of everything, so that each question goes all its way. */
export async function furnish(storage: Storage) {
  const fresh = await inserted(storage, aConnection())
  const endpoint = anEndpoint()
  const audit = () => anAuditEvent(fresh)
  await storage.webhookEndpoints.insert(endpoint, sealed('secret'), audit())
  const live = connected(fresh)
  const connection = await committed(
    storage,
    { ...live, health: { ...live.health, nextCheckAt: NOW } },
    {
      credential: putKey('key'),
      candidate: { kind: 'put', sealed: sealed('candidate') },
      records: { events: [anEvent(live)], audit: [audit()] },
    },
  )
  await breakOne(storage)
  const [session, link] = [aSession(connection), aSession(connection)]
  const [tokenHash, linkHash] = [aHash(), aHash()]
  await storage.sessions.insert(session, tokenHash, audit())
  const handOff = { askedBy: null, noticeId: null, usedAt: null }
  await storage.sessions.handOver({ ...link, handOff }, linkHash, audit())
  await storage.outbox.append([anIncident()])
  await storage.deliveries.fanOut(NOW, 9, () => anId('delivery'))
  const test = aTest(endpoint.id)
  await storage.deliveries.insert(test, null, audit())
  return { connection, session, link, tokenHash, endpoint, test, audit }
}

/** One whose key is dead, and somebody to tell. */
async function breakOne(storage: Storage): Promise<void> {
  const notify = [{ email: 'mette@acme.example', locale: null }]
  const live = await liveConnection(storage, aConnection({ notify }))
  const issue = { code: 'key_revoked', details: {}, since: NOW, supportReference: 'K7QX-2M4D' } as const
  const broken = { ...live, standing: 'action_required', issue } as const
  const event = anEvent(broken, { type: 'connection.action_required', createdAt: NOW - 1 })
  await committed(storage, broken, { records: { events: [event], audit: [] } })
}
