import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Context } from 'hono'
import { SESSION_LASTS_MS } from '../../domain/connect-session.ts'
import type { ConnectSessionId } from '../../domain/ids.ts'
import type { Env } from '../context.ts'

const PREFIX = 'keyturn_cs_'
const nameOf = (id: ConnectSessionId): string => `keyturn_${id}`

/** One browser keeps so many pages open; all their cookies go with every request, and its head has a limit. */
const PAGES_OPEN_AT_ONCE = 30

/** @returns what this browser shows for the session, or null */
export const readSessionCookie = (c: Context<Env>, id: ConnectSessionId): string | null =>
  getCookie(c, nameOf(id)) ?? null

/** Shows the browser whose page this is. The page it opened first is forgotten where it opened very many. */
export function setSessionCookie(c: Context<Env>, id: ConnectSessionId, value: string, publicUrl: string): void {
  setCookie(c, nameOf(id), value, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/connect',
    secure: publicUrl.startsWith('https:'),
    maxAge: SESSION_LASTS_MS / 1_000,
  })
  // RFC 6265, section 5.4: of cookies with one path the browser sends the oldest first.
  const others = Object.keys(getCookie(c)).filter((name) => name.startsWith(PREFIX) && name !== nameOf(id))
  for (const name of others.slice(0, Math.max(0, others.length - PAGES_OPEN_AT_ONCE + 1))) {
    deleteCookie(c, name, { path: '/connect', secure: publicUrl.startsWith('https:') })
  }
}
