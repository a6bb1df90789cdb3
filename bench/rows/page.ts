import { setTimeout as wait } from 'node:timers/promises'
import { chromium } from '@playwright/test'
import type { Browser } from '@playwright/test'
import { watchNetwork } from '@keyturn/e2e/page-network'
import { openFarAway } from '@keyturn/e2e/slow-phone'
import { createdConnectSession } from '@keyturn/api'
import { ensureChromium } from '@keyturn/scripts/find-chromium'
import { apiToken } from '../api-token.ts'
import { A_DAY_MS, freshFleetOf } from '../fleet.ts'
import { shown, spreadOf } from '../row.ts'
import type { Row } from '../row.ts'
import { NO_PROVIDER, startFleetServer, UNHURRIED } from '../fleet-server.ts'

const LIMIT = { bytes: 20_000, requests: 3, usableMs: 1_000 }
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
  limit: '≤ 20 kB, ≤ 3 requests',
  async open() {
    const visitors = await openVisitors()
    const visit = async () => {
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
    return {
      rounds: 5,
      variants: { visit },
      figure(summary) {
        const [bytes, requests] = [spreadOf(summary, 'visit', 'bytes'), spreadOf(summary, 'visit', 'requests')]
        return {
          shown: `${shown(bytes, 'bytes')}; ${shown(requests, 'requests')}`,
          holds: bytes.max <= LIMIT.bytes && requests.max <= LIMIT.requests,
        }
      },
      [Symbol.asyncDispose]: () => visitors[Symbol.asyncDispose](),
    }
  },
}

export const farAway: Row = {
  id: 'far-away',
  what: 'the same with a 4 × slower CPU, 150 ms latency, 1.6 Mbit/s, redirect included: from following the link until the field has taken a character',
  limit: '≤ 1.0 s',
  async open() {
    const visitors = await openVisitors()
    const visit = async (slowdown: number) => {
      const elsewhere = `${visitors.url}/healthz`
      const { usableMs, paintedMs, arrivedMs, processorMs } = await openFarAway(visitors.browser, {
        link: await visitors.link(),
        elsewhere,
        slowdown,
      })
      return { usableMs, paintedMs, arrivedMs, processorMs }
    }
    await visit(1)
    return {
      rounds: 7,
      variants: { slow: () => visit(SLOWDOWN), fast: () => visit(1) },
      figure(summary) {
        const usable = spreadOf(summary, 'slow', 'usableMs')
        const painted = spreadOf(summary, 'slow', 'paintedMs')
        const arrived = spreadOf(summary, 'slow', 'arrivedMs')
        const processor = spreadOf(summary, 'fast', 'processorMs')
        const parts = `${shown(arrived, 'ms')} of network, ${SLOWDOWN} × ${shown(processor, 'ms')} of processor`
        return {
          shown: `${shown(usable, 'ms')}; painted after ${shown(painted, 'ms')}, ${parts}`,
          holds: usable.median <= LIMIT.usableMs,
        }
      },
      [Symbol.asyncDispose]: () => visitors[Symbol.asyncDispose](),
    }
  },
}
