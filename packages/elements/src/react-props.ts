// Made from the tags on the classes: `npm run elements`.
import type { ConnectionState, ElementError } from './connection-state.ts'
import type { KeyturnBanner } from './keyturn-banner.ts'
import type { KeyturnConnect } from './keyturn-connect.ts'
import type { KeyturnStatus } from './keyturn-status.ts'
import type { ElementProps } from './element-props.ts'

/** The warning for each page of your product: there while a connection needs a person, and nothing at all otherwise. It can be folded, not dismissed, comes back on each page and after each log-in, and says so when the connection works again. */
export interface KeyturnBannerProps extends ElementProps<KeyturnBanner> {
  /** Where in your product the form stands; without it the action leads to the page of its own. */
  readonly href?: string
  /** The state was read and is another one, or is known for the first time. */
  readonly onState?: (event: CustomEvent<ConnectionState>) => void
  /** A key was accepted: the first one, or a new one. */
  readonly onConnected?: (event: CustomEvent<ConnectionState>) => void
  /** The person follows the action. `preventDefault()` keeps them here, for a page that opens the form itself. */
  readonly onOpen?: (event: CustomEvent<null>) => void
  /** There is no session (`no_session`), or the state cannot be read (`unreachable`). */
  readonly onError?: (event: CustomEvent<ElementError>) => void
}

/** The form for the key, and everything after it: the check, the company, the connection, its replacement. It stands in a frame of Keyturn's origin, so no script of your page can read what is typed. */
export interface KeyturnConnectProps extends ElementProps<KeyturnConnect> {
  /** Your page takes the form away when `keyturn-closed` says so, and every screen has a way back; without it, the one after success leads to the `returnUrl` of the session. */
  readonly closable?: boolean
  /** The state was read and is another one, or is known for the first time. */
  readonly onState?: (event: CustomEvent<ConnectionState>) => void
  /** A key was accepted: the first one, or a new one. */
  readonly onConnected?: (event: CustomEvent<ConnectionState>) => void
  /** The person goes back to your page. The focus returns to where it was when the form appeared. */
  readonly onClosed?: (event: CustomEvent<null>) => void
  /** There is no session (`no_session`), the state cannot be read (`unreachable`), or the form does not appear (`no_frame`). */
  readonly onError?: (event: CustomEvent<ElementError>) => void
}

/** How a connection is, wherever your page speaks of it: a badge, the company, since when, and the way to what can be done. While a person must act it says why, for as long as it takes. It never shows as true what could not be confirmed. */
export interface KeyturnStatusProps extends ElementProps<KeyturnStatus> {
  /** Where in your product the form stands; without it the action leads to the page of its own. */
  readonly href?: string
  /** The state was read and is another one, or is known for the first time. */
  readonly onState?: (event: CustomEvent<ConnectionState>) => void
  /** A key was accepted: the first one, or a new one. */
  readonly onConnected?: (event: CustomEvent<ConnectionState>) => void
  /** The person follows the action. `preventDefault()` keeps them here, for a page that opens the form itself. */
  readonly onOpen?: (event: CustomEvent<null>) => void
  /** There is no session (`no_session`), or the state cannot be read (`unreachable`). */
  readonly onError?: (event: CustomEvent<ElementError>) => void
}

/** The events of the elements, by the name React has for those who hear them. */
export const HANDLERS = {
  onClosed: 'keyturn-closed',
  onConnected: 'keyturn-connected',
  onError: 'keyturn-error',
  onOpen: 'keyturn-open',
  onState: 'keyturn-state',
} as const
