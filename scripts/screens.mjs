// `npm run screens [-- name …]`: a picture of every screen of the customer pages in docs/screens, to look at. A reason
// looks the same in every standing but for a line, so its picture is of the first; the others can be asked for by name.
// The pages are drawn from packages/connect/src/gallery.ts, under the headers and with the files the server sends. Three more
// are pages of a host, with the elements in them: screens-in-host.mjs.
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { buildAssets } from './build-assets.mjs'
import { ensureChromium } from './find-chromium.mjs'
import { ROOT } from './run-command.mjs'
import { inHost } from './screens-in-host.mjs'
import { smallPng } from './small-png.mjs'

const FOLDER = join(ROOT, 'docs/screens')
const VARIANTS = /** @type {const} */ ([
  { variant: 'light-1280', width: 1280, height: 800, colorScheme: 'light' },
  { variant: 'dark-1280', width: 1280, height: 800, colorScheme: 'dark' },
  { variant: 'light-320', width: 320, height: 640, colorScheme: 'light' },
])
const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const NONCE = 'for-a-picture'
const PAGE_SECURITY = 'server/src/http/pages/page-security.ts'
const SIMILAR = /^failed-(?:connected|action-required|disconnected)-(?!account-mismatch|key-invalid)/

/** Read at run time: these files belong to other rooms and are no doors of theirs. @param {string} path */
const source = (path) => import(new URL(`../packages/${path}`, import.meta.url).href)

/** Serves each screen at `/<name>`, with the built files and a stream that stays open and says nothing. */
async function serveGallery() {
  const [{ galleryPages }, views, { presentStatus }, { loadAssets }, { PAGE_HEADERS, pagePolicy, POLICY }] =
    await Promise.all(
      [
        'connect/src/gallery.ts',
        'connect/src/views.tsx',
        'connect/src/status.ts',
        'server/src/boot/assets.ts',
        PAGE_SECURITY,
      ].map(source),
    )
  const { renderDocument } = views
  const { assets, frame, find } = await loadAssets()
  const host = inHost({ pages: galleryPages(), views, presentStatus, assets, frame })
  /** @type {Map<string, string>} */
  const pages = new Map(
    galleryPages().map(({ name, facts }) => [`/${name}`, renderDocument(facts, { ...assets, nonce: NONCE })]),
  )
  const server = createServer(({ url = '/' }, response) => {
    const page = pages.get(url)
    const file = find(url)
    const hosted = host.answer(url)
    if (page !== undefined)
      response
        .writeHead(200, {
          ...PAGE_HEADERS,
          [POLICY]: pagePolicy({ nonce: NONCE }),
          'content-type': 'text/html; charset=utf-8',
        })
        .end(page)
    else if (hosted !== undefined) response.writeHead(200, { 'content-type': hosted.type }).end(hosted.body)
    else if (file !== undefined) response.writeHead(200, { 'content-type': file.contentType }).end(file.body)
    else if (url.split('?')[0]?.endsWith('/events'))
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    else response.writeHead(url === '/favicon.ico' ? 204 : 404).end()
  })
  const port = await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(Object(server.address()).port))
  })
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return {
    origin: `http://127.0.0.1:${port}`,
    names: [...pages.keys(), ...host.paths].map((path) => path.slice(1)),
    close,
  }
}

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} origin
 * @param {readonly string[]} names
 * @param {typeof VARIANTS[number]} variant
 * @returns {Promise<string[]>} what the browser complained of
 */
async function picture(browser, origin, names, { variant, width, height, colorScheme }) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Copenhagen',
  })
  const page = await context.newPage()
  /** @type {string[]} */
  const faults = []
  page.on('pageerror', (error) => faults.push(`${page.url()} ${variant}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${page.url()} ${variant}: ${message.text()}`)
  })
  for (const name of names) {
    await page.goto(`${origin}/${name}`)
    if (name.startsWith('in-host-')) await page.waitForFunction('window.isDrawn?.()')
    const wider = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))
    if (wider > 0) faults.push(`${name} ${variant}: ${wider} px wider than the screen`)
    const png = await page.screenshot({ fullPage: true, animations: 'disabled' })
    writeFileSync(join(FOLDER, `${name}.${variant}.png`), smallPng(png))
  }
  await context.close()
  return faults
}

await buildAssets()
const wanted = process.argv.slice(2)
const gallery = await serveGallery()
const executablePath = await ensureChromium()
if (executablePath === undefined)
  throw new Error('There is no Chromium: install one, or name yours in KEYTURN_CHROMIUM.')
const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS })
try {
  const names = gallery.names.filter((name) => (wanted.length === 0 ? !SIMILAR.test(name) : wanted.includes(name)))
  if (wanted.length === 0) rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  const faults = (await Promise.all(VARIANTS.map((variant) => picture(browser, gallery.origin, names, variant)))).flat()
  const bytes = readdirSync(FOLDER).reduce((sum, file) => sum + statSync(join(FOLDER, file)).size, 0)
  process.stdout.write(faults.map((fault) => `${fault}\n`).join(''))
  process.stdout.write(`${names.length} screens in ${VARIANTS.length} forms; docs/screens is ${bytes >> 10} KiB.\n`)
  if (faults.length > 0) process.exitCode = 1
} finally {
  await browser.close()
  gallery.close()
}
