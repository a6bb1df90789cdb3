import { useState, useSyncExternalStore } from 'react'
import type { ReactElement } from 'react'
import type { ConnectionState, ElementError, FetchSession } from './connection-state.ts'
import { watchOf } from './connection-watch.ts'
import { KeyturnBanner as BannerElement } from './keyturn-banner.ts'
import { KeyturnConnect as ConnectElement } from './keyturn-connect.ts'
import { KeyturnStatus as StatusElement } from './keyturn-status.ts'
import { componentOf } from './react-element.ts'
import type { KeyturnBannerProps, KeyturnConnectProps, KeyturnStatusProps } from './react-props.ts'

type Component<Props> = (props: Props) => ReactElement

export const KeyturnBanner: Component<KeyturnBannerProps> = componentOf('keyturn-banner', BannerElement)
export const KeyturnConnect: Component<KeyturnConnectProps> = componentOf('keyturn-connect', ConnectElement)
export const KeyturnStatus: Component<KeyturnStatusProps> = componentOf('keyturn-status', StatusElement)

export interface Connection {
  /** As it was read last; null: it was not read yet. */
  readonly connection: ConnectionState | null
  /** Nobody knows whether it is still so: do not show it as if it were. */
  readonly isLost: boolean
  readonly error: ElementError | null
  /** Reads it again, now. */
  readonly refresh: () => Promise<void>
}

/**
 * The state of a connection for what you draw yourself; it is read again and again while the component is there. With the
 * same function, elements and hooks share one session.
 *
 * @param fetchSession read once, as the components do
 */
export function useConnection(fetchSession: FetchSession): Connection {
  const [watch] = useState(() => watchOf(fetchSession))
  const [listen] = useState(() => (changed: () => void) => watch.listen(changed))
  const [refresh] = useState(() => () => watch.refresh())
  const connection = useSyncExternalStore(
    listen,
    () => watch.seen.live,
    () => null,
  )
  const isLost = useSyncExternalStore(
    listen,
    () => watch.seen.isLost,
    () => false,
  )
  const error = useSyncExternalStore(
    listen,
    () => watch.seen.error,
    () => null,
  )
  return { connection, isLost, error, refresh }
}

export type { ConnectionState, ConnectSession, ElementError, FetchSession, Issue, State } from './connection-state.ts'
export type { KeyturnBannerProps, KeyturnConnectProps, KeyturnStatusProps } from './react-props.ts'
