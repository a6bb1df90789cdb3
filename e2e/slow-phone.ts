import type { Browser, CDPSession } from '@playwright/test'

/** 150 ms away, at 1.6 Mbit/s. Throughput in bytes a second. */
const FAR_AWAY = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 200_000 }

export interface Opening {
  /** From following the link, redirect included, until the field had taken a character, as seen from outside. */
  readonly usableMs: number
  /** To the first frame with something to read in it. */
  readonly paintedMs: number
  /** To the last byte of the page. */
  readonly arrivedMs: number
  /** What the page's main thread took of the processor until it was painted, whoever else wanted it. */
  readonly processorMs: number
}

/** Opens a link as a phone far away does. Nothing of the test runs in the page before it is painted. */
export async function openFarAway(
  browser: Browser,
  { link, elsewhere, slowdown }: { readonly link: string; readonly elsewhere: string; readonly slowdown: number },
): Promise<Opening> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  const tracing = await browser.newBrowserCDPSession()
  const traced: TraceEvent[] = []
  tracing.on('Tracing.dataCollected', ({ value }) => traced.push(...value.flatMap(traceEventOf)))
  // A slower processor is one only from the next page on.
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  await page.goto(elsewhere)
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', FAR_AWAY)
  await devtools.send('Page.enable')
  await devtools.send('Page.setLifecycleEventsEnabled', { enabled: true })
  await tracing.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel', 'devtools.timeline'] } })

  const asked = Promise.withResolvers<number>()
  const arrived = Promise.withResolvers<number>()
  /** Loader → when its page was painted. The page before tells of itself as well, whenever it pleases. */
  const paints = new Map<string, number>()
  let heard = (): void => undefined
  const document: string[] = []
  devtools.on('Network.requestWillBeSent', ({ requestId, timestamp, type }) => {
    if (type === 'Document') document.push(requestId)
    asked.resolve(timestamp)
  })
  devtools.on('Network.loadingFinished', ({ requestId, timestamp }) => {
    if (document.includes(requestId)) arrived.resolve(timestamp)
  })
  devtools.on('Page.lifecycleEvent', ({ name, loaderId, timestamp }) => {
    if (name !== 'firstContentfulPaint') return
    paints.set(loaderId, timestamp)
    heard()
  })
  const followedAt = performance.now()
  const { loaderId = '' } = await devtools.send('Page.navigate', { url: link })
  const painted = new Promise<number>((resolve) => {
    heard = () => {
      const at = paints.get(loaderId)
      if (at !== undefined) resolve(at)
    }
    heard()
  })
  const [from, until] = [await asked.promise, await painted]
  await typeInto(devtools, '#key')
  const usableMs = performance.now() - followedAt
  const ended = new Promise((resolve) => tracing.once('Tracing.tracingComplete', resolve))
  await tracing.send('Tracing.end')
  await ended
  const arrivedMs = ((await arrived.promise) - from) * 1_000
  await context.close()
  return { usableMs, paintedMs: (until - from) * 1_000, arrivedMs, processorMs: processorTime(traced, from, until) }
}

/** @throws where there is no such field, or it takes nothing */
async function typeInto(devtools: CDPSession, field: string): Promise<void> {
  const found = `document.querySelector('${field}')`
  await devtools.send('Runtime.evaluate', { expression: `${found}.focus()` })
  await devtools.send('Input.insertText', { text: 'k' })
  const { result } = await devtools.send('Runtime.evaluate', { expression: `${found}.value` })
  if (result.value !== 'k') throw new Error('The field took nothing.')
}

/** As Chromium's trace format has it, in microseconds; `tdur` by the clock of the thread. */
interface TraceEvent {
  readonly name: string
  readonly thread: string
  readonly ts: number
  readonly tdur: number
}

function traceEventOf(value: unknown): TraceEvent[] {
  if (typeof value !== 'object' || value === null) return []
  const { name, pid, tid, ts, tdur = 0 } = value as Record<string, unknown>
  if (typeof name !== 'string' || typeof ts !== 'number' || typeof tdur !== 'number') return []
  return [{ name, thread: `${String(pid)}/${String(tid)}`, ts, tdur }]
}

const TASK = 'ThreadControllerImpl::RunTask'

/** Of the thread that painted, in milliseconds. @param from in seconds, by the same clock as the trace */
function processorTime(events: readonly TraceEvent[], from: number, until: number): number {
  const paint = events.findLast(({ name }) => name === 'firstContentfulPaint')
  const tasks = events.filter(
    ({ name, thread, ts }) => name === TASK && thread === paint?.thread && ts >= from * 1e6 && ts <= until * 1e6,
  )
  return tasks.reduce((sum, { tdur }) => sum + tdur, 0) / 1_000
}
