import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection } from '../domain/connection.ts'
import { parseId, parseTenantId } from '../domain/ids.ts'
import type { Observation } from '../domain/noticing/provider-watch.ts'
import { aTenant, RunningKeyturn } from '../http/testing/running-keyturn.ts'

let keyturn: RunningKeyturn
// A world each: a storm of one test would be news to the next.
beforeEach(async () => {
  keyturn = await RunningKeyturn.start({
    KEYTURN_CHECK_INTERVAL: '1h',
    KEYTURN_CONFIRM_AFTER: '1s,1s,1s',
    KEYTURN_PLEO_BUDGET: '60000',
  })
})
afterEach(() => keyturn[Symbol.asyncDispose]())

/** A connected connection, and whoever makes calls with its key. */
async function aCaller() {
  const tenantId = aTenant()
  const { connection, issued } = await keyturn.connected(tenantId)
  const { engine, traffic } = keyturn.server
  const stored = async () => {
    const found = await engine.stores.connections.find(parseTenantId(tenantId), parseId('connection', connection.id))
    if (found === undefined) throw new Error('it is there')
    return found
  }
  const calls = async (...statuses: readonly (number | null)[]) => {
    const { credentialVersion, ...about } = await stored()
    for (const status of statuses) traffic.note({ connection: about, credentialVersion, status })
    return stored
  }
  const asked = (): number =>
    keyturn.simulator.control
      .requests()
      .requests.filter(({ keyId, url }) => keyId === issued.id && /introspect/.test(url)).length
  return { tenantId, connection, issued, stored, calls, asked }
}

describe('traffic', () => {
  it('that is refused is looked into at once, and a dead key is found without its check being due', async () => {
    const { connection, issued, calls, stored } = await aCaller()
    keyturn.simulator.control.revoke({ key: issued.key })
    await calls(401)
    await vi.waitFor(async () => expect((await stored()).suspicion).toMatchObject({ source: 'traffic', told: true }), {
      timeout: 5_000,
      interval: 20,
    })
    await vi.waitFor(
      async () => expect(await stored()).toMatchObject({ standing: 'action_required', issue: { code: 'key_revoked' } }),
      { timeout: 15_000, interval: 100 },
    )
    const { text } = await keyturn.call('GET', '/v1/events?limit=200')
    const types = (JSON.parse(text) as { data: { type: string; connectionId: string; data: object }[] }).data
      .filter((event) => event.connectionId === connection.id)
      .map(({ type, data }) => [type, 'source' in data ? data.source : null])
    expect(types).toEqual([
      ['connection.connected', 'api'],
      ['connection.unverified', 'traffic'],
      ['connection.action_required', 'probe'],
    ])
  })

  it('that was refused once by a passing fault is asked about, and cleared by the answer', async () => {
    const { calls, stored } = await aCaller()
    await calls(401)
    await vi.waitFor(async () => expect((await stored()).suspicion).not.toBeNull(), { timeout: 5_000, interval: 20 })
    await vi.waitFor(
      async () =>
        expect(await stored()).toMatchObject({ suspicion: null, health: { state: 'healthy', source: 'probe' } }),
      { timeout: 10_000, interval: 50 },
    )
  })

  it('that is accepted proves the key: the next check waits an interval, and nobody asks', async () => {
    const { calls, stored, asked } = await aCaller()
    const questions = asked()
    const { clock, noticing } = keyturn.server.engine
    // A fresh connection is known to be well: as it is some minutes later.
    await makeOlder(await stored(), 10 * 60_000)
    const before = await stored()
    await calls(200, 204, 200)
    await vi.waitFor(async () => expect((await stored()).health.source).toBe('traffic'), {
      timeout: 5_000,
      interval: 20,
    })
    const after = await stored()
    expect(after.health).toMatchObject({ state: 'healthy', reason: null })
    const ahead = (after.health.nextCheckAt ?? 0) - clock.now()
    expect(ahead).toBeGreaterThan(0.85 * noticing.intervalMs(after))
    expect(after.plan.introspectedAt).toBe(before.plan.introspectedAt)
    expect(after.revision).toBe(before.revision)
    expect(asked()).toBe(questions)
  })

  it('that may not do what it asks makes nobody suspect, and asks for one introspection', async () => {
    const { calls, stored, asked } = await aCaller()
    await makeOlder(await stored(), 11 * 60_000)
    const questions = asked()
    await calls(403, 403, 403)
    await vi.waitFor(() => expect(asked()).toBe(questions + 1), { timeout: 5_000, interval: 50 })
    expect(await stored()).toMatchObject({ standing: 'connected', suspicion: null })
    await calls(403)
    await keyturn.server.traffic.settled()
    expect(asked()).toBe(questions + 1)
  })

  it.each([[null], [302], [404], [422], [429], [500], [503]])(
    'with the answer %s says nothing of the key',
    async (status) => {
      const { calls, stored } = await aCaller()
      const before = await stored()
      await calls(status)
      await keyturn.server.traffic.settled()
      expect(await stored()).toEqual(before)
    },
  )

  it('of a key that was replaced meanwhile says nothing of the new one', async () => {
    const { calls, stored, tenantId, issued } = await aCaller()
    const { credentialVersion, ...old } = await stored()
    await keyturn.import(tenantId, keyturn.key({ company: { id: issued.company.id } }).key)
    const before = await stored()
    keyturn.server.traffic.note({ connection: old, credentialVersion, status: 401 })
    await keyturn.server.traffic.settled()
    expect(await stored()).toEqual(before)
    await calls()
  })

  it('goes on during an outage, and its answers bring the next trial forward', async () => {
    const { calls, stored } = await aCaller()
    const { noticing, clock } = keyturn.server.engine
    const place = { provider: 'pleo', environment: 'custom' }
    const silent: Observation = {
      kind: 'checked',
      id: parseId('connection', `conn_${'0'.repeat(22)}`),
      evidence: { weighs: 'nothing', reason: 'provider_unreachable', retryAfterMs: 60_000 },
      role: 'asked',
    }
    for (let left = 20; left > 0; left -= 1) noticing.observe(place, silent)
    expect(noticing.incident(place)?.kind).toBe('provider_unreachable')
    const until = clock.now() + 20_000
    await makeOlder(await stored(), 0, clock.now())
    await calls(503, null, 429)
    expect(noticing.outlook(place).leniency).toBe('held')
    await calls(200)
    // One of ours asks, is answered, and the circuit closes long before the provider’s minute is over.
    await vi.waitFor(() => expect(noticing.outlook(place).leniency).toBe('usual'), { timeout: 15_000, interval: 50 })
    expect(clock.now()).toBeLessThan(until)
  })
})

async function makeOlder(connection: Connection, ms: number, dueAt = connection.health.nextCheckAt): Promise<void> {
  const { checks } = keyturn.server.engine.stores
  const { health, plan, suspicion, checkingUntil } = connection
  const earlier = (at: number | null): number | null => (at === null ? null : at - ms)
  await checks.record([
    {
      tenantId: connection.tenantId,
      id: connection.id,
      credentialVersion: connection.credentialVersion,
      lease: { kind: 'any' },
      result: {
        health: {
          ...health,
          checkedAt: earlier(health.checkedAt),
          confirmedAt: earlier(health.confirmedAt),
          nextCheckAt: dueAt,
        },
        plan: { ...plan, introspectedAt: earlier(plan.introspectedAt) },
        suspicion,
        checkingUntil,
      },
      records: { events: [], audit: [] },
    },
  ])
}
