import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { findUser } from './customers.ts'
import type { User } from './customers.ts'

/** Who is signed in, by a cookie with nothing in it but a random name for it. Gone when the server stops. */
export class SignIns {
  readonly #users = new Map<string, User>()

  current(c: Context): User | undefined {
    return this.#users.get(getCookie(c, COOKIE) ?? '')
  }

  /** @returns whether there is such a person */
  start(c: Context, userId: string): boolean {
    const user = findUser(userId)
    if (user === undefined) return false
    const name = randomBytes(32).toString('base64url')
    this.#users.set(name, user)
    setCookie(c, COOKIE, name, { httpOnly: true, sameSite: 'Lax', path: '/' })
    return true
  }

  end(c: Context): void {
    this.#users.delete(getCookie(c, COOKIE) ?? '')
    setCookie(c, COOKIE, '', { httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 0 })
  }
}

const COOKIE = 'acme'

/** Where to go on after signing in: a path of this site and nothing else. */
export function localPath(wanted: string | undefined): string {
  const path = wanted ?? ''
  const base = 'http://acme.invalid'
  const fine = path.startsWith('/') && URL.canParse(path, base) && new URL(path, base).origin === base
  return fine ? path : '/settings/integrations'
}
