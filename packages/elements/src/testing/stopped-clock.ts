import { NOW } from './wire-clock.ts'

interface Due {
  at: number
  readonly everyMs: number | null
  readonly run: () => void
}

/** Takes the page's timers and its time into the hands of the test. @returns moves them on, timer by timer */
export function stopClock(): (ms: number) => Promise<void> {
  const due = new Map<number, Due>()
  let now = NOW
  let last = 0
  const plan = (run: () => void, ms: number, everyMs: number | null): number => {
    last += 1
    due.set(last, { at: now + ms, everyMs, run })
    return last
  }
  const forget = (id: number): void => void due.delete(id)
  Object.assign(globalThis, {
    setTimeout: (run: () => void, ms = 0) => plan(run, ms, null),
    setInterval: (run: () => void, ms = 0) => plan(run, ms, ms),
    clearTimeout: forget,
    clearInterval: forget,
  })
  Date.now = () => now
  return async (ms) => {
    const until = now + ms
    for (let next = firstOf(due, until); next !== undefined; next = firstOf(due, until)) {
      const [id, timer] = next
      now = timer.at
      if (timer.everyMs === null) due.delete(id)
      else timer.at += timer.everyMs
      timer.run()
      await Promise.resolve()
    }
    now = until
  }
}

const firstOf = (due: ReadonlyMap<number, Due>, until: number): [number, Due] | undefined =>
  [...due].filter(([, { at }]) => at <= until).toSorted(([, one], [, other]) => one.at - other.at)[0]
