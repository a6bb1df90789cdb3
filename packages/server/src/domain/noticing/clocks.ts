/** By so much the clocks of two servers may differ. */
export const CLOCKS_APART_MS = 30_000

/** Told by a clock that was ahead: it was set back since. */
export const isAhead = (at: number, now: number): boolean => at > now + CLOCKS_APART_MS

/** Has so much time passed since then? Where the clock was set back nobody knows, and it has. */
export const hasPassed = (since: number, ms: number, now: number): boolean => now - since >= ms || isAhead(since, now)
