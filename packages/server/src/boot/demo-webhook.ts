import { createdWebhookEndpoint, webhookEndpointList } from '@keyturn/api'

/**
 * Has a running Keyturn send its events to the example product. A start before this one may have left the endpoint; its secret
 * was shown then and never again, so it gets a new one.
 *
 * @param apiToken with the scope admin
 * @returns the signing secret
 */
export async function demoWebhook(keyturnUrl: string, apiToken: string, url: string): Promise<string> {
  async function call(method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<unknown> {
    const headers = { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' }
    const wish = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${keyturnUrl}/v1/webhook-endpoints${path}`, { method, headers, ...wish })
    if (!response.ok) throw new Error(`Keyturn answered ${response.status} to ${method} /v1/webhook-endpoints.`)
    return response.json()
  }
  const { data } = webhookEndpointList.parse(await call('GET', ''))
  const known = data.find((endpoint) => endpoint.url === url)
  if (known === undefined) {
    return createdWebhookEndpoint.parse(await call('POST', '', { url, description: 'Acme Books' })).secret
  }
  if (!known.enabled) await call('PATCH', `/${known.id}`, { enabled: true })
  return createdWebhookEndpoint.parse(await call('POST', `/${known.id}/rotate-secret`, { overlapSeconds: 0 })).secret
}
