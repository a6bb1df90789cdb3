import { getCookie, setCookie } from 'hono/cookie'
import type { Context } from 'hono'
import { SESSION_LASTS_MS } from '../../domain/connect-session.ts'
import type { ConnectSessionId } from '../../domain/ids.ts'
import type { Env } from '../context.ts'

const nameOf = (id: ConnectSessionId): string => `keyturn_${id}`

/** @returns what this browser shows for the session, or null */
export const readSessionCookie = (c: Context<Env>, id: ConnectSessionId): string | null =>
  getCookie(c, nameOf(id)) ?? null

export function setSessionCookie(c: Context<Env>, id: ConnectSessionId, value: string, publicUrl: string): void {
  setCookie(c, nameOf(id), value, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/connect',
    secure: publicUrl.startsWith('https:'),
    maxAge: SESSION_LASTS_MS / 1_000,
  })
}
