import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Hono } from 'hono'
import type { Env } from './context.ts'
import { PAGE_HEADERS } from './pages/page-security.ts'

const TYPES = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
} as const

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', deepLinking: true, supportedSubmitMethods: [] })
`

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Keyturn HTTP reference</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<main id="reference"></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`

const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

/** The reference of the HTTP interface, to read in a browser. Read-only: it sends no requests of its own. */
export function apiPage(): Hono<Env> {
  const app = new Hono<Env>()
  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(PAGE_HEADERS)) c.res.headers.set(name, value)
    const csp = PAGE_HEADERS['content-security-policy'] ?? ''
    c.res.headers.set('content-security-policy', csp.replace("img-src 'self'", "img-src 'self' data:"))
  })
  app.get('/', (c) => c.html(PAGE))
  app.get('/start.js', (c) => c.body(START, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
  for (const [file, type] of Object.entries(TYPES)) {
    app.get(`/${file}`, (c) => c.body(readFileSync(join(folder, file)), 200, { 'content-type': type }))
  }
  return app
}
