import { eventFeed } from '@keyturn/api'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { aTenant, RunningKeyturn } from '../http/testing/running-keyturn.ts'
import { Visitor } from '../http/testing/visitor.ts'
import { startMailCatcher } from './testing/mail-catcher.ts'
import type { CaughtMail, MailCatcher } from './testing/mail-catcher.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const QUICK = {
  KEYTURN_CHECK_INTERVAL: '2s',
  KEYTURN_CONFIRM_AFTER: '1s,1s,1s',
  KEYTURN_PLEO_BUDGET: '60000',
  KEYTURN_MAIL_FROM: 'Keys of Acme <keys@acme.example>',
  KEYTURN_MAIL_AFTER: '1s',
  KEYTURN_PRODUCT_PATH: 'Settings › Integrations › Pleo',
}
const soon = { timeout: 40_000, interval: 50 }
const caught = (catcher: MailCatcher, count: number) =>
  vi.waitFor(() => expect(catcher.caught.map(({ to }) => to)).toHaveLength(count), soon)
const linkIn = ({ text }: CaughtMail): string => /https?:\/\/\S+\/connect\/h\/\S+/.exec(text)?.[0] ?? ''

let catcher: MailCatcher
let keyturn: RunningKeyturn
// A world each: what one test breaks, another would hear of.
beforeEach(async () => {
  catcher = await startMailCatcher()
  keyturn = await RunningKeyturn.start({ ...QUICK, KEYTURN_SMTP_URL: catcher.url })
})
afterEach(async () => {
  await keyturn[Symbol.asyncDispose]()
  await catcher[Symbol.asyncDispose]()
})

describe('a key that stops working', () => {
  it('is told to the people named, who put it right by the link, and hear that it is', async () => {
    const tenantId = aTenant()
    const notify = [{ email: 'mette@acme.example' }, { email: 'jonas@acme.example', locale: 'de' }]
    const { connectionId } = await keyturn.session({ tenantId, notify, locale: 'en', label: 'Acme DK' })
    const { issued } = await keyturn.connected(tenantId)
    // Others that are well: this is one dead key, not a storm.
    await Promise.all(Array.from({ length: 6 }, () => keyturn.connected(aTenant())))
    keyturn.simulator.control.revoke({ key: issued.key })
    await caught(catcher, 2)
    const [jonas, mette] = catcher.caught.toSorted((one, other) => one.to.localeCompare(other.to))
    if (jonas === undefined || mette === undefined) throw new Error('two were told')
    expect(mette.headers.get('subject')).toBe('Action required: Your connection to Pleo is interrupted (Acme DK)')
    expect(jonas.headers.get('subject')).toMatch(/^Aktion erforderlich: .+ \(Acme DK\)$/)
    expect(mette.headers.get('from')).toBe('Keys of Acme <keys@acme.example>')
    expect(mette.text).toContain('under Settings › Integrations › Pleo.')
    expect((await keyturn.connection(connectionId)).state).toBe('action_required')

    const link = linkIn(mette)
    const scanner = new Visitor(keyturn)
    for (const method of ['GET', 'HEAD', 'GET']) await scanner.ask(method, link, { headers: { accept: '*/*' } })
    const person = new Visitor(keyturn)
    expect((await person.open(link)).text).toContain('Continue')
    const page = await person.post(new URL(link).pathname)
    const fresh = keyturn.key({ company: { id: issued.company.id } })
    await person.post(`${page.path}key`, { key: fresh.key })
    await caught(catcher, 4)
    const solved = catcher.caught.findLast(({ to }) => to === mette.to)
    expect(solved?.headers.get('subject')).toBe('Connected: Pleo is connected again (Acme DK)')
    expect(solved?.headers.get('in-reply-to')).toBe(mette.headers.get('message-id'))
    expect((await keyturn.connection(connectionId)).state).toBe('connected')
    expect((await new Visitor(keyturn).open(link)).text).toContain('This link was used already')
    expect((await new Visitor(keyturn).open(linkIn(jonas))).status).toBe(410)

    for (const { raw, text, html } of catcher.caught) expect(keyturn.holdsKey(raw + text + html)).toBe(false)
    expect(keyturn.printed).not.toMatch(/mette@|jonas@/)
    const { text: metrics } = await keyturn.call('GET', '/metrics', { token: null })
    expect(metrics).toContain('keyturn_mails_total{about="problem",outcome="sent"} 2')
    expect(metrics).toContain('keyturn_mails_total{about="solved",outcome="sent"} 2')
    expect(metrics).not.toContain('@')
  })

  it('is told to nobody while the provider refuses every key', async () => {
    for (let made = 0; made < 6; made += 1) {
      const tenantId = aTenant()
      await keyturn.session({ tenantId, notify: [{ email: `storm${made}@acme.example` }] })
      await keyturn.connected(tenantId)
    }
    keyturn.simulator.control.setBehaviour({ behaviour: 'unauthorized' })
    await vi.waitFor(async () => {
      const { data } = eventFeed.parse(JSON.parse((await keyturn.call('GET', '/v1/events?limit=200')).text))
      expect(data.map(({ type }) => type)).toContain('provider.incident_suspected')
    }, soon)
    const asked = keyturn.simulator.control.requests().last
    await vi.waitFor(() => expect(keyturn.simulator.control.requests().last).toBeGreaterThan(asked + 5), soon)
    expect(catcher.caught.map(({ to }) => to)).toEqual([])
  })
})
