import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newConnection } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import { parseReference, parseTenantId } from '../domain/ids.ts'
import { CONFIRM_AFTER_MS, rulesFor } from '../domain/noticing/rules.ts'
import { UNPLANNED } from '../domain/noticing/schedule.ts'
import { ProviderWatches } from '../monitor/provider-watches.ts'
import { openSqlite } from '../storage/sqlite.ts'
import { systemClock } from '../storage/test-support.ts'
import { systemRandom } from '../vault/random.ts'
import { createSubmitKeys } from '../vault/submit-keys.ts'
import { openVault } from '../vault/vault.ts'
import { localMasterKey } from '../vault/wrap.ts'
import { amendConnection, readTrusted } from './amend-connection.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import { NotFound } from './refusals.ts'
import { NO_METRICS } from './ports/metrics.ts'
import { RunningAttempts } from './running-attempts.ts'

const TENANT = parseTenantId('acme-42')
const ACCOUNT = { id: '7a0c2f5e-91d4-4f0e-8a39-2f4d1c6b8e10', kind: 'company', name: 'Acme ApS' }
const SILENT = { info() {}, warn() {}, error() {}, debug() {} }

/** A real database and a real vault, without a provider. */
async function aWorld() {
  const { storage, db } = await openSqlite({ file: ':memory:', clock: systemClock, role: 'server' })
  const masterKey = localMasterKey(randomBytes(32))
  const vault = await openVault({ masterKey, keys: storage.keys, clock: systemClock })
  const ports: EnginePorts = {
    stores: storage,
    vault,
    submitKeys: createSubmitKeys({ masterKey, store: storage.submitKeys, clock: systemClock }),
    clock: systemClock,
    random: systemRandom,
    changes: storage.changes,
    log: SILENT,
    providers: new Map(),
    running: new RunningAttempts(),
    noticing: await ProviderWatches.open({
      checks: storage.checks,
      clock: systemClock,
      random: systemRandom,
      log: SILENT,
      rules: rulesFor({ intervalMs: 900_000, confirmAfterMs: CONFIRM_AFTER_MS }),
      paces: [],
      incidentTurned: () => undefined,
    }),
    metrics: NO_METRICS,
  }
  return { storage, db, ports }
}

/** A connected connection, with the credential's columns and no sealed key. */
async function connected({ ports }: Awaited<ReturnType<typeof aWorld>>): Promise<Connection> {
  const now = systemClock.now()
  const identity = { provider: 'pleo', environment: 'custom', reference: parseReference('default'), label: null }
  const fresh = newConnection({ id: systemRandom.id('connection'), tenantId: TENANT, ...identity }, now)
  await ports.stores.connections.insert(fresh, await ports.vault.stateMac(fresh), { events: [], audit: [] })
  const credential = { id: systemRandom.id('credential'), version: 1, addedAt: now, addedBy: null, lastUsedAt: null }
  const outcome = await amendConnection(ports, TENANT, fresh.id, (connection) => ({
    next: { ...connection, standing: 'connected', account: ACCOUNT, credential, credentialVersion: 1 },
    records: {},
  }))
  if (outcome.kind !== 'committed') throw new Error('The connection could not be made.')
  return outcome.connection
}

describe('amending a connection', () => {
  let world: Awaited<ReturnType<typeof aWorld>>
  beforeEach(async () => {
    world = await aWorld()
  })
  afterEach(() => world.storage.close())

  it('keeps the result of a check that came in between', async () => {
    const { id } = await connected(world)
    const { ports } = world
    const health = {
      state: 'healthy',
      reason: null,
      since: 1,
      checkedAt: 2,
      confirmedAt: 2,
      nextCheckAt: 3,
      source: 'probe',
    } as const
    await amendConnection(ports, TENANT, id, async (connection) => {
      await ports.stores.checks.record([
        {
          tenantId: TENANT,
          id,
          credentialVersion: 1,
          lease: { kind: 'any' },
          result: { health, suspicion: null, checkingUntil: null, plan: UNPLANNED },
          records: { events: [], audit: [] },
        },
      ])
      return { next: { ...connection, label: 'Renamed' }, records: {} }
    })
    expect(await ports.stores.connections.find(TENANT, id)).toMatchObject({ label: 'Renamed', health })
  })

  it('starts again with what somebody else wrote, and loses neither', async () => {
    const { id } = await connected(world)
    const { ports } = world
    let reads = 0
    await amendConnection(ports, TENANT, id, async (connection) => {
      reads += 1
      if (reads === 1) {
        await amendConnection(ports, TENANT, id, (same) => ({ next: { ...same, label: 'Theirs' }, records: {} }))
      }
      return { next: { ...connection, grantedScopes: ['ours'] }, records: {} }
    })
    expect(reads).toBe(2)
    expect(await ports.stores.connections.find(TENANT, id)).toMatchObject({ label: 'Theirs', grantedScopes: ['ours'] })
  })

  it.each([
    { column: 'account_id', value: '00000000-0000-4000-8000-000000000000' },
    { column: 'account_kind', value: 'group' },
    { column: 'credential_version', value: 2 },
  ] as const)('[K3] trusts a row no longer whose $column was changed behind our back', async ({ column, value }) => {
    const { id } = await connected(world)
    await world.db
      .updateTable('connections')
      .set({ [column]: value })
      .where('id', '=', id)
      .execute()
    const { connection } = await readTrusted(world.ports, TENANT, id)
    expect(connection.standing).toBe('action_required')
    expect(connection.issue?.code).toBe('stored_key_unreadable')
  })

  it('knows nothing of another tenant’s connection', async () => {
    const { id } = await connected(world)
    await expect(readTrusted(world.ports, parseTenantId('other'), id)).rejects.toThrow(NotFound)
  })
})
