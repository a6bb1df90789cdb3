import { html } from 'hono/html'

/** Where our customers' books are kept. */
const ZONE = 'Europe/Copenhagen'
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: ZONE })
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: ZONE })

/** `today, 10:54` or `24 November 2026, 10:41`. */
const sayTime = (at: number, now: number): string =>
  `${DAY.format(at) === DAY.format(now) ? 'today' : DAY.format(at)}, ${CLOCK.format(at)}`

export const timeOf = (at: number, now: number) =>
  html`<time datetime="${new Date(at).toISOString()}">${sayTime(at, now)}</time>`
