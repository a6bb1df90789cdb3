import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { findLedger } from './customers.ts'
import type { User } from './customers.ts'
import { Keyturn, KeyturnUnavailable } from './keyturn.ts'
import { chooseLedgerPage, integrationsPage, layout, plainPage, signInPage } from './pages.ts'
import type { Known } from './pages.ts'
import { localPath, SignIns } from './sign-in.ts'
import { STYLE } from './style.ts'

export interface AcmeBooksOptions {
  /** Default `localhost`. */
  readonly host?: string
  /** Default 0: one that is free. */
  readonly port?: number
  /** Default `http://{host}:{port}`. */
  readonly publicUrl?: string
  readonly keyturnUrl: string
  readonly keyturnToken: string
}

export interface AcmeBooks {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

const SETTINGS = '/settings/integrations'

const SECURITY = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self' *; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const

/** A small accounting product. Everything it knows of Pleo it knows through Keyturn. */
export async function startAcmeBooks(options: AcmeBooksOptions): Promise<AcmeBooks> {
  const host = options.host ?? 'localhost'
  const place = { url: '' }
  const app = createApp(options, () => place.url)
  const { server, port } = await listen(app, host, options.port ?? 0)
  place.url = options.publicUrl ?? `http://${host}:${port}`
  return { url: place.url, port, close: () => close(server) }
}

function createApp({ keyturnUrl, keyturnToken }: AcmeBooksOptions, publicUrl: () => string): Hono {
  const keyturn = new Keyturn({ url: keyturnUrl, token: keyturnToken })
  const signIns = new SignIns()
  const app = new Hono()

  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(SECURITY)) c.res.headers.set(name, value)
  })
  // What changes something must come from a page of ours.
  app.use(async (c, next) => {
    const site = c.req.header('sec-fetch-site')
    const ours = site === undefined ? c.req.header('origin') === publicUrl() : site === 'same-origin'
    if (c.req.method === 'POST' && !ours) return c.text('This did not come from Acme Books.', 403)
    return next()
  })
  app.onError((error, c) => {
    const away = error instanceof KeyturnUnavailable
    const text = away
      ? 'The page for Pleo could not be opened at the moment. Nothing was changed. Please try again in a minute.'
      : 'Something went wrong on our side. Nothing was changed.'
    return c.html(layout('Not now', '', signIns.current(c), [], plainPage('Not now', text)), away ? 502 : 500)
  })

  app.get('/acme.css', (c) => c.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.get('/sign-in', (c) => c.html(layout('Sign in', '', undefined, [], signInPage(localPath(c.req.query('next'))))))
  app.post('/sign-in', async (c) => {
    const { user, next } = await c.req.parseBody()
    if (typeof user !== 'string' || !signIns.start(c, user)) return c.redirect('/sign-in', 303)
    return c.redirect(localPath(typeof next === 'string' ? next : undefined), 303)
  })
  app.post('/sign-out', (c) => {
    signIns.end(c)
    return c.redirect('/sign-in', 303)
  })
  app.get('/support', (c) => c.html(layout('Support', '', signIns.current(c), [], plainPage('Support', SUPPORT))))

  /** Pages for people who are signed in; who is not, signs in and lands where they wanted to go. */
  const signedIn = (path: string, show: (c: Context, user: User) => Promise<Response> | Response): void => {
    app.get(path, (c) => {
      const user = signIns.current(c)
      if (user !== undefined) return show(c, user)
      return c.redirect(`/sign-in?next=${encodeURIComponent(c.req.path)}`, 303)
    })
  }
  signedIn('/', async (c, user) => {
    const known = await whatIsKnown(keyturn, user)
    return c.html(layout('Ledger', '/', user, known, plainPage('Ledger', 'Nothing was booked today.')))
  })
  signedIn('/invoices', async (c, user) => {
    const known = await whatIsKnown(keyturn, user)
    return c.html(layout('Invoices', '/invoices', user, known, plainPage('Invoices', 'There are no open invoices.')))
  })
  // The address we gave as `returnUrl`. What stands in its query proves nothing: Keyturn is asked.
  signedIn(SETTINGS, async (c, user) => {
    const known = await whatIsKnown(keyturn, user)
    return c.html(layout('Integrations', SETTINGS, user, known, integrationsPage(known)))
  })
  // Where "Go to Acme Books" in Pleo leads.
  signedIn('/connect/pleo', async (c, user) => {
    const [only, ...more] = user.customer.ledgers
    if (more.length > 0) {
      const known = await whatIsKnown(keyturn, user)
      return c.html(layout('Choose a ledger', SETTINGS, user, known, chooseLedgerPage(user)))
    }
    return c.redirect(await connectPage(keyturn, user, only, publicUrl()), 303)
  })
  app.post(`${SETTINGS}/pleo`, async (c) => {
    const user = signIns.current(c)
    if (user === undefined) return c.redirect(`/sign-in?next=${encodeURIComponent(SETTINGS)}`, 303)
    const { ledger: wanted } = await c.req.parseBody()
    const ledger = findLedger(user.customer, typeof wanted === 'string' ? wanted : undefined)
    if (ledger === undefined) return c.redirect(SETTINGS, 303)
    return c.redirect(await connectPage(keyturn, user, ledger, publicUrl()), 303)
  })
  app.notFound((c) => {
    const page = plainPage('Page not found', 'There is nothing here.')
    return c.html(layout('Page not found', '', signIns.current(c), [], page), 404)
  })
  return app
}

const SUPPORT = 'Acme Books support answers on weekdays. Have the number from the page at hand.'

const connectPage = (keyturn: Keyturn, user: User, ledger: { id: string; name: string }, publicUrl: string) =>
  keyturn.createConnectSession(
    {
      tenantId: user.customer.id,
      reference: ledger.id,
      label: ledger.name,
      user: { id: user.id, name: user.name },
      returnUrl: `${publicUrl}${SETTINGS}`,
    },
    randomUUID(),
  )

async function whatIsKnown(keyturn: Keyturn, user: User): Promise<Known[]> {
  return Promise.all(
    user.customer.ledgers.map(async (ledger): Promise<Known> => {
      try {
        return { ledger, connection: await keyturn.findConnection(user.customer.id, ledger.id) }
      } catch (error) {
        if (error instanceof KeyturnUnavailable) return { ledger, unknownSince: new Date() }
        throw error
      }
    }),
  )
}

function listen(app: Hono, hostname: string, port: number): Promise<{ server: Server; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname, port }, (info) => resolve({ server, port: info.port })) as Server
    server.once('error', reject)
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
