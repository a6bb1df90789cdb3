import type { Clock } from './ports/clock.ts'

/** Runs `work` with a signal that aborts after `ms` on the given clock, or when `outer` does. */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  const late = new AbortController()
  const finished = new AbortController()
  clock.sleep(ms, finished.signal).then(
    () => late.abort(),
    () => undefined,
  )
  try {
    return await work(outer === undefined ? late.signal : AbortSignal.any([outer, late.signal]))
  } finally {
    finished.abort()
  }
}
