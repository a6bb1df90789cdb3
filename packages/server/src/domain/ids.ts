import { MalformedValue } from './errors.ts'

declare const brand: unique symbol
type Brand<Name extends string> = string & { readonly [brand]: Name }

export type TenantId = Brand<'TenantId'>
export type Reference = Brand<'Reference'>
export type ConnectionId = Brand<'ConnectionId'>
export type ConnectSessionId = Brand<'ConnectSessionId'>
export type CredentialId = Brand<'CredentialId'>
export type AttemptId = Brand<'AttemptId'>
export type EventId = Brand<'EventId'>
export type AuditEventId = Brand<'AuditEventId'>
export type ApiTokenId = Brand<'ApiTokenId'>
export type WebhookEndpointId = Brand<'WebhookEndpointId'>
export type DeliveryId = Brand<'DeliveryId'>
export type NoticeId = Brand<'NoticeId'>

/** The integrator's own names: 1 to 128 of `[A-Za-z0-9._:@-]`. */
const OWN_NAME = /^[A-Za-z0-9._:@-]{1,128}$/

/** Ours: prefix and 22 characters of base64url or more, 128 random bits. */
const OURS = /^[A-Za-z0-9_-]{22,32}$/

export const ID_PREFIX = {
  connection: 'conn_',
  connectSession: 'cs_',
  credential: 'cred_',
  attempt: 'att_',
  event: 'evt_',
  auditEvent: 'aud_',
  apiToken: 'tok_',
  webhookEndpoint: 'whe_',
  delivery: 'dlv_',
  notice: 'ntc_',
} as const

export type IdKind = keyof typeof ID_PREFIX

export interface IdOf {
  connection: ConnectionId
  connectSession: ConnectSessionId
  credential: CredentialId
  attempt: AttemptId
  event: EventId
  auditEvent: AuditEventId
  apiToken: ApiTokenId
  webhookEndpoint: WebhookEndpointId
  delivery: DeliveryId
  notice: NoticeId
}

function ownName(field: string, value: string): string {
  if (!OWN_NAME.test(value)) throw new MalformedValue(field, '1 to 128 letters, digits or . _ : @ -')
  return value
}

/** @throws MalformedValue */
export const parseTenantId = (value: string): TenantId => ownName('tenantId', value) as TenantId
/** @throws MalformedValue */
export const parseReference = (value: string): Reference => ownName('reference', value) as Reference

/**
 * Reads one of our ids, for instance `parseId('connection', 'conn_…')`.
 * @throws MalformedValue
 */
export function parseId<Kind extends IdKind>(kind: Kind, value: string): IdOf[Kind] {
  const prefix = ID_PREFIX[kind]
  if (!value.startsWith(prefix) || !OURS.test(value.slice(prefix.length))) {
    throw new MalformedValue('id', `an id that starts with ${prefix}`)
  }
  return value as IdOf[Kind]
}
