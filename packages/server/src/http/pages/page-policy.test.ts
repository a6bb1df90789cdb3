import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js'
import { Severity } from 'csp_evaluator/dist/finding.js'
import { CspParser } from 'csp_evaluator/dist/parser.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PageVisit } from '../testing/page-visit.ts'
import { aRandomId, aTenant, RunningKeyturn } from '../testing/running-keyturn.ts'
import type { Answer } from '../testing/running-keyturn.ts'
import { Visitor } from '../testing/visitor.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

const visit = (fields: object = {}) => PageVisit.open(keyturn, { tenantId: aTenant(), ...fields })
const policyOf = ({ headers }: Answer): string => headers.get('content-security-policy') ?? ''

const FRAMERS = ['https://books.example', 'https://app.books.example']

const PAGES: readonly {
  readonly what: string
  readonly open: () => Promise<Answer>
  readonly framedBy?: string
}[] = [
  { what: 'the connect page', open: async () => (await visit()).page() },
  {
    what: 'a page with a theme and a logo',
    open: async () => (await visit({ theme: { logoUrl: 'https://cdn.acme.example/m.svg' } })).page(),
  },
  {
    what: 'a page that has ended',
    open: async () => {
      const page = await visit()
      await keyturn.call('DELETE', `/v1/connect-sessions/${page.sessionId}`)
      return page.page()
    },
  },
  { what: 'a link that leads nowhere', open: () => new Visitor(keyturn).open(`/connect/${'x'.repeat(43)}`) },
  {
    what: 'a link of another browser',
    open: async () => {
      const { url } = await keyturn.session({ tenantId: aTenant() })
      await new Visitor(keyturn).open(url)
      return new Visitor(keyturn).open(url)
    },
  },
  { what: 'a page as its script reads it', open: async () => (await visit()).page('', { 'sec-fetch-dest': 'empty' }) },
  {
    what: 'a colleague’s link',
    open: async () => {
      const asker = new Visitor(keyturn)
      const { path } = await asker.open((await keyturn.session({ tenantId: aTenant() })).url)
      const { text } = await asker.post(`${path}handoff`, { link: 'make' })
      return new Visitor(keyturn).open(/http[^"]+\/connect\/h\/[^"]+/.exec(text)?.[0] ?? '')
    },
  },
  { what: 'a frame of no session', open: () => new Visitor(keyturn).open(`/connect/${aRandomId('cs_')}/frame`) },
  {
    what: 'a frame of two origins',
    open: async () => {
      const { id } = await keyturn.session({ tenantId: aTenant(), embedOrigins: FRAMERS })
      return new Visitor(keyturn).open(`/connect/${id}/frame`)
    },
    framedBy: FRAMERS.join(' '),
  },
  { what: 'the reference of the interface', open: () => new Visitor(keyturn).open('/docs') },
]

describe('the policy of', () => {
  it.each(PAGES)(
    '[B1] $what gives an evaluator nothing to find above a hint',
    async ({ open, framedBy = "'none'" }) => {
      const page = await open()
      expect(page.text).toContain('<!doctype html>')
      const findings = new CspEvaluator(new CspParser(policyOf(page)).csp).evaluate()
      expect(findings.filter(({ severity }) => severity < Severity.INFO)).toEqual([])
      expect(policyOf(page)).not.toContain('unsafe-')
      expect(policyOf(page)).toContain("require-trusted-types-for 'script'; trusted-types 'none'")
      expect(policyOf(page)).toContain(`base-uri 'none'; frame-ancestors ${framedBy}; `)
      expect(page.headers.get('x-content-type-options')).toBe('nosniff')
      expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(page.headers.get('cache-control')).toBe('no-store')
    },
  )

  it.each(PAGES)('[B1] $what lets the scripts of that very answer run, and no other', async ({ open }) => {
    const nonces = []
    for (const page of [await open(), await open()]) {
      const nonce = /script-src 'nonce-([\w-]{43})'/.exec(policyOf(page))?.[1]
      expect(nonce).toBeDefined()
      const scripts = page.text.match(/<script(?! type="application\/json")[^>]*>/g) ?? []
      expect(scripts.length).toBeGreaterThan(0)
      for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`)
      nonces.push(nonce)
    }
    expect(nonces[0]).not.toBe(nonces[1])
  })

  it('an answer that is no page lets nothing run at all', async () => {
    const page = await visit()
    expect(policyOf(await page.post('cancel', {}))).toContain("script-src 'none'")
  })

  it('[B1] would be found wanting if it were weaker', () => {
    const weak = "default-src 'none'; script-src 'self'; base-uri 'none'; require-trusted-types-for 'script'"
    const findings = new CspEvaluator(new CspParser(weak).csp).evaluate()
    expect(findings.some(({ severity }) => severity < Severity.INFO)).toBe(true)
  })
})
