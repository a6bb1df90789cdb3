import { newConnection } from '../../domain/connection.ts'
import type { Connection } from '../../domain/connection.ts'
import type { Actor, AuditEvent } from '../../domain/audit.ts'
import type { ConnectSession } from '../../domain/connect-session.ts'
import type { Delivery } from '../../domain/delivery.ts'
import type { ConnectionEvent, ProviderEvent } from '../../domain/events.ts'
import { ID_PREFIX, parseId, parseReference, parseTenantId } from '../../domain/ids.ts'
import type { IdKind, IdOf, TenantId, WebhookEndpointId } from '../../domain/ids.ts'
import type { Fingerprint, SealedSecret, StateMac, TokenHash } from '../../domain/sealed.ts'
import type { WebhookEndpoint } from '../../domain/webhook-endpoint.ts'
import type { CheckRecord, CheckResult } from '../../engine/ports/check-store.ts'
import type { ConnectionChange, Retention } from '../../engine/ports/stores.ts'
import type { Records } from '../../engine/ports/written.ts'

/** Other processes on the same database make other ids. */
let made = process.pid * 1_000_000
const next = (): number => {
  made += 1
  return made
}

export const anId = <Kind extends IdKind>(kind: Kind): IdOf[Kind] =>
  parseId(kind, `${ID_PREFIX[kind]}${String(next()).padStart(22, '0')}`)
export const aTenant = (): TenantId => parseTenantId(`tenant-${next()}`)
export const aHash = (): TokenHash => next().toString(16).padStart(64, '0') as TokenHash
export const aFingerprint = (): Fingerprint => next().toString(16).padStart(32, '0') as Fingerprint
export const anAccountId = (): string => `00000000-0000-4000-8000-${next().toString(16).padStart(12, '0')}`
export const sealed = (text: string): SealedSecret => new TextEncoder().encode(text) as Uint8Array as SealedSecret
export const mac = (text: string): StateMac => new TextEncoder().encode(text.padEnd(32, '.')) as Uint8Array as StateMac

export const NOW = Date.UTC(2026, 0, 15, 10, 41)
const DAY = 24 * 60 * 60_000
export const KEPT: Retention = { events: 30 * DAY, deliveries: 30 * DAY, attempts: 90 * DAY, audit: 400 * DAY }
export const NOTHING: Records = { events: [], audit: [] }
const CUSTOMER: Actor = { kind: 'customer', id: 'u-7', name: 'Mette' }

export function aConnection(over: Partial<Connection> & { readonly at?: number } = {}): Connection {
  const { at = NOW, ...rest } = over
  const identity = {
    id: anId('connection'),
    tenantId: aTenant(),
    provider: 'pleo',
    environment: 'production',
    reference: parseReference('default'),
    label: null,
  }
  return { ...newConnection({ ...identity, ...rest }, at), ...rest }
}

export function connected(connection: Connection, accountId = anAccountId()): Connection {
  const version = connection.credentialVersion + 1
  return {
    ...connection,
    standing: 'connected',
    account: { id: accountId, kind: 'company', name: 'Acme ApS' },
    credential: {
      id: anId('credential'),
      version,
      addedAt: NOW,
      addedBy: { id: 'u-7', name: 'Mette' },
      lastUsedAt: null,
    },
    credentialVersion: version,
  }
}

/** As the engine leaves it: the company is remembered, the key is gone. */
export const disconnected = (connection: Connection): Connection => ({
  ...connection,
  standing: 'disconnected',
  credential: null,
  issue: null,
})

export const anAuditEvent = (connection: Connection, over: Partial<AuditEvent> = {}): AuditEvent => ({
  id: anId('auditEvent'),
  at: NOW,
  tenantId: connection.tenantId,
  connectionId: connection.id,
  action: 'connection.checked',
  actor: CUSTOMER,
  details: { reason: 'key_invalid', tries: 2 },
  ...over,
})

export const anEvent = (connection: Connection, over: Partial<ConnectionEvent> = {}): ConnectionEvent => ({
  id: anId('event'),
  type: 'connection.connected',
  createdAt: NOW,
  tenantId: connection.tenantId,
  connectionId: connection.id,
  reference: connection.reference,
  provider: connection.provider,
  environment: connection.environment,
  data: {
    state: 'connected',
    previousState: 'validating',
    usable: true,
    reason: null,
    accountId: connection.account?.id ?? null,
    attemptId: null,
    source: 'person',
  },
  ...over,
})

export const anIncident = (over: Partial<ProviderEvent> = {}): ProviderEvent => ({
  id: anId('event'),
  type: 'provider.incident_suspected',
  createdAt: NOW,
  tenantId: null,
  connectionId: null,
  reference: null,
  provider: 'pleo',
  environment: 'production',
  data: { incidentId: 'inc_1', kind: 'provider_refusing_all', since: NOW - 60_000 },
  ...over,
})

export const aChange = (connection: Connection, over: Partial<ConnectionChange> = {}): ConnectionChange => ({
  next: connection,
  stateMac: mac('state'),
  health: 'write',
  holder: null,
  credential: { kind: 'keep' },
  candidate: { kind: 'keep' },
  links: { kind: 'keep' },
  records: NOTHING,
  ...over,
})

/** What a check leaves, in every field other than before. */
export const CHECKED: CheckResult = {
  health: {
    state: 'unverified',
    reason: 'suspected',
    since: NOW + 1,
    checkedAt: NOW + 2,
    confirmedAt: NOW - 9,
    nextCheckAt: NOW + 3,
    source: 'probe',
  },
  suspicion: {
    kind: 'unauthorized',
    firstAt: NOW + 1,
    failingSince: NOW - 7,
    answers: 2,
    source: 'traffic',
    told: true,
  },
  checkingUntil: NOW + 4,
  plan: { lane: 'confirmations', repairFrom: NOW + 5, introspectedAt: NOW + 6 },
}

export const aCheck = (connection: Connection, over: Partial<CheckRecord> = {}): CheckRecord => ({
  tenantId: connection.tenantId,
  id: connection.id,
  credentialVersion: 1,
  lease: { kind: 'any' },
  result: CHECKED,
  records: NOTHING,
  ...over,
})

/** Of a check that holds it and was judged with it as it is. */
export const heldBy = (kind: 'hand_back' | 'keep', holder: string, { suspicion, health }: Connection) => ({
  kind,
  holder,
  basis: { suspicion, nextCheckAt: health.nextCheckAt },
})

export const putKey = (text: string, fingerprint = aFingerprint()) =>
  ({ kind: 'put', sealed: sealed(text), fingerprint }) as const

export const aSession = (connection: Connection, over: Partial<ConnectSession> = {}): ConnectSession => ({
  id: anId('connectSession'),
  tenantId: connection.tenantId,
  connectionId: connection.id,
  user: { id: 'u-7', name: 'Mette' },
  expectedAccountId: null,
  returnUrl: 'https://acme.example/settings',
  embedOrigins: ['https://acme.example', 'https://app.acme.example:8443'],
  theme: {
    appearance: 'auto',
    colours: { accent: '#6a2c70', onAccent: null, surface: '#fffaf5', text: null },
    dark: { accent: '#e0b3e6', onAccent: '#1a0a1c', surface: null, text: null },
    font: ['Inter', 'sans-serif'],
    radius: 12,
    logoUrl: 'https://acme.example/mark.svg',
  },
  locale: 'da',
  confirmation: 'automatic',
  capabilities: ['connect', 'replace'],
  handOff: null,
  openBy: NOW + 900_000,
  openedAt: null,
  lastUsedAt: null,
  endedAt: null,
  tries: 0,
  lastTryAt: null,
  turn: 0,
  createdAt: NOW,
  ...over,
})

export const anEndpoint = (over: Partial<WebhookEndpoint> = {}): WebhookEndpoint => ({
  id: anId('webhookEndpoint'),
  url: 'https://acme.example/hooks',
  description: null,
  types: null,
  off: null,
  failingSince: null,
  pausedUntil: null,
  previousSecretUntil: null,
  createdAt: NOW,
  updatedAt: NOW,
  ...over,
})

/** Waits to be sent at once. */
export const aTest = (endpointId: WebhookEndpointId): Delivery => ({
  id: anId('delivery'),
  endpointId,
  eventId: anId('event'),
  type: 'webhook_endpoint.test',
  kind: 'test',
  status: 'pending',
  dueAt: NOW,
  tries: [],
  createdAt: NOW,
})
