import { parseId } from '../../domain/ids.ts'
import type { DeliveryId, WebhookEndpointId } from '../../domain/ids.ts'
import { NotFound } from '../../engine/refusals.ts'

/** @throws NotFound */
export function readEndpointId(rawId: string): WebhookEndpointId {
  try {
    return parseId('webhookEndpoint', rawId)
  } catch {
    throw new NotFound()
  }
}

/** @throws NotFound */
export function readDeliveryId(rawId: string): DeliveryId {
  try {
    return parseId('delivery', rawId)
  } catch {
    throw new NotFound()
  }
}
