const SHORTEST_MS = 1_000
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const TIME = '\\d{2}:\\d{2}:\\d{2}'

/** RFC 9110 §5.6.7: one form to write, two more to read. `Date.parse` alone would take almost anything for a date. */
const HTTP_DATES = [
  new RegExp(`^${DAY}, \\d{2} ${MONTH} \\d{4} ${TIME} GMT$`),
  new RegExp(`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \\d{2}-${MONTH}-\\d{2} ${TIME} GMT$`),
  new RegExp(`^${DAY} ${MONTH} [ \\d]\\d ${TIME} \\d{4}$`),
]

function waitOf(text: string, now: number): number {
  if (/^\d{1,20}$/.test(text)) return Number(text) * 1_000
  if (!HTTP_DATES.some((form) => form.test(text))) return Number.NaN
  return Date.parse(text.endsWith('GMT') ? text : `${text} GMT`) - now
}

/**
 * Reads `Retry-After` (RFC 9110 §10.2.3), in seconds or as a date.
 *
 * @param now milliseconds since 1970
 * @param longestMs what a longer wait is cut to
 * @returns milliseconds from 1,000 to `longestMs` (a date in the past: 1,000), or null for what is neither form
 */
export function parseRetryAfter(value: string | null, now: number, longestMs: number): number | null {
  if (value === null) return null
  const wait = waitOf(value.trim(), now)
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, SHORTEST_MS), longestMs)
}
