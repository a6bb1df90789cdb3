import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Hono } from 'hono'
import type { Env } from './context.ts'
import type { Random } from '../engine/ports/random.ts'
import { PAGE_HEADERS, pagePolicy, POLICY } from './pages/page-security.ts'

const TYPES = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
} as const

// The bundle would make a Trusted Types policy while it loads; it finds nothing to make one with.
const BEFORE = `Object.defineProperty(globalThis, 'trustedTypes', { value: undefined })
`

// The bundle writes descriptions as HTML, which nothing may do here. Ours are sentences with names in backticks.
const START = `const PlainDescriptions = ({ React: { createElement } }) => ({
  components: {
    Markdown: ({ source = '' }) =>
      createElement(
        'p',
        null,
        source.replaceAll(/<\\/?i>/g, '').split('\`').map((part, index) => (index % 2 === 0 ? part : createElement('code', { key: index }, part))),
      ),
  },
})
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  supportedSubmitMethods: [],
  plugins: [PlainDescriptions],
})
`

const page = (nonce: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Keyturn HTTP reference</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<main id="reference"></main>
<script src="/docs/before.js" nonce="${nonce}"></script>
<script src="/docs/swagger-ui-bundle.js" nonce="${nonce}"></script>
<script src="/docs/start.js" nonce="${nonce}"></script>
</body>
</html>
`

const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

/** The reference of the HTTP interface, to read in a browser. Read-only: it sends no requests of its own. */
export function apiPage(random: Random): Hono<Env> {
  const app = new Hono<Env>()
  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(PAGE_HEADERS)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value)
    }
  })
  app.get('/', (c) => {
    const nonce = random.token()
    return c.html(page(nonce), 200, { [POLICY]: pagePolicy({ nonce }) })
  })
  for (const [file, text] of Object.entries({ 'before.js': BEFORE, 'start.js': START })) {
    app.get(`/${file}`, (c) => c.body(text, 200, { 'content-type': TYPES['swagger-ui-bundle.js'] }))
  }
  for (const [file, type] of Object.entries(TYPES)) {
    app.get(`/${file}`, (c) => c.body(readFileSync(join(folder, file)), 200, { 'content-type': type }))
  }
  return app
}
