import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { parseTenantId } from '../../domain/ids.ts'
import { TENANT_CHECKS, TENANT_CHECKS_WINDOW_MS } from '../../domain/noticing/asked-already.ts'
import { passTime } from '../testing/pass-time.ts'
import { PageVisit } from '../testing/page-visit.ts'
import { aTenant, connectionOf, problemOf, RunningKeyturn } from '../testing/running-keyturn.ts'
import type { Answer } from '../testing/running-keyturn.ts'

const LOOP_MS = 6_000
const QUICK = { KEYTURN_CHECK_INTERVAL: '2s', KEYTURN_CONFIRM_AFTER: '1s,1s,1s', KEYTURN_PLEO_BUDGET: '600' }

let keyturn: RunningKeyturn
beforeEach(async () => {
  keyturn = await RunningKeyturn.start({ KEYTURN_CHECK_INTERVAL: '1h' })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await keyturn[Symbol.asyncDispose]()
})

const check = (id: string): Promise<Answer> => keyturn.call('POST', `/v1/connections/${id}/check`)
const checksOf = (keyId: string, since: number): number =>
  keyturn.simulator.control.requests(since).requests.filter((one) => one.keyId === keyId).length

async function hasAsked(tenantId: string, checks: number): Promise<void> {
  const { clock, stores } = keyturn.server.engine
  for (let left = checks; left > 0; left -= 1) {
    await stores.tries.addCheck(parseTenantId(tenantId), clock.now(), TENANT_CHECKS, TENANT_CHECKS_WINDOW_MS)
  }
}

describe('one tenant that asks for checks in a loop', () => {
  it.each([
    ['on its page', async (page: PageVisit): Promise<void> => void (await page.post('check', {}))],
    ['through the API', async (page: PageVisit): Promise<void> => void (await check(page.connectionId))],
  ] as const)(
    '[SEC-S5] %s has each key asked about once in ten seconds, and another tenant’s dead key is found in time',
    async (_, ask) => {
      await keyturn[Symbol.asyncDispose]()
      keyturn = await RunningKeyturn.start(QUICK)
      const { connection, issued } = await keyturn.connected(aTenant())
      const page = await PageVisit.open(keyturn, { tenantId: connection.tenantId })
      const other = await keyturn.connected(aTenant())
      await keyturn.server.engine.running.drain()
      const { last } = keyturn.simulator.control.requests()
      const from = Date.now()
      const loop = async (): Promise<void> => {
        while (Date.now() < from + LOOP_MS) await ask(page)
      }
      const loops = Promise.all([loop(), loop(), loop()])
      keyturn.simulator.control.revoke({ key: other.issued.key })
      await loops
      // The schedule asks every 2 s as well, for as long as this machine took.
      expect(checksOf(issued.id, last)).toBeLessThanOrEqual(3 + Math.ceil((Date.now() - from) / 2_000))
      await vi.waitFor(
        async () => expect((await keyturn.connection(other.connection.id)).state).toBe('action_required'),
        {
          timeout: 10_000,
        },
      )
    },
  )

  it('gets what was found just now, without a call', async () => {
    const { connection, issued } = await keyturn.connected(aTenant())
    const { last } = keyturn.simulator.control.requests()
    const first = connectionOf(await check(connection.id))
    const again = await check(connection.id)
    expect(again.status).toBe(200)
    expect(connectionOf(again).health).toEqual(first.health)
    expect(checksOf(issued.id, last)).toBe(1)
  })
})

describe('checks of one connection', () => {
  it('at the same time are one', async () => {
    const { connection, issued } = await keyturn.connected(aTenant())
    keyturn.simulator.control.setBehaviour({ key: issued.key, behaviour: 'slow', operation: 'introspect' })
    const { last } = keyturn.simulator.control.requests()
    const answers = await Promise.all(Array.from({ length: 8 }, () => check(connection.id)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(checksOf(issued.id, last)).toBe(1)
  })

  it('leave alone one that a person has begun', async () => {
    const { connection, issued } = await keyturn.connected(aTenant())
    const page = await PageVisit.open(keyturn, { tenantId: connection.tenantId })
    keyturn.simulator.control.setBehaviour({ key: issued.key, behaviour: 'slow', operation: 'introspect' })
    const { last } = keyturn.simulator.control.requests()
    await Promise.all([page.post('check', {}), page.post('check', {})])
    expect((await check(connection.id)).status).toBe(200)
    await keyturn.server.engine.running.drain()
    expect(checksOf(issued.id, last)).toBe(1)
    expect((await keyturn.connection(connection.id)).health.source).toBe('person')
  })
})

describe('the checks of one tenant', () => {
  it('are limited beside the schedule, and only its own', async () => {
    const tenantId = aTenant()
    const one = await keyturn.connected(tenantId, { reference: 'one' })
    const two = await keyturn.connected(tenantId, { reference: 'two' })
    await hasAsked(tenantId, TENANT_CHECKS - 1)
    expect((await check(one.connection.id)).status).toBe(200)
    const refused = await check(two.connection.id)
    expect(refused.status).toBe(429)
    expect(problemOf(refused).code).toBe('rate_limited')
    const wait = Number(refused.headers.get('retry-after'))
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(TENANT_CHECKS_WINDOW_MS / 1_000)
    const other = await keyturn.connected(aTenant())
    expect((await check(other.connection.id)).status).toBe(200)
    passTime(TENANT_CHECKS_WINDOW_MS)
    expect((await check(two.connection.id)).status).toBe(200)
  })
})

describe('the page', () => {
  const followOf = ({ text }: Answer): string => z.object({ follow: z.string() }).parse(JSON.parse(text)).follow
  const textOf = (html: string): string => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')

  it('says that the key was checked just now, and when it can be again', async () => {
    const { connection } = await keyturn.connected(aTenant())
    const page = await PageVisit.open(keyturn, { tenantId: connection.tenantId })
    await check(connection.id)
    const { headers } = await page.post('check', {}, 'text/html')
    const shown = textOf((await page.page(new URL(headers.get('location') ?? '', 'http://page').search)).text)
    expect(shown).toMatch(/Checked \d+ seconds? ago Try again in \d+ seconds?/)
    const follow = followOf(await page.post('check', {}))
    expect(follow).toMatch(/^\?asked=\d+$/)
    expect(textOf((await page.page(follow)).text)).toMatch(/Checked \d+ seconds? ago Try again in/)
    passTime(11_000)
    expect(textOf((await page.page(follow)).text)).not.toContain('Try again in')
  })

  it('says how long to wait when its tenant has asked for very many', async () => {
    const { connection } = await keyturn.connected(aTenant())
    const page = await PageVisit.open(keyturn, { tenantId: connection.tenantId })
    await hasAsked(connection.tenantId, TENANT_CHECKS)
    const follow = followOf(await page.post('check', {}))
    expect(follow).toMatch(/^\?later=\d+$/)
    expect(textOf((await page.page(follow)).text)).toMatch(/Please wait a moment Try again in \d+ seconds/)
  })
})
