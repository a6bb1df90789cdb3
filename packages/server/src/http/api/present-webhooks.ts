import type { delivery as deliverySchema, webhookEndpoint as endpointSchema, z } from '@keyturn/api'
import type { Delivery } from '../../domain/delivery.ts'
import type { WebhookEndpoint } from '../../domain/webhook-endpoint.ts'
import { instantOf } from '../present-connection.ts'

const instantOrNull = (ms: number | null): string | null => (ms === null ? null : instantOf(ms))

export const presentEndpoint = (endpoint: WebhookEndpoint): z.infer<typeof endpointSchema> => ({
  id: endpoint.id,
  url: endpoint.url,
  types: endpoint.types === null ? null : [...endpoint.types],
  description: endpoint.description,
  enabled: endpoint.off === null,
  off: endpoint.off === null ? null : { reason: endpoint.off.reason, at: instantOf(endpoint.off.at) },
  failingSince: instantOrNull(endpoint.failingSince),
  pausedUntil: instantOrNull(endpoint.pausedUntil),
  previousSecretUntil: instantOrNull(endpoint.previousSecretUntil),
  createdAt: instantOf(endpoint.createdAt),
  updatedAt: instantOf(endpoint.updatedAt),
})

/** @param endpoint null: on, and not paused */
export function presentDelivery(delivery: Delivery, endpoint: WebhookEndpoint | null): z.infer<typeof deliverySchema> {
  return {
    id: delivery.id,
    endpointId: delivery.endpointId,
    eventId: delivery.eventId,
    type: delivery.type,
    kind: delivery.kind,
    status: delivery.status,
    nextTryAt: nextTryAt(delivery, endpoint),
    tries: delivery.tries.map(({ at, ...tried }) => ({ at: instantOf(at), ...tried })),
    createdAt: instantOf(delivery.createdAt),
  }
}

function nextTryAt({ status, kind, dueAt }: Delivery, endpoint: WebhookEndpoint | null): string | null {
  const isOff = endpoint !== null && endpoint.off !== null
  if (status !== 'pending' || isOff) return null
  if (kind === 'test') return instantOf(dueAt)
  return instantOf(Math.max(dueAt, endpoint?.pausedUntil ?? 0))
}
