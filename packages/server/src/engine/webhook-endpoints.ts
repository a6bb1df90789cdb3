import type { Actor, AuditAction, AuditEvent } from '../domain/audit.ts'
import type { Delivery } from '../domain/delivery.ts'
import { testEnvelope } from '../domain/events.ts'
import type { EventType } from '../domain/events.ts'
import type { DeliveryId, WebhookEndpointId } from '../domain/ids.ts'
import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import type { UrlFault, WebhookHttp } from './ports/webhook-http.ts'
import type { ReplayRange } from './ports/webhook-stores.ts'
import { auditEvent } from './records.ts'
import { EndpointOff, EventExpired, InvalidField, NotFound } from './refusals.ts'

export type EndpointPorts = Pick<EnginePorts, 'stores' | 'clock' | 'random' | 'vault'> & {
  readonly webhookHttp: Pick<WebhookHttp, 'examine'>
}

export interface EndpointWish {
  readonly url?: string | undefined
  readonly types?: readonly EventType[] | null | undefined
  readonly description?: string | null | undefined
  readonly enabled?: boolean | undefined
}

export interface EndpointWithSecret {
  readonly endpoint: WebhookEndpoint
  /** Shown once; stored sealed. */
  readonly secret: string
}

/** So many deliveries at once one call may queue. */
const REPLAY_LIMIT = 10_000

const FAULTS: Readonly<Record<UrlFault, string>> = {
  not_a_url: 'must be a URL with a host.',
  not_https: 'must be an https URL.',
  password: 'must not hold a user name or a password.',
  fragment: 'must not have a fragment.',
  port: 'must have port 443, or one of KEYTURN_WEBHOOK_PORTS.',
  private_address: 'must lead to a host on the public network.',
}

/** @throws InvalidField for a URL that cannot be an endpoint's */
async function examine({ webhookHttp }: EndpointPorts, url: string): Promise<void> {
  const fault = await webhookHttp.examine(url)
  if (fault !== null) throw new InvalidField('/url', fault, `The URL ${FAULTS[fault]}`)
}

const about = (
  ports: EndpointPorts,
  id: WebhookEndpointId,
  action: AuditAction,
  actor: Actor,
  details: AuditEvent['details'] = {},
): AuditEvent =>
  auditEvent(ports, { tenantId: null, connectionId: null }, action, actor, { webhookEndpointId: id, ...details })

/** @throws InvalidField */
export async function createEndpoint(
  ports: EndpointPorts,
  wish: Required<EndpointWish> & { readonly url: string },
  actor: Actor,
): Promise<EndpointWithSecret> {
  await examine(ports, wish.url)
  const now = ports.clock.now()
  const endpoint: WebhookEndpoint = {
    id: ports.random.id('webhookEndpoint'),
    url: wish.url,
    description: wish.description ?? null,
    types: wish.types ?? null,
    off: wish.enabled === false ? { reason: 'requested', at: now } : null,
    failingSince: null,
    pausedUntil: null,
    previousSecretUntil: null,
    createdAt: now,
    updatedAt: now,
  }
  const { shown, sealed } = await ports.vault.newSigningSecret(endpoint.id)
  const audit = about(ports, endpoint.id, 'webhook_endpoint.created', actor)
  await ports.stores.webhookEndpoints.insert(endpoint, sealed, audit)
  return { endpoint, secret: shown }
}

/**
 * What is undefined stays. Another URL, or being switched on again, is a new start: what failed before is forgotten.
 * @throws InvalidField, NotFound
 */
export async function changeEndpoint(
  ports: EndpointPorts,
  id: WebhookEndpointId,
  wish: EndpointWish,
  actor: Actor,
): Promise<WebhookEndpoint> {
  if (wish.url !== undefined) await examine(ports, wish.url)
  const now = ports.clock.now()
  const audit = about(ports, id, 'webhook_endpoint.changed', actor)
  return found(await ports.stores.webhookEndpoints.amend(id, (endpoint) => changed(endpoint, wish, now), audit))
}

function changed(endpoint: WebhookEndpoint, wish: EndpointWish, now: number): WebhookEndpoint {
  const { url = endpoint.url, types = endpoint.types, description = endpoint.description, enabled } = wish
  const isOn = enabled ?? endpoint.off === null
  const startsAnew = url !== endpoint.url || (isOn && endpoint.off !== null)
  return {
    ...endpoint,
    url,
    types,
    description,
    off: isOn ? null : (endpoint.off ?? { reason: 'requested', at: now }),
    ...(startsAnew ? { failingSince: null, pausedUntil: null } : {}),
    updatedAt: now,
  }
}

/** @param overlapMs how long the secret of before signs as well @throws NotFound */
export async function rotateSecret(
  ports: EndpointPorts,
  id: WebhookEndpointId,
  overlapMs: number,
  actor: Actor,
): Promise<EndpointWithSecret> {
  const now = ports.clock.now()
  const { shown, sealed } = await ports.vault.newSigningSecret(id)
  const audit = about(ports, id, 'webhook_endpoint.secret_rotated', actor, { overlapMs })
  const until = overlapMs === 0 ? null : now + overlapMs
  const endpoint = found(await ports.stores.webhookEndpoints.rotate(id, sealed, until, now, audit))
  return { endpoint, secret: shown }
}

/** @throws NotFound */
export async function deleteEndpoint(ports: EndpointPorts, id: WebhookEndpointId, actor: Actor): Promise<void> {
  const audit = about(ports, id, 'webhook_endpoint.deleted', actor)
  if (!(await ports.stores.webhookEndpoints.remove(id, audit))) throw new NotFound()
}

/** Sends an event that means nothing, once. @throws NotFound, EndpointOff */
export async function testEndpoint(ports: EndpointPorts, id: WebhookEndpointId, actor: Actor): Promise<Delivery> {
  await endpointThatIsOn(ports, id)
  const now = ports.clock.now()
  const eventId = ports.random.id('event')
  const delivery: Delivery = {
    id: ports.random.id('delivery'),
    endpointId: id,
    eventId,
    type: 'webhook_endpoint.test',
    kind: 'test',
    status: 'pending',
    dueAt: now,
    tries: [],
    createdAt: now,
  }
  const audit = about(ports, id, 'webhook_endpoint.tested', actor)
  await ports.stores.deliveries.insert(delivery, testEnvelope(eventId, id, now), audit)
  return delivery
}

/** Sends the same event to the same endpoint once more. @throws NotFound, EndpointOff, EventExpired */
export async function replayDelivery(ports: EndpointPorts, id: DeliveryId, actor: Actor): Promise<Delivery> {
  const { deliveries } = ports.stores
  const before = found(await deliveries.find(id))
  await endpointThatIsOn(ports, before.endpointId)
  const body = await deliveries.bodyOf(id)
  if (body === undefined) throw new EventExpired()
  const now = ports.clock.now()
  const kind = before.kind === 'test' ? 'test' : 'replay'
  const again: Delivery = {
    ...before,
    id: ports.random.id('delivery'),
    kind,
    status: 'pending',
    dueAt: now,
    tries: [],
    createdAt: now,
  }
  const audit = about(ports, before.endpointId, 'webhook_endpoint.replayed', actor, { deliveryId: id })
  await deliveries.insert(again, body.own, audit)
  return again
}

/** @returns how many were queued @throws NotFound, EndpointOff, InvalidField */
export async function replayRange(ports: EndpointPorts, range: ReplayRange, actor: Actor): Promise<number> {
  await endpointThatIsOn(ports, range.endpointId)
  const audit = about(ports, range.endpointId, 'webhook_endpoint.replayed', actor, { from: range.from, to: range.to })
  const newId = () => ports.random.id('delivery')
  const queued = await ports.stores.deliveries.replay(range, ports.clock.now(), REPLAY_LIMIT, newId, audit)
  if (queued !== 'too_many') return queued
  const message = `There are more than ${REPLAY_LIMIT} events in that time. Choose a shorter one.`
  throw new InvalidField('/from', 'too_many', message)
}

async function endpointThatIsOn(ports: EndpointPorts, id: WebhookEndpointId): Promise<void> {
  const endpoint = found(await ports.stores.webhookEndpoints.find(id))
  if (endpoint.off !== null) throw new EndpointOff()
}

function found<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new NotFound()
  return thing
}
