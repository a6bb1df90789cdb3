import type { WebhookEvent, WebhookEventType } from './events.ts'

interface DescribedEvent<Type extends WebhookEventType> {
  readonly summary: string
  readonly example: WebhookEvent & { readonly type: Type }
}

const ID = { id: 'evt_Jd8v3nQ2xT7mLr5kWb0yZg', createdAt: '2026-11-24T10:41:00.000Z' } as const

const CONNECTION = {
  tenantId: 'acme-42',
  connectionId: 'conn_5tGq0bVx9LwEoPz2NcRk7A',
  reference: 'default',
  provider: 'pleo',
  environment: 'production',
} as const

const ACME = '7a0c2f5e-3b1d-4c8e-9f52-6d0e8a41b7c3'
const ATTEMPT = 'att_Wm3sYh6JfTu1KdXe8QaZpg'

const INCIDENT = {
  ...ID,
  sequence: null,
  tenantId: null,
  connectionId: null,
  reference: null,
  provider: 'pleo',
  environment: 'production',
  data: {
    incidentId: 'inc_pleo_production_refusing_mie0b7gw',
    kind: 'provider_refusing_all',
    since: '2026-11-24T10:12:30.000Z',
  },
} as const

const ENDPOINT = 'whe_PoQ4z6FyNc1UgBvMtS8hXw'

const OF_NO_PROVIDER = {
  sequence: null,
  tenantId: null,
  connectionId: null,
  reference: null,
  provider: null,
  environment: null,
} as const

/** Every event there is, with what it means and how it looks. */
export const EVENTS: { readonly [Type in WebhookEventType]: DescribedEvent<Type> } = {
  'connection.connected': {
    summary: 'A key was accepted and stored: the connection can be used',
    example: {
      ...ID,
      type: 'connection.connected',
      sequence: 1,
      ...CONNECTION,
      data: {
        state: 'connected',
        previousState: 'validating',
        usable: true,
        reason: null,
        accountId: ACME,
        attemptId: ATTEMPT,
        source: 'person',
      },
    },
  },
  'connection.replaced': {
    summary: 'A new key took the place of the old one, which is destroyed',
    example: {
      ...ID,
      type: 'connection.replaced',
      sequence: 5,
      ...CONNECTION,
      data: {
        state: 'connected',
        previousState: 'validating',
        usable: true,
        reason: null,
        accountId: ACME,
        attemptId: ATTEMPT,
        source: 'person',
      },
    },
  },
  'connection.attempt_failed': {
    summary: 'A try to connect or replace failed; what was connected before still is',
    example: {
      ...ID,
      type: 'connection.attempt_failed',
      sequence: 4,
      ...CONNECTION,
      data: {
        state: 'connected',
        previousState: 'validating',
        usable: true,
        reason: 'account_mismatch',
        accountId: ACME,
        attemptId: ATTEMPT,
        source: 'person',
      },
    },
  },
  'connection.action_required': {
    summary: 'The key stopped working, which is confirmed: a person must act',
    example: {
      ...ID,
      type: 'connection.action_required',
      sequence: 3,
      ...CONNECTION,
      data: {
        state: 'action_required',
        previousState: 'connected',
        usable: false,
        reason: 'key_revoked',
        accountId: ACME,
        attemptId: null,
        source: 'probe',
      },
    },
  },
  'connection.recovered': {
    summary: 'The same key is accepted again; nobody had to act',
    example: {
      ...ID,
      type: 'connection.recovered',
      sequence: 4,
      ...CONNECTION,
      data: {
        state: 'connected',
        previousState: 'action_required',
        usable: true,
        reason: null,
        accountId: ACME,
        attemptId: null,
        source: 'probe',
      },
    },
  },
  'connection.unverified': {
    summary: 'The provider refused the key once; it is being asked again before anything is said about the key',
    example: {
      ...ID,
      type: 'connection.unverified',
      sequence: 2,
      ...CONNECTION,
      data: {
        state: 'connected',
        previousState: 'connected',
        usable: true,
        reason: null,
        accountId: ACME,
        attemptId: null,
        source: 'probe',
      },
    },
  },
  'connection.verified': {
    summary: 'The suspicion is gone: the key works',
    example: {
      ...ID,
      type: 'connection.verified',
      sequence: 3,
      ...CONNECTION,
      data: {
        state: 'connected',
        previousState: 'connected',
        usable: true,
        reason: null,
        accountId: ACME,
        attemptId: null,
        source: 'probe',
      },
    },
  },
  'connection.disconnected': {
    summary: 'The connection was disconnected and its key destroyed',
    example: {
      ...ID,
      type: 'connection.disconnected',
      sequence: 6,
      ...CONNECTION,
      data: {
        state: 'disconnected',
        previousState: 'connected',
        usable: false,
        reason: null,
        accountId: ACME,
        attemptId: null,
        source: 'api',
      },
    },
  },
  'connection.deleted': {
    summary: 'The connection was forgotten; its id will not be seen again',
    example: {
      ...ID,
      type: 'connection.deleted',
      sequence: 7,
      ...CONNECTION,
      data: {
        state: 'disconnected',
        previousState: 'disconnected',
        usable: false,
        reason: null,
        accountId: ACME,
        attemptId: null,
        source: 'api',
      },
    },
  },
  'provider.incident_suspected': {
    summary: 'The trouble is with the provider: no connection is blamed for it, and no other event tells of it',
    example: { ...INCIDENT, type: 'provider.incident_suspected' },
  },
  'provider.incident_over': {
    summary: 'The provider is well again',
    example: { ...INCIDENT, type: 'provider.incident_over' },
  },
  'webhook_endpoint.disabled': {
    summary: 'An endpoint answered 410, or took nothing for five days, and is called no more',
    example: {
      ...ID,
      type: 'webhook_endpoint.disabled',
      ...OF_NO_PROVIDER,
      data: { endpointId: ENDPOINT, reason: 'failing', failingSince: '2026-11-19T10:40:12.000Z' },
    },
  },
  'webhook_endpoint.test': {
    summary: 'Somebody asked for a test; it goes to the endpoint that is tested and into no feed',
    example: { ...ID, type: 'webhook_endpoint.test', ...OF_NO_PROVIDER, data: { endpointId: ENDPOINT } },
  },
}
