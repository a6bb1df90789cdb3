import { createHash, timingSafeEqual } from 'node:crypto'
import { DEMO_PASSWORD, PEOPLE } from './customers.ts'
import type { Person } from './customers.ts'

/**
 * Acme Books' own log-in. Keyturn has no part in it: it believes whomever our back end names in a connect session.
 * A product would hash passwords and slow down guessing.
 */
export interface SignIns {
  /** The id for the cookie, or undefined when e-mail and password do not fit. */
  begin(email: string, password: string): string | undefined
  personOf(id: string | undefined): Person | undefined
  end(id: string | undefined): void
}

export const SIGN_IN_LASTS_MS = 8 * 60 * 60_000
const MOST_AT_ONCE = 1_000

export function signInsIn(ports: { readonly newId: () => string; readonly now: () => number }): SignIns {
  const open = new Map<string, { readonly person: Person; readonly endsAt: number }>()

  return {
    begin(email, password) {
      const person = PEOPLE.find((one) => one.email === email.trim().toLowerCase())
      if (person === undefined || !isSame(password, DEMO_PASSWORD)) return undefined
      const [oldest] = open.keys()
      if (open.size >= MOST_AT_ONCE && oldest !== undefined) open.delete(oldest)
      const id = ports.newId()
      open.set(id, { person, endsAt: ports.now() + SIGN_IN_LASTS_MS })
      return id
    },
    personOf(id) {
      const found = open.get(id ?? '')
      return found !== undefined && found.endsAt > ports.now() ? found.person : undefined
    },
    end(id) {
      open.delete(id ?? '')
    },
  }
}

/**
 * Where to go after the sign-in: the page that was asked for, if it is one of ours, else the first page.
 * A whole URL is returned: the path `//elsewhere.example` alone would be read as another host.
 */
export function destination(publicUrl: string, wanted: string | null | undefined): string {
  const home = new URL('/', publicUrl)
  if (!wanted?.startsWith('/') || wanted.length > 1_000 || !URL.canParse(wanted, home.href)) return home.href
  const url = new URL(wanted, home)
  return url.origin === home.origin ? url.href : home.href
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))
