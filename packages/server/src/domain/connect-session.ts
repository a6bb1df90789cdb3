import type { ConnectionId, ConnectSessionId, NoticeId, TenantId } from './ids.ts'
import type { Theme } from './theme.ts'

/** What one browser may do. */
export const CAPABILITIES = ['connect', 'replace', 'check', 'disconnect', 'handoff'] as const
export type Capability = (typeof CAPABILITIES)[number]

const CONFIRMATION_MODES = ['automatic', 'explicit'] as const
export type ConfirmationMode = (typeof CONFIRMATION_MODES)[number]

export const SESSION_IDLE_MS = 60 * 60_000
export const SESSION_LASTS_MS = 8 * 60 * 60_000

export interface Person {
  readonly id: string
  readonly name: string | null
}

/**
 * A connect session of somebody else: its link goes to a colleague, whose browser may then enter one key for the
 * connection, and sees nothing else of the tenant.
 */
export interface HandOff {
  /** Null: nobody by name; the product asks. */
  readonly askedBy: Person | null
  /** The mail it was sent in. Null: somebody made it on their page. */
  readonly noticeId: NoticeId | null
  /** When the key that came through it was committed: once, and then it is over. */
  readonly usedAt: number | null
}

/** Short-lived permission for one browser. The word is never shown to customers. */
export interface ConnectSession {
  readonly id: ConnectSessionId
  readonly tenantId: TenantId
  readonly connectionId: ConnectionId
  readonly user: Person | null
  readonly expectedAccountId: string | null
  readonly returnUrl: string | null
  /** Origins whose pages may show it in a frame, as `URL.origin` writes them. None: no page may. */
  readonly embedOrigins: readonly string[]
  /** Every pair of colours in it reads: see `http/api/read-theme.ts`. Null: Keyturn's own look. */
  readonly theme: Theme | null
  readonly locale: string | null
  readonly confirmation: ConfirmationMode
  readonly capabilities: readonly Capability[]
  /** Null: the page of the customer's own. */
  readonly handOff: HandOff | null
  /** Until when the link may be opened. */
  readonly openBy: number
  readonly openedAt: number | null
  readonly lastUsedAt: number | null
  readonly endedAt: number | null
  /** Keys submitted in it; ten are free. */
  readonly tries: number
  readonly lastTryAt: number | null
  /** A sealed key is sealed for one turn of its session, and ends it: so it can be sent once. */
  readonly turn: number
  readonly createdAt: number
}

/** Of a session that nobody has opened yet. */
export const UNOPENED = {
  openedAt: null,
  lastUsedAt: null,
  endedAt: null,
  tries: 0,
  lastTryAt: null,
  turn: 0,
} as const satisfies Partial<ConnectSession>

/**
 * Until it is opened `openBy` bounds it; then it lasts 60 min after its last request and 8 h at most. Success does not
 * end it, but for the one key that a colleague may enter. DESIGN section 9.
 */
export function sessionEndsAt(session: ConnectSession): number {
  if (session.endedAt !== null) return session.endedAt
  if (session.handOff?.usedAt != null) return session.handOff.usedAt
  if (session.openedAt === null) return session.openBy
  const idle = (session.lastUsedAt ?? session.openedAt) + SESSION_IDLE_MS
  return Math.min(idle, session.openedAt + SESSION_LASTS_MS)
}

export const isSessionOver = (session: ConnectSession, now: number): boolean => sessionEndsAt(session) <= now

const FREE_TRIES = 10
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 60_000

/** Ten tries are free, then 5, 10, 20 … 60 s. @returns when the next try may be made, in ms since 1970. */
export function nextTryAt(session: Pick<ConnectSession, 'tries' | 'lastTryAt'>): number {
  if (session.tries < FREE_TRIES || session.lastTryAt === null) return 0
  const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (session.tries - FREE_TRIES))
  return session.lastTryAt + waitMs
}

export const TENANT_TRIES_AN_HOUR = 30
export const TENANT_TRIES_WINDOW_MS = 60 * 60_000
