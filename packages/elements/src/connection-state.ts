/** What `POST /v1/connect-sessions` answered, as it came. */
export interface ConnectSession {
  readonly id: string
  readonly connectionId: string
  /** Of the page of its own, which opens once. Its origin is Keyturn's. */
  readonly url: string
  readonly token: string
  /** RFC 3339 */
  readonly expiresAt: string
}

/**
 * Asks your back end for a connect session, which it makes with `embedOrigins` naming the origin of this page. Called when an
 * element appears, and again when a session has ended. Elements that are given the same function share what it brings.
 */
export type FetchSession = () => Promise<ConnectSession>

/** The one word for how a connection is. */
export type State = 'not_connected' | 'validating' | 'connected' | 'action_required' | 'failed' | 'disconnected'

/** Why a connection needs a person, in the language of its session. */
export interface Issue {
  readonly code: string
  readonly title: string
  readonly message: string
  readonly nextStep: string
  /** RFC 3339 */
  readonly since: string
}

/** A connection as Keyturn said it is. Times are RFC 3339. */
export interface ConnectionState {
  readonly state: State
  /** `state` in words, in the language of the session. */
  readonly label: string
  /** Whether calls can be made with the key that is stored. */
  readonly usable: boolean
  readonly account: { readonly id: string; readonly kind: string; readonly name: string | null } | null
  /** Of the key in use; another one after each replacement. */
  readonly credential: { readonly id: string; readonly addedAt: string } | null
  readonly issue: Issue | null
  readonly health: {
    readonly state: string
    readonly reason: string | null
    readonly since: string | null
    readonly checkedAt: string | null
  }
  /** What this session may do now: `connect`, `replace`, `check`, … */
  readonly allowed: readonly string[]
  readonly nextStep: string
  readonly revision: number
}

/** What an element cannot do, and why as far as it knows. */
export interface ElementError {
  readonly code:
    | 'no_session' /** `fetchSession` failed, or brought something else. */
    | 'unreachable' /** The state cannot be read from this page. */
    | 'no_frame' /** The form does not appear in this page. */
  readonly cause: unknown
}

/** The events of the elements, by name. They bubble, and cross the shadows they come from. */
export interface KeyturnEventMap {
  'keyturn-state': CustomEvent<ConnectionState>
  'keyturn-connected': CustomEvent<ConnectionState>
  'keyturn-closed': CustomEvent<null>
  'keyturn-open': CustomEvent<null>
  'keyturn-error': CustomEvent<ElementError>
}
