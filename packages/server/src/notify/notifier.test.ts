import { describe, expect, it, vi } from 'vitest'
import { linkStatus } from '../domain/hand-off.ts'
import { paceOfNotices } from '../domain/notice.ts'
import { toJson } from '../storage/json.ts'
import { systemRandom } from '../vault/random.ts'
import { startMailCatcher } from './testing/mail-catcher.ts'
import type { CaughtMail, MailCatcher } from './testing/mail-catcher.ts'
import { fastClock, JONAS, MailWorld, METTE } from './testing/mail-world.ts'

vi.setConfig({ testTimeout: 30_000 })

const soon = { timeout: 20_000, interval: 10 }
const caught = (catcher: MailCatcher, count: number) =>
  vi.waitFor(() => expect(catcher.caught.map(({ to }) => to)).toHaveLength(count), soon)
const linkIn = ({ text }: CaughtMail): string => /https:\S+/.exec(text)?.[0] ?? ''
const header = (mail: CaughtMail | undefined, name: string) => mail?.headers.get(name)

describe('mails about a connection', () => {
  it('reach each person in their language when it needs them, and when that is over', async () => {
    await using world = await MailWorld.open()
    await using catcher = await startMailCatcher()
    world.notify(catcher.port)
    const connection = await world.brokenOne([METTE, JONAS])
    await caught(catcher, 2)
    const [jonas, mette] = catcher.caught.toSorted((one, other) => one.to.localeCompare(other.to))
    expect(header(mette, 'subject')).toBe('Action required: Your connection to Pleo is interrupted (Acme DK)')
    expect(header(jonas, 'subject')).toBe('Handling påkrævet: Din forbindelse til Pleo er afbrudt (Acme DK)')
    expect(mette?.text).toContain('Pleo no longer accepts the key for Acme ApS.')
    expect(mette?.html).toContain('<html lang="en-GB"')
    expect([mette?.from, mette?.to, header(mette, 'from')]).toEqual([
      'keys@acme.example',
      METTE.email,
      'Acme Books <keys@acme.example>',
    ])
    await world.mends(connection, 'connection.replaced')
    await caught(catcher, 4)
    const solved = catcher.caught.findLast(({ to }) => to === METTE.email)
    expect(header(solved, 'subject')).toBe('Connected: Pleo is connected again (Acme DK)')
    expect(header(solved, 'in-reply-to')).toBe(header(mette, 'message-id'))
    const stages = async () => (await world.notices()).map(({ stage }) => stage)
    await vi.waitFor(async () => expect(await stages()).toEqual(['closed', 'closed']), soon)
    expect(world.mailed).toEqual(['problem sent', 'problem sent', 'solved sent', 'solved sent'])
  })

  it('[X35] tell the people named of a key that others may have seen, whatever the provider is doing', async () => {
    await using world = await MailWorld.open()
    await using catcher = await startMailCatcher()
    world.weather.incident = { kind: 'provider_unreachable', since: 0 }
    world.notify(catcher.port)
    await world.brokenOne([METTE, JONAS], 'exposed')
    await caught(catcher, 2)
    const mette = catcher.caught.find(({ to }) => to === METTE.email)
    expect(header(mette, 'subject')).toBe('Action required: Others may have seen the key for Acme ApS (Acme DK)')
    expect(mette?.text).toContain('Delete it in Pleo, then add a new one here.')
  })

  it('say that a machine wrote them, and how to have no more', async () => {
    await using world = await MailWorld.open()
    await using catcher = await startMailCatcher()
    world.notify(catcher.port)
    const { id } = await world.brokenOne()
    await caught(catcher, 1)
    const [mail] = catcher.caught
    expect(header(mail, 'auto-submitted')).toBe('auto-generated')
    expect(header(mail, 'x-auto-response-suppress')).toBe('All')
    expect(header(mail, 'list-unsubscribe')).toBe(`<mailto:keys@acme.example?subject=unsubscribe%20${id}>`)
    expect(header(mail, 'content-language')).toBe('en-GB')
    expect(header(mail, 'message-id')).toMatch(/^<ntc_[\w-]{22}\.problem@acme\.example>$/)
  })

  it('carry a link of their own each, which takes one key and ends with the problem', async () => {
    await using world = await MailWorld.open()
    await using catcher = await startMailCatcher()
    world.notify(catcher.port)
    const connection = await world.brokenOne([METTE, JONAS])
    await caught(catcher, 2)
    const links = catcher.caught.map(linkIn)
    expect(new Set(links).size).toBe(2)
    const sessionOf = (link: string) => {
      expect(link).toMatch(/^https:\/\/keys\.acme\.example\/connect\/h\/[\w-]{43}$/)
      return world.storage.sessions.findByToken(systemRandom.hash(link.slice(-43)))
    }
    for (const link of links) {
      const session = await sessionOf(link)
      expect(session).toMatchObject({ connectionId: connection.id, capabilities: ['replace'], user: null })
      expect(session?.openBy).toBeGreaterThan(Date.now() + 6.9 * 24 * 60 * 60_000)
    }
    await world.mends(connection, 'connection.replaced')
    await caught(catcher, 4)
    await vi.waitFor(async () => {
      for (const link of links) {
        const session = await sessionOf(link)
        expect(session && linkStatus(session, Date.now())).toBe('withdrawn')
      }
    }, soon)
  })

  it('are sent once, by however many there are, across restarts', async () => {
    await using world = await MailWorld.open()
    await using catcher = await startMailCatcher()
    const first = [world.notify(catcher.port), world.notify(catcher.port)]
    const connections = await Promise.all(Array.from({ length: 8 }, () => world.brokenOne([METTE, JONAS])))
    await caught(catcher, 16)
    await Promise.all(first.map((notifier) => notifier.stop()))
    world.notify(catcher.port)
    world.notify(catcher.port)
    for (const connection of connections) await world.mends(connection, 'connection.replaced')
    await caught(catcher, 32)
    const ids = catcher.caught.map((mail) => header(mail, 'message-id'))
    expect(new Set(ids).size).toBe(32)
    await vi.waitFor(
      async () => expect((await world.notices()).every(({ stage }) => stage === 'closed')).toBe(true),
      soon,
    )
  })

  it('are not sent for what is over before it is worth one, nor to whom is no longer named', async () => {
    const clock = fastClock(60)
    await using world = await MailWorld.open({ clock, settings: { pace: paceOfNotices(20_000) } })
    await using catcher = await startMailCatcher()
    world.notify(catcher.port)
    const over = await world.brokenOne()
    await world.mends(over, 'connection.recovered')
    const left = await world.brokenOne([METTE, JONAS])
    const outcome = await world.storage.connections.find(left.tenantId, left.id)
    expect(outcome?.notify).toHaveLength(2)
    await world.db
      .updateTable('connections')
      .set({ notify: toJson([JONAS]) })
      .where('id', '=', left.id)
      .execute()
    await caught(catcher, 1)
    await vi.waitFor(
      async () =>
        expect((await world.notices()).map(({ email, stage }) => `${email} ${stage}`)).toEqual([
          `${JONAS.email} told`,
          `${METTE.email} closed`,
          `${METTE.email} given_up`,
        ]),
      soon,
    )
    expect(catcher.caught.map(({ to }) => to)).toEqual([JONAS.email])
  })

  it('wait while the provider is sick, and are never sent for a key that was well all along', async () => {
    await using world = await MailWorld.open({ clock: fastClock(60) })
    await using catcher = await startMailCatcher()
    world.weather.incident = { kind: 'provider_refusing_all', since: 0 }
    world.notify(catcher.port)
    const [blamed, dead] = [await world.brokenOne([METTE]), await world.brokenOne([JONAS])]
    const ours = await world.brokenOne([{ email: 'ours@acme.example', locale: null }], 'stored_key_unreadable')
    await caught(catcher, 1)
    expect(catcher.caught[0]?.to).toBe('ours@acme.example')
    const held = async () => (await world.notices()).filter(({ due_at: due }) => (due ?? 0) > world.clock.now())
    await vi.waitFor(async () => expect(await held()).toHaveLength(2), soon)
    await world.mends(blamed, 'connection.recovered')
    world.weather.incident = null
    await caught(catcher, 2)
    expect(catcher.caught.map(({ to }) => to)).toEqual(['ours@acme.example', JONAS.email])
    for (const connection of [dead, ours]) await world.mends(connection, 'connection.replaced')
    await caught(catcher, 4)
    expect(catcher.caught.some(({ to }) => to === METTE.email)).toBe(false)
  })

  it('hold neither key nor address in the log, whatever goes wrong', async () => {
    await using world = await MailWorld.open({ clock: fastClock(60) })
    await using catcher = await startMailCatcher()
    catcher.answer = (step, address) => (step === 'recipient' && address === METTE.email ? 550 : undefined)
    world.notify(catcher.port)
    await world.brokenOne([METTE, JONAS])
    await caught(catcher, 1)
    await vi.waitFor(() => expect(world.logged.join()).toContain('refused for good'), soon)
    const trail = () =>
      world.db
        .selectFrom('audit_events')
        .selectAll()
        .where('action', 'in', ['notice.sent', 'notice.given_up'])
        .orderBy('action')
        .execute()
    const actions = async () => (await trail()).map(({ action }) => action)
    await vi.waitFor(async () => expect(await actions()).toEqual(['notice.given_up', 'notice.sent']), soon)
    expect(world.logged.join()).not.toMatch(/@|acme|connect\/h/i)
    expect(JSON.stringify(await trail())).not.toContain('@')
  })

  it('take names from anywhere without a second line or another element', async () => {
    await using world = await MailWorld.open()
    await using catcher = await startMailCatcher()
    world.notify(catcher.port)
    const label = 'Acme\r\nBcc: thief@evil.example\r\n\r\n<script>alert(1)</script>'
    const connection = await world.connected([METTE], { label })
    const name = `Ünï 😀 ${'x'.repeat(3_000)}\r\nX-Evil: yes`
    await world.breaks({ ...connection, account: { id: connection.account?.id ?? '', kind: 'company', name } })
    await caught(catcher, 1)
    const [mail] = catcher.caught
    expect([...(mail?.headers.keys() ?? [])]).not.toContain('bcc')
    expect([...(mail?.headers.keys() ?? [])]).not.toContain('x-evil')
    expect(header(mail, 'subject')).toMatch(/\(Acme Bcc: thief@evil\.example <script>alert\(1\)<\/script>\)$/)
    expect(mail?.html).not.toContain('<script')
    expect(mail?.html).toContain('Ünï 😀')
    expect(mail?.raw.split('\r\n').every((line) => line.length <= 998)).toBe(true)
  })
})

describe('a mail server', () => {
  it('that says "not now" gets the mail again, with the same id and link', async () => {
    await using world = await MailWorld.open({ clock: fastClock(60) })
    await using catcher = await startMailCatcher()
    let left = 1
    catcher.answer = (step) => {
      if (step !== 'data' || left === 0) return undefined
      left -= 1
      return 451
    }
    world.notify(catcher.port)
    await world.brokenOne()
    await caught(catcher, 1)
    await vi.waitFor(() => expect(world.mailed).toEqual(['problem later', 'problem sent']), soon)
    expect(catcher.calls.begun).toBe(2)
  })

  it('that refuses a person for good is not asked again, and the others are told', async () => {
    await using world = await MailWorld.open({ clock: fastClock(60) })
    await using catcher = await startMailCatcher()
    catcher.answer = (step, address) => (step === 'recipient' && address === METTE.email ? 550 : undefined)
    world.notify(catcher.port)
    const connection = await world.brokenOne([METTE, JONAS])
    await caught(catcher, 1)
    await world.mends(connection, 'connection.replaced')
    await caught(catcher, 2)
    expect(catcher.caught.map(({ to }) => to)).toEqual([JONAS.email, JONAS.email])
    expect(world.mailed.filter((told) => told === 'problem refused')).toHaveLength(1)
  })

  it('that is away costs no mail: one tries now and then, and all arrive when it is back', async () => {
    await using world = await MailWorld.open({ clock: fastClock(60) })
    const { port, [Symbol.asyncDispose]: close } = await startMailCatcher()
    await close()
    world.notify(port)
    for (let made = 0; made < 5; made += 1) await world.brokenOne()
    await vi.waitFor(() => expect(world.mailed.length).toBeGreaterThan(2), soon)
    expect(new Set(world.mailed)).toEqual(new Set(['problem unreachable']))
    expect(world.logged.filter((line) => line.includes('takes no mail'))).toHaveLength(1)
    await using catcher = await startMailCatcher({ port })
    await caught(catcher, 5)
    await vi.waitFor(() => expect(world.logged.join()).toContain('takes mail again'), soon)
    const five = Array.from({ length: 5 }, () => ({ stage: 'told', tries: 0 }))
    await vi.waitFor(async () => expect(await world.notices()).toMatchObject(five), soon)
  })

  it.each([
    { what: 'never greets', answer: 'greeting', outcome: 'problem unreachable' },
    { what: 'takes the sender for nobody', answer: 'sender', outcome: 'problem unreachable' },
    { what: 'falls silent with the mail in its hands', answer: 'data', outcome: 'problem lost' },
  ] as const)('that $what holds nobody up for ever', async ({ answer, outcome }) => {
    await using world = await MailWorld.open({ clock: fastClock(60) })
    await using catcher = await startMailCatcher()
    catcher.answer = (step) => (step !== answer ? undefined : step === 'sender' ? 553 : 'never')
    world.notify(catcher.port)
    await world.brokenOne()
    await vi.waitFor(() => expect(world.mailed[0]).toBe(outcome), soon)
    catcher.answer = () => undefined
    await caught(catcher, 1)
  })

  it('that hangs up in the middle may have the mail, and gets it again under the same id', async () => {
    await using world = await MailWorld.open({ clock: fastClock(60) })
    await using catcher = await startMailCatcher()
    catcher.answer = (step) => (step === 'data' && world.mailed.length === 0 ? 'drops' : undefined)
    world.notify(catcher.port)
    await world.brokenOne()
    await caught(catcher, 1)
    await vi.waitFor(() => expect(world.mailed).toEqual(['problem lost', 'problem sent']), soon)
  })

  it('is asked by four at once at most', async () => {
    await using world = await MailWorld.open()
    await using catcher = await startMailCatcher()
    world.notify(catcher.port)
    await Promise.all(Array.from({ length: 25 }, () => world.brokenOne()))
    await caught(catcher, 25)
    expect(catcher.calls.mostAtOnce).toBeLessThanOrEqual(4)
  })

  it('finishes what it was given before a stop, and nothing is begun after it', async () => {
    await using world = await MailWorld.open()
    await using catcher = await startMailCatcher()
    const notifier = world.notify(catcher.port)
    await world.brokenOne()
    await vi.waitFor(() => expect(catcher.calls.begun).toBe(1), soon)
    await notifier.stop()
    expect(catcher.caught).toHaveLength(1)
    expect(await world.notices()).toMatchObject([{ stage: 'told', lease_holder: null }])
    await world.brokenOne()
    expect(await world.notices()).toHaveLength(1)
  })
})
