import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseId, parseTenantId } from '../domain/ids.ts'
import type { ConnectionId, TenantId } from '../domain/ids.ts'
import { aTenant, connectionOf, RunningKeyturn } from '../http/testing/running-keyturn.ts'
import { checkConnection, startPersonsCheck } from './check-connection.ts'

const MARIE = { kind: 'customer', id: 'u-7', name: 'Marie Holm' } as const

describe('checking a stored key', () => {
  let keyturn: RunningKeyturn
  // A world each: three refused keys in one small world are a provider that refuses everybody.
  beforeEach(async () => {
    keyturn = await RunningKeyturn.start()
  })
  afterEach(() => keyturn[Symbol.asyncDispose]())

  /** A connected connection whose key behaves as told from now on. */
  async function connected(tell: (key: string) => void) {
    const tenant = parseTenantId(aTenant())
    const { key } = keyturn.key()
    const { id } = connectionOf(await keyturn.import(tenant, key))
    tell(key)
    return { tenant, id: parseId('connection', id) }
  }

  const behave = (behaviour: 'slow' | 'server_error' | 'rate_limited' | 'flaky_401' | 'ok') => (key: string) =>
    void keyturn.simulator.control.setBehaviour({ key, behaviour })

  async function afterPersonsCheck(tell: (key: string) => void) {
    const { tenant, id } = await connected(tell)
    const { engine } = keyturn.server
    await startPersonsCheck(engine, tenant, id, MARIE)
    await engine.running.drain()
    const connection = await engine.stores.connections.find(tenant, id)
    const trail = await engine.stores.connections.timeline(tenant, id, 20)
    return { connection, checks: trail.filter(({ action }) => action === 'connection.checked'), trail }
  }

  it('[S23] leaves the trace of a person’s check that found the key well', async () => {
    const { connection, checks } = await afterPersonsCheck(behave('ok'))
    expect(connection).toMatchObject({ standing: 'connected', health: { state: 'healthy' }, checkingUntil: null })
    expect(checks.map(({ details }) => details)).toEqual([{ reason: null }])
  })

  it.each([
    { behaviour: 'server_error', reason: 'provider_unreachable' },
    { behaviour: 'rate_limited', reason: 'provider_busy' },
  ] as const)(
    '[S69] never says that all is well when the provider answers $behaviour',
    async ({ behaviour, reason }) => {
      const { connection, checks } = await afterPersonsCheck(behave(behaviour))
      expect(connection).toMatchObject({
        standing: 'connected',
        health: { state: 'unverified', reason },
        checkingUntil: null,
      })
      expect(checks.map(({ details }) => details)).toEqual([{ reason }])
    },
  )

  it('[D39, S58] interrupts after two refusals 5 s apart', async () => {
    const { connection, checks, trail } = await afterPersonsCheck(
      (key) => void keyturn.simulator.control.revoke({ key }),
    )
    expect(connection).toMatchObject({ standing: 'action_required', issue: { code: 'key_revoked' } })
    expect(checks).toEqual([])
    const flip = trail.find(({ action }) => action === 'connection.action_required')
    expect(flip?.actor.name).toBe('Marie Holm')
  })

  it('takes one refusal between two good answers for what it is', async () => {
    const { connection } = await afterPersonsCheck(behave('flaky_401'))
    expect(connection).toMatchObject({ standing: 'connected', suspicion: null, health: { state: 'healthy' } })
  })

  /** A check that takes its time, and what happens meanwhile. */
  async function during(
    start: (tenant: TenantId, id: ConnectionId) => Promise<unknown>,
    meanwhile: (found: { readonly tenant: TenantId; readonly id: ConnectionId; readonly companyId: string }) => unknown,
  ) {
    const { engine } = keyturn.server
    const tenant = parseTenantId(aTenant())
    const issued = keyturn.key()
    const id = parseId('connection', connectionOf(await keyturn.import(tenant, issued.key)).id)
    behave('slow')(issued.key)
    const checked = start(tenant, id)
    await vi.waitFor(async () =>
      expect((await engine.stores.connections.findSealed(tenant, id))?.holder).not.toBeNull(),
    )
    await meanwhile({ tenant, id, companyId: issued.company.id })
    const between = await engine.stores.connections.find(tenant, id)
    await checked
    await engine.running.drain()
    const trail = await engine.stores.connections.timeline(tenant, id, 20)
    const actions = trail.map(({ action }) => action).filter((action) => action.startsWith('connection.'))
    return { between, after: await engine.stores.connections.find(tenant, id), actions }
  }

  async function isRefusedInTraffic({ tenant, id }: { readonly tenant: TenantId; readonly id: ConnectionId }) {
    const { engine, traffic } = keyturn.server
    const connection = await engine.stores.connections.find(tenant, id)
    if (connection === undefined) throw new Error('it is there')
    traffic.note({ connection, credentialVersion: connection.credentialVersion, status: 401 })
    await traffic.settled()
  }

  it('[S23] judges a person’s answer with what traffic noted meanwhile, and is over when it has ended', async () => {
    const { between, after, actions } = await during(
      (tenant, id) => startPersonsCheck(keyturn.server.engine, tenant, id, MARIE),
      isRefusedInTraffic,
    )
    expect(between).toMatchObject({ suspicion: { source: 'traffic', told: true } })
    expect(between?.checkingUntil).not.toBeNull()
    expect(after).toMatchObject({
      standing: 'connected',
      suspicion: null,
      checkingUntil: null,
      health: { state: 'healthy', source: 'person' },
    })
    expect(actions).toEqual([
      'connection.checked',
      'connection.verified',
      'connection.unverified',
      'connection.connected',
      'connection.created',
    ])
  })

  it('judges the answer to an integrator’s check with what traffic noted meanwhile', async () => {
    const { after, actions } = await during(
      (tenant, id) => checkConnection(keyturn.server.engine, tenant, id, MARIE),
      isRefusedInTraffic,
    )
    expect(after).toMatchObject({ suspicion: null, health: { state: 'healthy', source: 'probe' } })
    expect(actions).toContain('connection.verified')
  })

  /** A check whose answer traffic contradicts so often, each time just before it is written. */
  async function contradicted(times: number) {
    const { engine, traffic } = keyturn.server
    const tenant = parseTenantId(aTenant())
    const id = parseId('connection', connectionOf(await keyturn.import(tenant, keyturn.key().key)).id)
    const statuses = Array.from({ length: times }, (_, time) => (time % 2 === 0 ? 401 : 200))
    const { checks } = engine.stores
    const record: typeof checks.record = async (records) => {
      const connection = await engine.stores.connections.find(tenant, id)
      const status = statuses.shift()
      if (connection === undefined || status === undefined) return checks.record(records)
      traffic.note({ connection, credentialVersion: connection.credentialVersion, status })
      await traffic.settled()
      return checks.record(records)
    }
    const outcomes: unknown[] = []
    const metrics = { ...engine.metrics, checked: (outcome: unknown) => void outcomes.push(outcome) }
    const stores = { ...engine.stores, checks: { ...checks, record } }
    const { health } = await checkConnection({ ...engine, metrics, stores }, tenant, id, MARIE)
    return { source: health.source, isLost: outcomes.includes('lost') }
  }

  it('judges its answer anew each time that traffic was faster, and gives up after the fourth', async () => {
    expect(await contradicted(3)).toEqual({ source: 'probe', isLost: false })
    expect(await contradicted(4)).toEqual({ source: 'traffic', isLost: true })
  })

  it('is over for the person when it has ended, also where its key was replaced and nothing is written', async () => {
    const { between, after } = await during(
      (tenant, id) => startPersonsCheck(keyturn.server.engine, tenant, id, MARIE),
      ({ tenant, companyId }) => keyturn.import(tenant, keyturn.key({ company: { id: companyId } }).key),
    )
    expect(between?.credentialVersion).toBe(2)
    expect(after?.checkingUntil).toBeNull()
    const { id, tenantId } = after ?? {}
    if (id === undefined || tenantId === undefined) throw new Error('it is there')
    expect((await keyturn.server.engine.stores.connections.findSealed(tenantId, id))?.holder).toBeNull()
  })

  it('only suspects a key that one scheduled check found refused', async () => {
    const { tenant, id } = await connected((key) => void keyturn.simulator.control.revoke({ key }))
    const suspected = await checkConnection(keyturn.server.engine, tenant, id, MARIE)
    expect(suspected).toMatchObject({ standing: 'connected', health: { state: 'unverified', reason: 'suspected' } })
  })
})
