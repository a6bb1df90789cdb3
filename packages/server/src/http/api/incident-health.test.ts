import { connectionList } from '@keyturn/api'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { newConnection } from '../../domain/connection.ts'
import { UNKNOWN_HEALTH } from '../../domain/health.ts'
import { parseReference, parseTenantId } from '../../domain/ids.ts'
import { ASKED_JUST_NOW_MS } from '../../domain/noticing/asked-already.ts'
import type { Observation } from '../../domain/noticing/provider-watch.ts'
import { amendConnection } from '../../engine/amend-connection.ts'
import { systemRandom } from '../../vault/random.ts'
import { passTime } from '../testing/pass-time.ts'
import { PageVisit } from '../testing/page-visit.ts'
import { aTenant, RunningKeyturn } from '../testing/running-keyturn.ts'

afterEach(() => void vi.restoreAllMocks())

const PLACE = { provider: 'pleo', environment: 'custom' }
const STORM_OF_A_SMALL_FLEET = 3
const CALLS_THAT_OPEN_THE_CIRCUIT = 20

const HEALTHY = { ...UNKNOWN_HEALTH, state: 'healthy' } as const

const answered = (weighs: 'refusal' | 'nothing'): Observation => ({
  kind: 'checked',
  id: systemRandom.id('connection'),
  evidence:
    weighs === 'refusal'
      ? { weighs, kind: 'unauthorized', details: {} }
      : { weighs, reason: 'provider_unreachable', retryAfterMs: null },
  role: 'turned',
})

describe('while the provider has an incident', () => {
  it.each([
    {
      what: 'a storm',
      evidence: 'refusal' as const,
      times: STORM_OF_A_SMALL_FLEET,
      behaviour: 'unauthorized' as const,
      reason: 'provider_refusing_all',
      title: 'Pleo is refusing all connections right now',
    },
    {
      what: 'an outage',
      evidence: 'nothing' as const,
      times: CALLS_THAT_OPEN_THE_CIRCUIT,
      behaviour: 'unavailable' as const,
      reason: 'provider_unreachable',
      title: 'Pleo is not answering at the moment',
    },
  ])(
    '[S62, S69] $what shows on every connection by itself, in no row, and leaves what was confirmed since',
    async (incident) => {
      // Nothing is asked by itself while this lasts, but for the panel of a storm.
      await using keyturn = await RunningKeyturn.start({ KEYTURN_CHECK_INTERVAL: '1h' })
      const tenantId = aTenant()
      const listed = async (health: string): Promise<number> => {
        const { text } = await keyturn.call('GET', `/v1/connections?tenantId=${tenantId}&health=${health}`)
        return connectionList.parse(JSON.parse(text)).data.length
      }
      const { connection, issued } = await keyturn.connected(tenantId)
      keyturn.simulator.control.setBehaviour({ key: issued.key, behaviour: incident.behaviour })
      const page = await PageVisit.open(keyturn, { tenantId })
      const stream = await page.listen()
      await stream.next()
      for (let left = incident.times; left > 0; left -= 1) {
        keyturn.server.engine.noticing.observe(PLACE, answered(incident.evidence))
      }
      const told = await stream.next()
      stream.close()
      expect(told).toMatchObject({ event: 'state' })
      expect(JSON.parse(told?.data ?? '')).toMatchObject({
        state: 'connected',
        usable: true,
        issue: null,
        health: { state: 'unverified', reason: incident.reason, nextCheckAt: null },
      })
      expect((await page.page()).text.replaceAll(/<[^>]+>/g, '')).toContain(incident.title)
      expect(await keyturn.connection(connection.id)).toMatchObject({
        state: 'connected',
        health: { state: 'unverified', reason: incident.reason },
      })
      expect(await listed('unverified')).toBe(1)
      expect(await listed('healthy')).toBe(0)
      const later = await keyturn.connected(tenantId, { reference: 'later' })
      expect(later.connection.health).toMatchObject({ state: 'healthy', reason: null })
      expect(await listed('healthy')).toBe(1)
    },
  )
})

it('during a storm a key that is pasted and refused is not blamed, and the connection stays as it was', async () => {
  await using keyturn = await RunningKeyturn.start({ KEYTURN_CHECK_INTERVAL: '1h' })
  const tenantId = aTenant()
  const { connection } = await keyturn.connected(tenantId)
  const page = await PageVisit.open(keyturn, { tenantId })
  const refusedAs = async (behaviour: 'unauthorized' | 'forbidden') => {
    const { key } = keyturn.key({ behaviour })
    await page.post('key', { key })
    await keyturn.server.engine.running.drain()
    const { attempt, state, usable } = await keyturn.connection(connection.id)
    expect({ state, usable }).toEqual({ state: 'connected', usable: true })
    return attempt?.issue
  }
  expect((await refusedAs('unauthorized'))?.code).toBe('key_invalid')
  expect((await refusedAs('forbidden'))?.code).toBe('permissions_missing')
  for (let left = STORM_OF_A_SMALL_FLEET; left > 0; left -= 1) {
    keyturn.server.engine.noticing.observe(PLACE, answered('refusal'))
  }
  for (const behaviour of ['unauthorized', 'forbidden'] as const) {
    expect(await refusedAs(behaviour)).toMatchObject({
      code: 'provider_refusing_all',
      title: 'Pleo is refusing all connections right now',
      userRecoverable: true,
    })
  }
  expect((await page.page()).text).not.toContain('aria-invalid="true"')
})

it('the history of a connection tells of first refusals, of what became of them, and of incidents in between', async () => {
  await using keyturn = await RunningKeyturn.start({ KEYTURN_CHECK_INTERVAL: '1h' })
  const tenantId = aTenant()
  const { connection, issued } = await keyturn.connected(tenantId)
  const { control } = keyturn.simulator
  const check = () => keyturn.call('POST', `/v1/connections/${connection.id}/check`)
  control.setBehaviour({ key: issued.key, behaviour: 'unauthorized' })
  await check()
  control.setBehaviour({ key: issued.key, behaviour: 'ok' })
  passTime(ASKED_JUST_NOW_MS)
  await check()
  const { noticing } = keyturn.server.engine
  for (let left = CALLS_THAT_OPEN_THE_CIRCUIT; left > 0; left -= 1) noticing.observe(PLACE, answered('nothing'))
  await noticing.share(PLACE)
  const page = await PageVisit.open(keyturn, { tenantId })
  const { text } = await page.page()
  const events = /<ol class="events">(.*?)<\/ol>/s.exec(text)?.[1] ?? ''
  const lines = [...events.matchAll(/<p>(.*?)<\/p>/gs)].map(([, line = '']) => line.replaceAll(/<[^>]+>/g, ''))
  expect(lines).toEqual([
    'Pleo is not answering at the moment',
    'Asked again: all well',
    'Pleo refused the key. We are asking again.',
    expect.stringContaining('Connected to '),
  ])
  expect(events.match(/<time /g)).toHaveLength(lines.length)
})

it('in an environment that is not configured any more it says that nobody asks there', async () => {
  await using keyturn = await RunningKeyturn.start({ KEYTURN_CHECK_INTERVAL: '1h' })
  const { engine } = keyturn.server
  const tenant = parseTenantId(aTenant())
  const id = engine.random.id('connection')
  const identity = { provider: 'pleo', environment: 'production', reference: parseReference('old'), label: null }
  const fresh = newConnection({ id, tenantId: tenant, ...identity }, engine.clock.now())
  await engine.stores.connections.insert(fresh, await engine.vault.stateMac(fresh), { events: [], audit: [] })
  await amendConnection(engine, tenant, id, (connection) => ({
    next: {
      ...connection,
      standing: 'connected',
      account: { id: '7a0c2f5e-91d4-4f0e-8a39-2f4d1c6b8e10', kind: 'company', name: 'Acme ApS' },
      credential: {
        id: engine.random.id('credential'),
        version: 1,
        addedAt: engine.clock.now(),
        addedBy: null,
        lastUsedAt: null,
      },
      credentialVersion: 1,
      health: { ...HEALTHY, nextCheckAt: engine.clock.now() },
    },
    records: {},
  }))
  const health = { state: 'unverified', reason: 'environment_not_configured', nextCheckAt: null }
  expect(await keyturn.connection(id)).toMatchObject({ state: 'connected', health })
  const { text } = await keyturn.call('GET', '/v1/connections?health=unverified')
  expect(connectionList.parse(JSON.parse(text)).data.map((connection) => connection.id)).toEqual([id])
  const well = await keyturn.call('GET', '/v1/connections?health=healthy')
  expect(connectionList.parse(JSON.parse(well.text)).data).toEqual([])
})
