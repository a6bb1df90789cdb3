import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { isFromOurPage, securityHeaders } from './browser-rules.ts'
import { connectionReader } from './connections.ts'
import { ledgerOf } from './customers.ts'
import type { Ledger, Person } from './customers.ts'
import { KeyturnRefused } from './keyturn-answers.ts'
import type { Keyturn } from './keyturn.ts'
import { hereOf, openPage, pageFor } from './layout.ts'
import type { Page, Viewer } from './layout.ts'
import { lookPage } from './look-page.ts'
import { asQuery, KEYTURNS_LOOK, lookIn, themeOf } from './look.ts'
import type { Look } from './look.ts'
import {
  choosePage,
  herePage,
  integrationsPage,
  invoicesPage,
  ledgerPage,
  MESSAGES,
  pleoPage,
  signInPage,
} from './pages.ts'
import { newsDesk } from './news.ts'
import { destination, SIGN_IN_LASTS_MS, signInsIn } from './sign-in.ts'
import { isFromKeyturn } from './webhook-signature.ts'

export interface AcmeBooksPorts {
  readonly publicUrl: string
  readonly keyturn: Keyturn
  /** Where the connect pages are, for `form-action`. */
  readonly keyturnOrigin: string
  readonly provider: 'pleo'
  /** Signs what Keyturn sends us; null: nothing is taken. */
  readonly webhookSecret: string | null
  readonly newId: () => string
  readonly now: () => number
  readonly onProblem: (error: unknown) => void
}

const COOKIE = 'acme_books'
const PLEO = '/settings/integrations/pleo'
const LOOK = '/settings/look'
/** Where Keyturn sends what happened. */
export const HOOK = '/hooks/keyturn'
const LONGEST_FORM_BYTES = 8_192
const require = createRequire(import.meta.url)
/** The files of `@keyturn/elements` for pages without a bundler. */
const ELEMENTS = join(require.resolve('@keyturn/elements/custom-elements.json'), '../dist/build')
const ELEMENTS_FILE = /^[\w-]+\.js$/

const asset = (name: string): string => readFileSync(new URL(`../assets/${name}`, import.meta.url), 'utf8')
const STYLE = asset('acme-books.css')
const ICON = asset('acme-books.svg')
const ELEMENTS_HERE = asset('elements.js')

const SCRIPT = { 'content-type': 'text/javascript; charset=utf-8' }

interface Embedding {
  readonly embedOrigins?: readonly string[]
}

export function acmeBooksApp(ports: AcmeBooksPorts): Hono {
  const { keyturn, provider, publicUrl, now } = ports
  const signIns = signInsIn(ports)
  const readConnections = connectionReader(ports)
  const news = newsDesk()
  const app = new Hono()

  const whoIs = (c: Context): Person | undefined => signIns.personOf(getCookie(c, COOKIE))
  const viewerOf = async (person: Person): Promise<Viewer> => ({
    person,
    reading: await readConnections(person.customer),
    newsOf: (ledger) => news.of(person.customer, ledger),
    now: now(),
  })

  /** Answers somebody who is signed in; others sign in first and come back to where they wanted to go. */
  const signedIn = (answer: (c: Context, person: Person) => Promise<Response>) => async (c: Context) => {
    const person = whoIs(c)
    if (person !== undefined) return answer(c, person)
    const next = c.req.method === 'POST' ? PLEO : pathOf(c.req.url)
    return c.redirect(`/sign-in?next=${encodeURIComponent(next)}`, 303)
  }
  const shows = (page: (viewer: Viewer, c: Context) => Page) =>
    signedIn(async (c, person) => {
      const viewer = await viewerOf(person)
      return c.html(pageFor(viewer, page(viewer, c)))
    })
  /** A page for anybody; who is signed in finds the menu and the open warnings on it as well. */
  async function says(c: Context, page: Page, status: ContentfulStatusCode = 200): Promise<Response> {
    const person = whoIs(c)
    return c.html(person === undefined ? openPage(page) : pageFor(await viewerOf(person), page), status)
  }

  /** In memory, where a product has a database. Null: Keyturn's own. */
  let kept: Look | null = null
  const markUrl = new URL('/acme-books.svg', publicUrl).href

  function sessionFor(person: Person, ledger: Ledger, back: string, look: Look | null, extra: Embedding = {}) {
    return keyturn.createConnectSession(
      {
        ...extra,
        tenantId: person.customer.tenantId,
        provider,
        reference: ledger.reference,
        label: ledger.name,
        user: { id: person.id, name: person.name },
        notify: [{ email: person.customer.ownerEmail }],
        returnUrl: new URL(back, publicUrl).href,
        locale: 'en',
        ...(look === null ? {} : { theme: themeOf(look, markUrl) }),
      },
      ports.newId(),
    )
  }

  /** All that Acme Books does to have a ledger connected, looked after, or given a new key. */
  async function goToKeyturn(c: Context, person: Person, ledger: Ledger): Promise<Response> {
    try {
      const session = await sessionFor(person, ledger, `${PLEO}?ledger=${ledger.reference}`, kept)
      return c.redirect(session.url, 303)
    } catch (error) {
      ports.onProblem(error)
      return says(c, MESSAGES.cannotOpenPleo, 503)
    }
  }

  /** For the elements in a page of ours: what Keyturn answered goes to the person who is signed in, and to nobody else. */
  async function handSession(c: Context, person: Person, ledger: Ledger): Promise<Response> {
    try {
      return c.json(
        await sessionFor(person, ledger, hereOf(ledger), kept, { embedOrigins: [new URL(publicUrl).origin] }),
      )
    } catch (error) {
      ports.onProblem(error)
      return c.body(null, 503)
    }
  }

  /** A look is tried on the very page it is for. Keyturn refuses one that cannot be read, and says why. */
  async function tryLook(c: Context, person: Person, look: Look, then: 'show' | 'keep'): Promise<Response> {
    const [ledger] = person.customer.ledgers
    try {
      const session = await sessionFor(person, ledger, `${LOOK}?${asQuery(look)}`, look)
      if (then === 'show') return c.redirect(session.url, 303)
      kept = look
      return c.redirect(PLEO, 303)
    } catch (error) {
      ports.onProblem(error)
      if (!(error instanceof KeyturnRefused) || error.faults.length === 0) return says(c, MESSAGES.cannotOpenPleo, 503)
      return says(c, lookPage(look, error.faults), 422)
    }
  }

  app.use(async (c, next) => {
    await next()
    for (const [name, value] of securityHeaders(ports.keyturnOrigin)) c.header(name, value)
  })
  app.use(bodyLimit({ maxSize: LONGEST_FORM_BYTES, onError: (c) => says(c, MESSAGES.tooLong, 413) }))
  // Comes from Keyturn's server, not from a page: its signature stands in for what the next rule asks of browsers.
  app.post(HOOK, async (c) => {
    const body = await c.req.text()
    const { webhookSecret } = ports
    if (webhookSecret === null || !isFromKeyturn(c.req.raw.headers, body, webhookSecret, now()))
      return c.body(null, 400)
    news.hear(JSON.parse(body))
    return c.body(null, 204)
  })
  app.use(async (c, next) => {
    if (c.req.method !== 'POST' || isFromOurPage(c.req.raw.headers, publicUrl)) return next()
    return says(c, MESSAGES.fromElsewhere, 403)
  })

  app.get('/acme-books.css', (c) => c.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.get('/acme-books.svg', (c) => c.body(ICON, 200, { 'content-type': 'image/svg+xml' }))

  app.get('/elements.js', (c) => c.body(ELEMENTS_HERE, 200, SCRIPT))
  app.get('/keyturn/:file', async (c) => {
    const file = join(ELEMENTS, c.req.param('file'))
    if (!ELEMENTS_FILE.test(c.req.param('file')) || !existsSync(file)) return says(c, MESSAGES.notFound, 404)
    return c.body(readFileSync(file, 'utf8'), 200, SCRIPT)
  })

  app.get('/sign-in', (c) => {
    const next = destination(publicUrl, c.req.query('next'))
    return whoIs(c) === undefined ? c.html(openPage(signInPage(pathOf(next)))) : c.redirect(next, 303)
  })
  app.post('/sign-in', async (c) => {
    const form = await formOf(c)
    const next = destination(publicUrl, form.get('next'))
    const email = form.get('email') ?? ''
    const id = signIns.begin(email, form.get('password') ?? '')
    if (id === undefined) return c.html(openPage(signInPage(pathOf(next), email)), 422)
    signIns.end(getCookie(c, COOKIE))
    const secure = publicUrl.startsWith('https:')
    setCookie(c, COOKIE, id, { httpOnly: true, sameSite: 'Lax', path: '/', secure, maxAge: SIGN_IN_LASTS_MS / 1_000 })
    return c.redirect(next, 303)
  })
  app.post('/sign-out', (c) => {
    signIns.end(getCookie(c, COOKIE))
    deleteCookie(c, COOKIE, { path: '/' })
    return c.redirect('/sign-in', 303)
  })

  app.get('/', shows(ledgerPage))
  app.get('/invoices', shows(invoicesPage))
  app.get('/support', (c) => says(c, MESSAGES.support))
  app.get('/settings', (c) => c.redirect('/settings/integrations', 303))
  app.get('/settings/integrations', shows(integrationsPage))
  // Keyturn appends `connection` and `state` to this address. They prove nothing, so nothing here reads them.
  const pleo = shows((viewer, c) => pleoPage(viewer, ledgerOf(viewer.person.customer, c.req.query('ledger'))))
  app.get(PLEO, pleo)
  const connect = signedIn(async (c, person) => {
    const ledger = ledgerOf(person.customer, (await formOf(c)).get('ledger'))
    return ledger === undefined ? says(c, MESSAGES.noSuchLedger, 422) : goToKeyturn(c, person, ledger)
  })
  app.post(`${PLEO}/connect`, connect)
  const here = signedIn(async (c, person) => {
    const ledger = ledgerOf(person.customer, c.req.query('ledger'))
    return ledger === undefined ? says(c, MESSAGES.noSuchLedger, 404) : shows(() => herePage(ledger))(c)
  })
  app.get(`${PLEO}/here`, here)
  const session = signedIn(async (c, person) => {
    const ledger = ledgerOf(person.customer, (await formOf(c)).get('ledger'))
    return ledger === undefined ? c.body(null, 422) : handSession(c, person, ledger)
  })
  app.post(`${PLEO}/session`, session)
  app.get(
    LOOK,
    shows((_viewer, c) => {
      const { searchParams } = new URL(c.req.url)
      return lookPage(searchParams.size === 0 ? (kept ?? KEYTURNS_LOOK) : lookIn(searchParams), [])
    }),
  )
  const look = signedIn(async (c, person) => {
    const form = await formOf(c)
    return tryLook(c, person, lookIn(form), form.get('do') === 'keep' ? 'keep' : 'show')
  })
  app.post(LOOK, look)
  // "Go to Acme Books" in Pleo leads here, signed in or not.
  const fromPleo = signedIn(async (c, person) => {
    const [ledger, ...others] = person.customer.ledgers
    return others.length === 0 ? goToKeyturn(c, person, ledger) : shows(choosePage)(c)
  })
  app.get('/connect/pleo', fromPleo)

  app.notFound((c) => says(c, MESSAGES.notFound, 404))
  app.onError((error, c) => {
    ports.onProblem(error)
    return c.html(openPage(MESSAGES.ourFault), 500)
  })
  return app
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}

/** A body of another kind reads as an empty form, and is answered like one. */
async function formOf(c: Context): Promise<URLSearchParams> {
  const kind = c.req.header('content-type')?.split(';')[0]?.trim()
  return new URLSearchParams(kind === 'application/x-www-form-urlencoded' ? await c.req.text() : '')
}
