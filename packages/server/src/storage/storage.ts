import type { ChangeFeed } from '../engine/ports/change-feed.ts'
import type { KeyStore } from '../engine/ports/key-store.ts'
import type { Stores } from '../engine/ports/stores.ts'
import type { SubmitKeyStore } from '../engine/ports/submit-keys.ts'
import { apiTokenStore } from './api-token-store.ts'
import { auditStore } from './audit-store.ts'
import { connectSessionStore } from './connect-session-store.ts'
import { checkStore } from './check-store.ts'
import { connectionStore } from './connection-store.ts'
import { deliveryStore } from './delivery-store.ts'
import { fleetStore } from './fleet-store.ts'
import { housekeeping } from './housekeeping.ts'
import { idempotencyStore } from './idempotency-store.ts'
import { keyStore } from './key-store.ts'
import { noticeStore } from './notice-store.ts'
import type { OutboxSignal } from './outbox-signal.ts'
import { outboxStore } from './outbox-store.ts'
import type { StorageBase } from './storage-base.ts'
import { submitKeyStore } from './submit-key-store.ts'
import { tryStore } from './try-store.ts'
import { webhookEndpointStore } from './webhook-endpoint-store.ts'

export interface Storage extends Stores {
  readonly keys: KeyStore
  readonly submitKeys: SubmitKeyStore
  readonly changes: ChangeFeed
  /** Rejects when the database does not answer. */
  ready(): Promise<void>
  close(): Promise<void>
}

export const storesOn = (base: StorageBase, signal: OutboxSignal): Stores & Pick<Storage, 'keys' | 'submitKeys'> => ({
  connections: connectionStore(base),
  checks: checkStore(base, signal),
  fleet: fleetStore(base),
  sessions: connectSessionStore(base),
  audit: auditStore(base),
  outbox: outboxStore(base, signal),
  webhookEndpoints: webhookEndpointStore(base),
  deliveries: deliveryStore(base, () => signal.look()),
  notices: noticeStore(base),
  tries: tryStore(base),
  apiTokens: apiTokenStore(base),
  idempotency: idempotencyStore(base),
  housekeeping: housekeeping(base),
  keys: keyStore(base),
  submitKeys: submitKeyStore(base),
})
