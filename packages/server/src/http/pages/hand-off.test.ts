import { connectSessionList } from '@keyturn/api'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { aTenant, RunningKeyturn } from '../testing/running-keyturn.ts'
import { Visitor } from '../testing/visitor.ts'
import type { Page } from '../testing/visitor.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

const MARIE = { id: 'u-7', name: 'Marie Holm' }
const LABEL = 'Acme DK, main ledger'

interface Asker {
  readonly tenantId: string
  readonly connectionId: string
  readonly visitor: Visitor
  readonly base: string
}

async function asker(fields: object = {}): Promise<Asker> {
  const tenantId = aTenant()
  const session = await keyturn.session({ tenantId, label: LABEL, user: MARIE, ...fields })
  const visitor = new Visitor(keyturn)
  const page = await visitor.open(session.url)
  return { tenantId, connectionId: session.connectionId, visitor, base: page.path }
}

const make = ({ visitor, base }: Asker): Promise<Page> => visitor.post(`${base}handoff`, { link: 'make' })
const withdraw = ({ visitor, base }: Asker): Promise<Page> => visitor.post(`${base}handoff`, { link: 'withdraw' })
const addressIn = (page: Page): string => /value="(http[^"]+\/connect\/h\/[^"]+)"/.exec(page.text)?.[1] ?? ''
const titleOf = (page: Page): string => /<title>(.*) - Acme Books<\/title>/.exec(page.text)?.[1] ?? ''
const linkOf = async (from: Asker): Promise<string> => addressIn(await make(from))

/** Somebody in another browser who went on with the link. */
async function colleague(
  link: string,
): Promise<{ readonly visitor: Visitor; readonly page: Page; readonly base: string }> {
  const visitor = new Visitor(keyturn)
  const page = await visitor.post(new URL(link).pathname)
  return { visitor, page, base: page.path }
}

async function settled(id: string): Promise<Awaited<ReturnType<RunningKeyturn['connection']>>> {
  return vi.waitFor(
    async () => {
      const connection = await keyturn.connection(id)
      if (connection.attempt?.status === 'validating') throw new Error('still validating')
      return connection
    },
    { timeout: 15_000, interval: 50 },
  )
}

const stateOf = async ({ visitor, base }: { readonly visitor: Visitor; readonly base: string }): Promise<unknown> =>
  JSON.parse((await visitor.ask('GET', `${base}state`, { headers: { accept: 'application/json' } })).text)

const openLinks = async (connectionId: string): Promise<number> => {
  const { text } = await keyturn.call('GET', `/v1/connections/${connectionId}/connect-sessions`)
  return connectSessionList.parse(JSON.parse(text)).data.filter(({ user }) => user === null).length
}

/** Where the answer to the question goes that is asked now. */
async function questionOf({
  connectionId,
  base,
}: {
  readonly connectionId: string
  readonly base: string
}): Promise<string> {
  const attempt = (await keyturn.connection(connectionId)).attempt
  return `${base}confirmation?of=${attempt?.id ?? ''}`
}

describe('a link for a colleague', () => {
  it('is offered where a key is asked for, and made by a button', async () => {
    const from = await asker()
    const page = await from.visitor.open(from.base)
    expect(page.text).toContain(`href="${from.base}?view=handoff"`)
    expect(titleOf(await from.visitor.open(`${from.base}?view=handoff`))).toBe('Someone else has the key')
    const ready = await make(from)
    expect(titleOf(ready)).toBe('Your link is ready')
    expect(addressIn(ready)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/connect\/h\/[A-Za-z0-9_-]{43}$/)
  })

  it('is not stored, and shown again only in the browser that made it', async () => {
    const from = await asker()
    const link = await linkOf(from)
    expect(await keyturn.stored()).not.toContain(new URL(link).pathname.split('/').at(-1))
    expect(addressIn(await from.visitor.open(`${from.base}?view=handoff`))).toBe(link)

    const again = await keyturn.session({ tenantId: from.tenantId, user: MARIE })
    const elsewhere = new Visitor(keyturn)
    const { path } = await elsewhere.open(again.url)
    const there = await elsewhere.open(`${path}?view=handoff`)
    expect(titleOf(there)).toBe('A link is waiting for your colleague')
    expect(there.text).not.toContain('/connect/h/')
  })

  it('takes the place of the one before', async () => {
    const from = await asker()
    const [first, second] = [await linkOf(from), await linkOf(from)]
    expect(second).not.toBe(first)
    expect(titleOf(await new Visitor(keyturn).open(first))).toBe('This link was withdrawn')
    expect(titleOf(await new Visitor(keyturn).open(second))).toBe('Marie Holm asks you for a Pleo API key')
    expect(await openLinks(from.connectionId)).toBe(1)
  })

  it.each([
    ['neither handoff nor anything else', ['check'], 403],
    ['no handoff', ['connect', 'replace', 'check', 'disconnect'], 403],
    ['nothing to hand on', ['handoff', 'replace'], 303],
  ])('is not made by a session with %s', async (_what, capabilities, status) => {
    const from = await asker({ capabilities })
    expect((await from.visitor.open(from.base)).text).not.toContain('view=handoff')
    const headers = { accept: status === 403 ? 'application/json' : 'text/html' }
    const answer = await from.visitor.ask('POST', `${from.base}handoff`, { body: 'link=make', headers })
    expect(answer.status).toBe(status)
    expect(await openLinks(from.connectionId)).toBe(0)
  })

  it('says who asks and for what, in the language of whoever opens it', async () => {
    const link = await linkOf(await asker())
    const page = await new Visitor(keyturn, 'da').open(link)
    expect(page.text).toContain('<html lang="da"')
    expect(titleOf(page)).toBe('Marie Holm beder dig om en API-nøgle fra Pleo')
    expect(page.text).toContain(LABEL)
    const nobody = await linkOf(await asker({ user: { id: 'u-8' } }))
    expect(titleOf(await new Visitor(keyturn).open(nobody))).toBe('Acme Books asks you for a Pleo API key')
  })
})

describe('following a link for a colleague', () => {
  it('changes nothing, whoever follows it, how often, and by which method', async () => {
    const from = await asker()
    const link = await linkOf(from)
    const before = await stateOf(from)
    const scanner = new Visitor(keyturn)
    for (const [method, headers] of [
      ['GET', {}],
      ['HEAD', {}],
      ['GET', { 'sec-purpose': 'prefetch' }],
      ['GET', { purpose: 'preview' }],
      ['GET', { 'user-agent': 'Mail scanner', accept: '*/*' }],
    ] as const) {
      const answer = await scanner.ask(method, link, { headers })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('set-cookie')).toBeNull()
    }
    expect(await stateOf(from)).toEqual(before)
    expect(titleOf((await colleague(link)).page)).toBe('Add the API key for Marie Holm')
  })

  it('does nothing for a form that another site posts', async () => {
    const from = await asker()
    const link = await linkOf(from)
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'none' }]) {
      expect((await new Visitor(keyturn).ask('POST', link, { headers, body: '' })).status).toBe(403)
    }
    expect(await stateOf(from)).toMatchObject({ handoff: { status: 'waiting' } })
  })

  it('opens nothing at the address of an ordinary link, nor an ordinary link at its address', async () => {
    const from = await asker()
    const token = new URL(await linkOf(from)).pathname.split('/').at(-1) ?? ''
    expect((await new Visitor(keyturn).open(`/connect/${token}`)).status).toBe(404)
    const session = await keyturn.session({ tenantId: aTenant() })
    for (const method of ['GET', 'POST']) {
      expect((await new Visitor(keyturn).ask(method, `/connect/h/${session.token}`)).status).toBe(404)
    }
    expect(await stateOf(from)).toMatchObject({ handoff: { status: 'waiting' } })
  })

  it('finds nothing behind what is no link', async () => {
    for (const token of ['x', 'A'.repeat(43), 'state', '%00', 'A'.repeat(5_000)]) {
      expect((await new Visitor(keyturn).ask('GET', `/connect/h/${token}`)).status).toBe(404)
      expect((await new Visitor(keyturn).ask('POST', `/connect/h/${token}`)).status).toBe(404)
    }
  })
})

describe('a colleague', () => {
  it('adds one key, once, and the one who asked sees when', async () => {
    const from = await asker()
    const link = await linkOf(from)
    const there = await colleague(link)
    expect(await stateOf(from)).toMatchObject({ handoff: { status: 'opened' } })
    await there.visitor.post(`${there.base}key`, { key: keyturn.key().key })
    const connection = await settled(from.connectionId)
    expect(connection).toMatchObject({ state: 'connected', usable: true, credential: { addedBy: null } })

    const thanks = await there.visitor.open(there.base)
    expect(thanks.status).toBe(200)
    expect(titleOf(thanks)).toBe('Thank you, the key was added')
    expect(thanks.text).toContain(connection.account?.name)

    const seen = await from.visitor.open(from.base)
    expect(seen.text).toMatch(/The link from <bdi>Marie Holm<\/bdi> was used at/)
    expect(seen.text).toContain('The link was used')
    expect(await stateOf(from)).toMatchObject({ handoff: { status: 'used' } })
  })

  it('finds the link dead once it was used, from the same browser and from others', async () => {
    const from = await asker()
    const link = await linkOf(from)
    const there = await colleague(link)
    await there.visitor.post(`${there.base}key`, { key: keyturn.key().key })
    await settled(from.connectionId)
    expect(titleOf(await there.visitor.open(link))).toBe('Thank you, the key was added')
    expect(titleOf(await new Visitor(keyturn).open(link))).toBe('This link was used already')
    expect(titleOf((await colleague(link)).page)).toBe('This link was used already')
    const replay = await there.visitor.ask('POST', `${there.base}key`, { body: `key=${keyturn.key().key}` })
    expect(replay.status).toBe(200)
    expect(replay.text).toContain('Thank you')
    expect(await settled(from.connectionId)).toMatchObject({
      attempt: null,
      revision: (await keyturn.connection(from.connectionId)).revision,
    })
  })

  it('may try again after a key that was not recognised', async () => {
    const from = await asker()
    const there = await colleague(await linkOf(from))
    await there.visitor.post(`${there.base}key`, { key: 'this-is-no-key-at-all-0123456789' })
    await settled(from.connectionId)
    expect((await there.visitor.open(there.base)).text).toContain('does not recognise this key')
    await there.visitor.post(`${there.base}key`, { key: keyturn.key().key })
    expect(await settled(from.connectionId)).toMatchObject({ state: 'connected' })
  })

  it('has the page in one browser only: the first that goes on', async () => {
    const link = await linkOf(await asker())
    const first = await colleague(link)
    const second = await colleague(link)
    expect(titleOf(first.page)).toBe('Add the API key for Marie Holm')
    expect(titleOf(second.page)).toBe('This link was opened in another browser')
    expect(second.page.text).toContain('ask <bdi>Marie Holm</bdi> for a new link')
    expect((await second.visitor.open(first.base)).status).toBe(404)
    expect((await first.visitor.open(link)).path).toBe(first.base)
  })

  it('has it in one browser only when many go on at once', async () => {
    const from = await asker()
    const link = await linkOf(from)
    const all = await Promise.all(Array.from({ length: 8 }, () => colleague(link)))
    expect(all.filter(({ page }) => titleOf(page) === 'Add the API key for Marie Holm')).toHaveLength(1)
  })

  it('sees nothing else of the tenant', async () => {
    const from = await asker({ returnUrl: 'https://acme.example/settings?secret=1' })
    await keyturn.import(from.tenantId, keyturn.key().key, {})
    const owner = await from.visitor.open(from.base)
    expect(owner.text).toContain('What happened')
    const there = await colleague(await linkOf(from))
    for (const view of [
      '',
      '?view=replace',
      '?view=disconnect',
      '?view=handoff',
      '?view=connect_again',
      '?attempt=att_1',
    ]) {
      const { text } = await there.visitor.open(`${there.base}${view}`)
      expect(text).not.toMatch(
        /What happened|Disconnect|Check now|may do in|Company ID|acme\.example\/settings|Added by/,
      )
      expect(text).not.toContain('view=handoff')
    }
    expect(await stateOf(there)).toMatchObject({
      issue: null,
      attempt: null,
      handoff: null,
      usable: false,
      allowed: ['replace'],
      revision: 0,
      health: { state: 'unknown', checkedAt: null },
    })
  })

  it.each([
    ['check', {}],
    ['disconnect', {}],
    ['handoff', { link: 'make' }],
    ['handoff', { link: 'withdraw' }],
    ['different', {}],
    ['confirmation', { decision: 'accept' }],
    ['confirmation', { decision: 'decline' }],
  ])('may not %s %j', async (what, fields) => {
    const from = await asker()
    await keyturn.import(from.tenantId, keyturn.key().key, {})
    const there = await colleague(await linkOf(from))
    const before = await keyturn.connection(from.connectionId)
    const body = new URLSearchParams(fields).toString()
    const headers = { accept: 'application/json' }
    expect((await there.visitor.ask('POST', `${there.base}${what}`, { body, headers })).status).toBe(403)
    expect(await keyturn.connection(from.connectionId)).toEqual(before)
  })

  it('replaces a key of the same company only', async () => {
    const from = await asker()
    const first = keyturn.key()
    await keyturn.import(from.tenantId, first.key, {})
    const there = await colleague(await linkOf(from))
    expect(there.page.text).toContain('Save new key')
    await there.visitor.post(`${there.base}key`, { key: keyturn.key().key })
    await settled(from.connectionId)
    expect(titleOf(await there.visitor.open(there.base))).toBe('Error: This key opens another company')
    const same = keyturn.key({ company: { id: first.company.id } })
    await there.visitor.post(`${there.base}key`, { key: same.key })
    await settled(from.connectionId)
    expect(titleOf(await there.visitor.open(there.base))).toBe('Thank you, the key was added')
  })

  it('of one tenant reaches no other: a company taken elsewhere is refused without a word of whose', async () => {
    const other = aTenant()
    const { issued } = await keyturn.connected(other, { label: 'Somebody else’s books' })
    const from = await asker()
    const there = await colleague(await linkOf(from))
    await there.visitor.post(`${there.base}key`, { key: issued.key })
    await settled(from.connectionId)
    const page = await there.visitor.open(there.base)
    expect(titleOf(page)).toBe('Error: This key cannot be used here')
    expect(page.text).not.toContain('Somebody else')
  })

  it('is not told where else the tenant has the company', async () => {
    const from = await asker()
    const { issued } = await keyturn.connected(from.tenantId, { reference: 'web-shop', label: 'Acme DK, web shop' })
    const there = await colleague(await linkOf(from))
    await there.visitor.post(`${there.base}key`, { key: issued.key })
    await settled(from.connectionId)
    const page = await there.visitor.open(there.base)
    expect(page.text).toContain('is already connected')
    expect(page.text).not.toContain('web shop')
    expect(JSON.stringify(await stateOf(there))).not.toMatch(/web.shop|conn_/)
  })
})

describe('whoever asked', () => {
  it('may withdraw the link before it is opened', async () => {
    const from = await asker()
    const link = await linkOf(from)
    expect(titleOf(await withdraw(from))).toBe('Connect Pleo to Acme Books')
    const page = await new Visitor(keyturn).open(link)
    expect(page.status).toBe(410)
    expect(titleOf(page)).toBe('This link was withdrawn')
    expect(titleOf((await colleague(link)).page)).toBe('This link was withdrawn')
    expect(await openLinks(from.connectionId)).toBe(0)
  })

  it('may withdraw it after it was opened: nothing can be entered any more', async () => {
    const from = await asker()
    const there = await colleague(await linkOf(from))
    await withdraw(from)
    expect(titleOf(await there.visitor.open(there.base))).toBe('This link was withdrawn')
    const late = await there.visitor.ask('POST', `${there.base}key`, { body: `key=${keyturn.key().key}` })
    expect(late.status).toBe(410)
    expect(await keyturn.connection(from.connectionId)).toMatchObject({ state: 'not_connected', attempt: null })
  })

  it('may withdraw it while the key is checked: it is not connected', async () => {
    const from = await asker()
    const there = await colleague(await linkOf(from))
    const slow = keyturn.key({ behaviour: 'slow' })
    await there.visitor.post(`${there.base}key`, { key: slow.key })
    expect(await keyturn.connection(from.connectionId)).toMatchObject({ state: 'validating' })
    await withdraw(from)
    expect(await keyturn.connection(from.connectionId)).toMatchObject({ state: 'not_connected', attempt: null })
    expect(titleOf(await there.visitor.open(there.base))).toBe('This link was withdrawn')
  })

  it('needs no link any more when the key came another way', async () => {
    const from = await asker()
    const link = await linkOf(from)
    await from.visitor.post(`${from.base}key`, { key: keyturn.key().key })
    await settled(from.connectionId)
    expect(titleOf(await new Visitor(keyturn).open(link))).toBe('This link was withdrawn')
    expect(await openLinks(from.connectionId)).toBe(0)
  })

  it('leaves no link behind when the connection is ended', async () => {
    const from = await asker()
    await keyturn.import(from.tenantId, keyturn.key().key, {})
    const link = await linkOf(from)
    await from.visitor.post(`${from.base}disconnect?of=${from.connectionId}`)
    expect(titleOf(await new Visitor(keyturn).open(link))).toBe('This link was withdrawn')
  })

  it('is the one who says whether it is the right company, where a person must', async () => {
    const from = await asker({ confirmation: 'explicit' })
    const there = await colleague(await linkOf(from))
    await there.visitor.post(`${there.base}key`, { key: keyturn.key().key })
    await settled(from.connectionId)
    expect(titleOf(await there.visitor.open(there.base))).toBe('The key works')
    expect(titleOf(await from.visitor.open(from.base))).toBe('Is this your company?')

    await from.visitor.post(await questionOf(from), { decision: 'decline' })
    expect((await there.visitor.open(there.base)).text).toContain('It was not the right company')

    await there.visitor.post(`${there.base}key`, { key: keyturn.key().key })
    await settled(from.connectionId)
    await from.visitor.post(await questionOf(from), { decision: 'accept' })
    expect(await settled(from.connectionId)).toMatchObject({ state: 'connected' })
    expect(titleOf(await there.visitor.open(there.base))).toBe('Thank you, the key was added')
  })

  it('binds the colleague to the company the integrator expects', async () => {
    const from = await asker({ expectedAccountId: '00000000-0000-4000-8000-000000000001' })
    const there = await colleague(await linkOf(from))
    await there.visitor.post(`${there.base}key`, { key: keyturn.key().key })
    await settled(from.connectionId)
    expect(titleOf(await there.visitor.open(there.base))).toBe('Error: This key opens another company')
    expect(await keyturn.connection(from.connectionId)).toMatchObject({ state: 'failed', usable: false })
  })
})
