import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import type { Context, MiddlewareHandler } from 'hono'
import { csrf } from 'hono/csrf'
import { controlApi } from '../control/control-api.ts'
import type { Control } from '../control/control.ts'
import type { SimulatedKey } from '../key.ts'
import { subjectsOf } from './subjects.ts'
import type { Subject } from './subjects.ts'
import type { World } from '../world.ts'
import { controlForms } from './control-forms.ts'
import { formFields, tooLong } from './form-fields.ts'
import { lostPage } from './control-page.ts'
import { accountingPage, apiKeysPage, companyPage, keyPage, permissionsPage, settingsPage } from './settings-pages.ts'
import { startPage } from './start-page.ts'

export interface PagesPorts {
  readonly world: World
  readonly control: Control
  readonly goToUrl: string | null
}

const LISTED_KEYS = 50

const CSP = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const guarded: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('content-security-policy', CSP)
  c.header('x-content-type-options', 'nosniff')
  c.header('referrer-policy', 'no-referrer')
  c.header('cross-origin-opener-policy', 'same-origin')
  c.header('x-standin', 'This is not Pleo')
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
}

const asset = (name: string): Buffer => readFileSync(new URL(`../../assets/${name}`, import.meta.url))

const ASSETS = [
  { name: 'standin.css', type: 'text/css; charset=utf-8' },
  { name: 'copy.js', type: 'text/javascript; charset=utf-8' },
  { name: 'standin.svg', type: 'image/svg+xml' },
] as const

function assets(): Hono {
  const app = new Hono()
  for (const { name, type } of ASSETS) {
    const body = new Uint8Array(asset(name))
    app.get(`/${name}`, (c) => c.body(body, 200, { 'content-type': type, 'cache-control': 'no-cache' }))
  }
  return app
}

const notFound = (c: Context): Response | Promise<Response> =>
  c.html(lostPage('Nothing here', 'There is no page at this address.'), 404)

/** Pleo's side of the story as pages, the control page, and the control API. All works without JavaScript. */
export function pagesApp(ports: PagesPorts): Hono {
  const app = new Hono()
  app.use(guarded)
  app.route('/assets', assets())
  app.get('/', (c) => c.html(startPage(ports.world.options.integrationName)))
  app.route('/settings', settings(ports))
  app.route('/_simulator', controlForms(ports))
  app.route('/_simulator', controlApi(ports.control))
  app.notFound(notFound)
  return app
}

function settings({ world, control, goToUrl }: PagesPorts): Hono {
  const integration = { name: world.options.integrationName, scopes: world.options.scopes }
  const subjectOf = (c: Context): Subject | undefined =>
    subjectsOf(world).find(({ id }) => id === c.req.param('subject'))
  const isOf = (subject: Subject, key: SimulatedKey): boolean =>
    (key.kind === 'organisation' ? key.organisationId : key.companyId) === subject.id
  const made = (): SimulatedKey[] => world.keys().filter(({ id, revoked }) => !revoked && id.startsWith('key_'))

  const app = new Hono()
  app.use(csrf())
  app.get('/', (c) => c.html(settingsPage()))
  app.get('/accounting', (c) => c.html(accountingPage(subjectsOf(world))))
  app.get('/accounting/:subject', (c) => {
    const subject = subjectOf(c)
    if (subject === undefined) return notFound(c)
    const keys = made().filter((key) => isOf(subject, key))
    return c.html(companyPage(subject, integration, keys.length))
  })
  app.get('/accounting/:subject/add', (c) => {
    const subject = subjectOf(c)
    return subject === undefined ? notFound(c) : c.html(permissionsPage(subject, integration))
  })
  app.post('/accounting/:subject/add', async (c) => {
    const subject = subjectOf(c)
    if (subject === undefined) return notFound(c)
    const fields = await formFields(c)
    if (fields === null) return tooLong(c)
    if (fields.get('decision') !== 'allow') return c.redirect(`/settings/accounting/${subject.id}`, 303)
    const { kind, company } = subject
    const { scopes } = integration
    const key = world.issueForPage({ company, kind, organisationId: company.organisationId, scopes, behaviour: 'ok' })
    return c.redirect(`/settings/accounting/${subject.id}/keys/${key.id}`, 303)
  })
  app.get('/accounting/:subject/keys/:key', (c) => {
    const subject = subjectOf(c)
    const key = world.find(c.req.param('key'))
    if (subject === undefined || key === undefined) return notFound(c)
    // Only a person's visit uses up the one showing: neither HEAD nor a browser that loads ahead.
    const isVisit = c.req.raw.method === 'GET' && c.req.header('sec-purpose') === undefined
    return c.html(keyPage({ subject, integration, secret: isVisit ? world.takeUnshown(key.id) : undefined, goToUrl }))
  })
  app.get('/api-keys', (c) => {
    const keys = made()
    const listed = keys.slice(0, LISTED_KEYS).map((key) => ({ key, opens: opens(world, key) }))
    return c.html(apiKeysPage(listed, keys.length - listed.length))
  })
  app.post('/api-keys/:key/delete', (c) => {
    const key = world.find(c.req.param('key'))
    if (key === undefined) return notFound(c)
    control.revoke({ key: key.id })
    return c.redirect('/settings/api-keys', 303)
  })
  return app
}

const opens = (world: World, key: SimulatedKey): string =>
  key.kind === 'organisation'
    ? (subjectsOf(world).find(({ id }) => id === key.organisationId)?.name ?? 'an organisation')
    : (world.companies.get(key.companyId)?.name ?? key.companyId)
