import { setTimeout as wait } from 'node:timers/promises'
import { chromium } from '@playwright/test'
import type { Browser } from '@playwright/test'
import { watchNetwork } from '@keyturn/e2e/page-network'
import { openFarAway } from '@keyturn/e2e/slow-phone'
import { createdConnectSession } from '@keyturn/api'
import { ensureChromium } from '@keyturn/scripts/find-chromium'
import { apiToken } from '../api-token.ts'
import { figureOf } from '../figure.ts'
import { A_DAY_MS, freshFleetOf } from '../fleet.ts'
import { NO_PROVIDER, startFleetServer, UNHURRIED } from '../fleet-server.ts'
import { valuesOf } from '../row.ts'
import type { Row, Summary } from '../row.ts'
import { startYardstick } from '../server-process.ts'

const SLOWDOWN = 4

interface Visitors extends AsyncDisposable {
  readonly browser: Browser
  readonly url: string
  /** A link nobody has followed. */
  link(): Promise<string>
}

async function openVisitors(): Promise<Visitors> {
  const stack = new AsyncDisposableStack()
  const executablePath = await ensureChromium()
  if (executablePath === undefined)
    throw new Error('There is no Chromium: install one, or name yours in KEYTURN_CHROMIUM.')
  const fleet = await freshFleetOf(1_000, A_DAY_MS)
  const token = apiToken()
  const { url } = stack.use(await startFleetServer(fleet, NO_PROVIDER, { ...UNHURRIED, KEYTURN_API_TOKEN: token }))
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  stack.defer(() => browser.close())
  let visitors = 0
  return {
    browser,
    url,
    async link() {
      visitors += 1
      const made = await fetch(`${url}/v1/connect-sessions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ tenantId: `visitor-${visitors}`, provider: 'pleo' }),
      })
      return createdConnectSession.parse(await made.json()).url
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

export const pageWeight: Row = {
  id: 'page',
  what: 'connect page after the redirect, before the first submit, without a logo: bytes of all bodies as they came, its stream among them',
  beside: null,
  async open() {
    const visitors = await openVisitors()
    return {
      rounds: 5,
      variants: { visit: async () => weighed(visitors) },
      figures: (summary) => [
        figureOf({
          name: 'bodies',
          values: valuesOf(summary, 'visit', 'bytes'),
          unit: { name: 'bytes' },
          judgedBy: 'worst',
          limit: { most: 20_000 },
        }),
        figureOf({
          name: 'asked for',
          values: valuesOf(summary, 'visit', 'requests'),
          unit: { name: 'requests' },
          judgedBy: 'worst',
          limit: { most: 3 },
        }),
      ],
      [Symbol.asyncDispose]: () => visitors[Symbol.asyncDispose](),
    }
  },
}

async function weighed(visitors: Visitors): Promise<{ readonly bytes: number; readonly requests: number }> {
  const context = await visitors.browser.newContext()
  const opened = await context.newPage()
  const network = await watchNetwork(opened)
  await opened.goto(await visitors.link())
  await opened.getByRole('button', { name: 'Show API key' }).waitFor()
  // The first beat of the stream is a sign that nothing else is asked for.
  while (!network.loaded().some(({ url, bodyBytes }) => url.includes('/events') && bodyBytes > 0)) await wait(50)
  const loaded = network.loaded()
  await context.close()
  return { bytes: loaded.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0), requests: loaded.length }
}

export const farAway: Row = {
  id: 'far-away',
  what: 'the connect page with a 4 × slower CPU, 150 ms latency, 1.6 Mbit/s, redirect included: from following the link until the field has taken a character',
  beside:
    'a bare page with one field and as many bytes behind a redirect, as slow and as far away. What is over it is what the browser does with style, script and words, and the server’s own time',
  async open() {
    const stack = new AsyncDisposableStack()
    const visitors = stack.use(await openVisitors())
    const { bytes } = await weighed(visitors)
    const bare = stack.use(await startYardstick('page-server.ts', [String(bytes)]))
    const visit = async (link: string, origin: string, slowdown: number) => {
      const opening = { link, elsewhere: `${origin}/readyz`, slowdown }
      const { usableMs, paintedMs, arrivedMs, processorMs } = await openFarAway(visitors.browser, opening)
      return { usableMs, paintedMs, arrivedMs, processorMs }
    }
    const connectPage = async (slowdown: number) => visit(await visitors.link(), visitors.url, slowdown)
    await connectPage(1)
    await visit(`${bare.url}/link`, bare.url, 1)
    return {
      rounds: 7,
      variants: {
        slow: () => connectPage(SLOWDOWN),
        bare: () => visit(`${bare.url}/link`, bare.url, SLOWDOWN),
        fast: () => connectPage(1),
      },
      figures: farAwayFigures,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  },
}

const MS = { name: 'ms' }

/** The last two say where the time goes. */
const farAwayFigures = (summary: Summary) => [
  figureOf({
    name: 'usable',
    values: valuesOf(summary, 'slow', 'usableMs'),
    unit: MS,
    limit: { most: 1_000 },
    yardstick: { values: valuesOf(summary, 'bare', 'usableMs'), ratio: { most: 1.5 } },
  }),
  figureOf({
    name: 'painted',
    values: valuesOf(summary, 'slow', 'paintedMs'),
    unit: MS,
    yardstick: { values: valuesOf(summary, 'bare', 'paintedMs'), ratio: { most: 1.5 } },
  }),
  figureOf({
    name: 'arrived',
    values: valuesOf(summary, 'slow', 'arrivedMs'),
    unit: MS,
    yardstick: { values: valuesOf(summary, 'bare', 'arrivedMs'), ratio: { most: 1.2 } },
  }),
  figureOf({ name: 'processor of a page as fast as here', values: valuesOf(summary, 'fast', 'processorMs'), unit: MS }),
]
