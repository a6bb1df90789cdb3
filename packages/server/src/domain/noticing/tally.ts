/** What was asked and answered lately, in slices of time: enough to say how much of it went wrong. */
interface Slice {
  readonly at: number
  /** Connections that nobody suspected, and that answered one way or the other. */
  readonly asked: number
  /** Of these, the ones that turned suspect. */
  readonly turned: number
  /** Suspects that answered well again. */
  readonly cleared: number
  /** Our own checks of every kind. */
  readonly calls: number
  /** Of these, the ones whose answer said nothing. */
  readonly unanswered: number
}
export type Tally = readonly Slice[]
export type Counts = Omit<Slice, 'at'>

const SLICES_OF_WINDOW = 60

/** @param windowMs the longest time that is looked back upon; older slices are dropped */
export function counted(tally: Tally, counts: Counts, windowMs: number, now: number): Tally {
  const length = Math.max(1, Math.round(windowMs / SLICES_OF_WINDOW))
  const at = now - (now % length)
  const last = tally.at(-1)
  // A clock that goes back must not grow the list.
  if (last !== undefined && last.at >= at) return [...tally.slice(0, -1), added(last, counts)]
  const kept = tally.findIndex((slice) => slice.at > at - windowMs)
  return [...(kept === -1 ? [] : tally.slice(kept)), { at, ...counts }]
}

const added = (slice: Slice, counts: Counts): Slice => ({
  at: slice.at,
  asked: slice.asked + counts.asked,
  turned: slice.turned + counts.turned,
  cleared: slice.cleared + counts.cleared,
  calls: slice.calls + counts.calls,
  unanswered: slice.unanswered + counts.unanswered,
})

/** The slices after `since`. */
export function totalSince(tally: Tally, since: number): Counts {
  let [asked, turned, cleared, calls, unanswered] = [0, 0, 0, 0, 0]
  for (let index = tally.length - 1; index >= 0; index -= 1) {
    const slice = tally[index]
    if (slice === undefined || slice.at <= since) break
    asked += slice.asked
    turned += slice.turned
    cleared += slice.cleared
    calls += slice.calls
    unanswered += slice.unanswered
  }
  return { asked, turned, cleared, calls, unanswered }
}
