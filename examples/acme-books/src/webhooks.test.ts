import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startAcmeBooks, webhookUrlOf } from './acme-books.ts'
import type { AcmeBooks } from './acme-books.ts'
import { Browser, textOf } from './testing/browser.ts'
import { startKeyturnStandIn, TOKEN } from './testing/keyturn-stand-in.ts'
import type { KeyturnStandIn } from './testing/keyturn-stand-in.ts'
import { isFromKeyturn } from './webhook-signature.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const NOW = Date.parse('2026-11-24T10:41:00.000Z')
const PLEO = '/settings/integrations/pleo'

let keyturn: KeyturnStandIn
let acme: AcmeBooks
let browser: Browser

beforeEach(async () => {
  keyturn = await startKeyturnStandIn()
  acme = await startAcmeBooks({ keyturnUrl: keyturn.url, keyturnToken: TOKEN, webhookSecret: SECRET, now: () => NOW })
  browser = new Browser(acme.url)
  await browser.signInAs('marie@acme.example')
})
afterEach(async () => {
  await acme.close()
  await keyturn.close()
})

const anEvent = (over: object = {}, data: object = {}) => ({
  id: 'evt_1',
  type: 'connection.connected',
  createdAt: '2026-11-24T09:54:00.000Z',
  sequence: 1,
  tenantId: 'acme-42',
  connectionId: 'conn_1',
  reference: 'default',
  ...over,
  data: { state: 'connected', usable: true, ...data },
})

const hmac = (secret: string, text: string): string =>
  createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(text)
    .digest('base64')

/** As Keyturn sends it. */
async function send(event: object, secret = SECRET, at = NOW): Promise<number> {
  const body = JSON.stringify(event)
  const headers = {
    'content-type': 'application/json',
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': `v1,${hmac(secret, `evt_1.${Math.floor(at / 1_000)}.${body}`)}`,
  }
  return (await fetch(webhookUrlOf(acme.url), { method: 'POST', headers, body })).status
}
const pleoPage = async () => textOf(await browser.open(PLEO))

describe('a webhook of Keyturn', () => {
  it('tells whether the nightly sync can run, before anybody asks', async () => {
    expect(await pleoPage()).not.toContain('Nightly sync')
    expect(await send(anEvent())).toBe(204)
    expect(await pleoPage()).toContain('Nightly sync: on since today, 10:54')
    expect(await send(anEvent({ sequence: 2, createdAt: '2026-11-24T10:00:00.000Z' }, { usable: false }))).toBe(204)
    expect(await pleoPage()).toContain('Nightly sync: paused since today, 11:00')
    expect(await send(anEvent({ sequence: 3, createdAt: '2026-11-24T10:30:00.000Z' }, { usable: false }))).toBe(204)
    expect(await pleoPage()).toContain('Nightly sync: paused since today, 11:00')
  })

  it('that comes twice, or after a later one, changes nothing', async () => {
    await send(anEvent({ sequence: 2 }, { usable: false }))
    await send(anEvent({ sequence: 1 }))
    await send(anEvent({ sequence: 2 }))
    expect(await pleoPage()).toContain('Nightly sync: paused')
    await send(anEvent({ sequence: 1, connectionId: 'conn_2' }))
    expect(await pleoPage()).toContain('Nightly sync: on')
  })

  it('becomes a line of what happened, in the order of Keyturn and not in that of arrival', async () => {
    const happened = async () => {
      const { html } = await browser.open(PLEO)
      const [, list = ''] = /<ol class="plain">(.*?)<\/ol>/s.exec(html) ?? []
      return [...list.matchAll(/<li>(.*?)<\/li>/gs)].map(([, line = '']) => line.replaceAll(/<[^>]+>/g, '').trim())
    }
    expect(await happened()).toEqual([])
    await send(anEvent({ sequence: 1 }))
    const refused = { type: 'connection.action_required', createdAt: '2026-11-24T10:20:00.000Z', sequence: 3 }
    await send(anEvent(refused, { usable: false }))
    await send(anEvent({ type: 'connection.unverified', createdAt: '2026-11-24T10:14:00.000Z', sequence: 2 }))
    await send(anEvent({ type: 'connection.from_the_future', createdAt: '2026-11-24T10:21:00.000Z', sequence: 4 }))
    expect(await happened()).toEqual([
      'Pleo refused the key: action required today, 11:20',
      'Pleo refused the key once; it is being asked again today, 11:14',
      'Connected today, 10:54',
    ])
    for (let sequence = 5; sequence < 20; sequence += 1) {
      await send(anEvent({ type: 'connection.recovered', createdAt: '2026-11-24T10:30:00.000Z', sequence }))
    }
    expect(await happened()).toHaveLength(6)
    await browser.signInAs('jonas@nordlys.example')
    expect(await happened()).toEqual([])
  })

  it('is shown to its own customer alone', async () => {
    await send(anEvent({ tenantId: 'nordlys-7', reference: 'nordlys-dk' }))
    expect(await pleoPage()).not.toContain('Nightly sync')
    await browser.signInAs('jonas@nordlys.example')
    expect(await pleoPage()).toContain('Nightly sync: on')
  })

  it.each([
    ['another secret', () => send(anEvent(), 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD')],
    ['an old signature', () => send(anEvent(), SECRET, NOW - 301_000)],
    ['no signature', async () => (await fetch(webhookUrlOf(acme.url), { method: 'POST', body: '{}' })).status],
  ])('with %s is not taken', async (_what, sent) => {
    expect(await sent()).toBe(400)
    expect(await pleoPage()).not.toContain('Nightly sync')
  })

  it.each([
    { type: 'provider.incident_over', tenantId: null, data: {} },
    { type: 'from.the.future' },
    { ...anEvent(), sequence: 'one' },
    { ...anEvent(), createdAt: 'yesterday' },
  ])('of another kind is taken and passed over: %o', async (event) => {
    expect(await send(event)).toBe(204)
    expect(await pleoPage()).not.toContain('Nightly sync')
  })

  it('is not taken where no secret is set', async () => {
    const deaf = await startAcmeBooks({ keyturnUrl: keyturn.url, keyturnToken: TOKEN })
    expect((await fetch(webhookUrlOf(deaf.url), { method: 'POST', body: '{}' })).status).toBe(400)
    await deaf.close()
  })

  it('with two signatures is good if one of them is', () => {
    const [ours, old] = [SECRET, 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD']
    const sign = (secret: string) => hmac(secret, `evt_1.${NOW / 1_000}.{}`)
    const headers = (signature: string) =>
      new Headers({ 'webhook-id': 'evt_1', 'webhook-timestamp': String(NOW / 1_000), 'webhook-signature': signature })
    expect(isFromKeyturn(headers(`v1,${sign(old)} v1,${sign(ours)}`), '{}', ours, NOW)).toBe(true)
    expect(isFromKeyturn(headers(`v1,${sign(old)} v2,${sign(ours)}`), '{}', ours, NOW)).toBe(false)
  })
})
