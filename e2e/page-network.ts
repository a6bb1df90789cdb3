import type { Page } from '@playwright/test'

interface Loaded {
  readonly url: string
  readonly status: number
  /** As it came over the wire, without the head. */
  bodyBytes: number
}

/** Everything that the browser asked for and got, as its network stack counts it. */
export async function watchNetwork(page: Page): Promise<{ loaded(): readonly Loaded[] }> {
  const session = await page.context().newCDPSession(page)
  const byId = new Map<string, Loaded>()
  const heads = new Map<string, number>()
  session.on('Network.responseReceived', ({ requestId, response }) => {
    byId.set(requestId, { url: response.url, status: response.status, bodyBytes: 0 })
    heads.set(requestId, response.encodedDataLength)
  })
  session.on('Network.dataReceived', ({ requestId, encodedDataLength, dataLength }) => {
    const entry = byId.get(requestId)
    // A stream is not compressed, and reports no encoded length before its end.
    if (entry?.url.includes('/events')) entry.bodyBytes += Math.max(encodedDataLength, dataLength)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const entry = byId.get(requestId)
    if (entry !== undefined) entry.bodyBytes = encodedDataLength - (heads.get(requestId) ?? 0)
  })
  await session.send('Network.enable')
  return { loaded: () => [...byId.values()] }
}
