export { KeyturnBanner } from './keyturn-banner.ts'
export { KeyturnConnect } from './keyturn-connect.ts'
export { KeyturnStatus } from './keyturn-status.ts'
export { defineElements } from './define-elements.ts'
export type {
  ConnectionState,
  ConnectSession,
  ElementError,
  FetchSession,
  Issue,
  KeyturnEventMap,
  State,
} from './connection-state.ts'
