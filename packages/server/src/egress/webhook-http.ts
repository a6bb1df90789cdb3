import { Agent } from 'undici'
import type { UrlFault, WebhookAnswer, WebhookHttp, WebhookRequest } from '../engine/ports/webhook-http.ts'
import { localConnector, publicConnector } from './connect.ts'
import { nameServers } from './names.ts'
import type { Resolve } from './names.ts'
import { publicNames, RefusedAddress } from './public-address.ts'
import { StatusReader } from './status-reader.ts'
import { hostOf, readWebhookUrl } from './webhook-url.ts'
import type { WebhookUrlRules } from './webhook-url.ts'

export interface WebhookHttpOptions extends WebhookUrlRules {
  /** Where names lead, before that is judged. */
  readonly resolve?: Resolve
}

const CONNECT_TIMEOUT_MS = 10_000
/** Behind the caller's own deadline, which is shorter. */
const SILENCE_TIMEOUT_MS = 20_000
const KEEP_ALIVE_MS = 4_000
const LARGEST_HEAD_BYTES = 16_384

export function createWebhookHttp(options: WebhookHttpOptions): WebhookHttp {
  const names = publicNames(options.resolve ?? nameServers())
  const limits = {
    pipelining: 1,
    headersTimeout: SILENCE_TIMEOUT_MS,
    bodyTimeout: SILENCE_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: LARGEST_HEAD_BYTES,
  }
  const agents = {
    public: new Agent({ ...limits, connect: publicConnector(CONNECT_TIMEOUT_MS, names) }),
    loopback: new Agent({ ...limits, connect: localConnector(CONNECT_TIMEOUT_MS) }),
  }
  return {
    async examine(text): Promise<UrlFault | null> {
      const read = readWebhookUrl(text, options)
      if (read.kind === 'fault') return read.fault
      if (read.where === 'loopback') return null
      try {
        await names(hostOf(read.url))
        return null
      } catch (error) {
        return error instanceof RefusedAddress ? 'private_address' : null
      }
    },

    async post(request) {
      const read = readWebhookUrl(request.url, options)
      if (read.kind === 'fault') return { kind: 'silence', why: 'refused_address' }
      if (request.signal.aborted) return { kind: 'silence', why: 'timeout' }
      return exchange(agents[read.where], read.url, request)
    },

    async close() {
      await Promise.all([agents.public.destroy(), agents.loopback.destroy()])
    },
  }
}

function exchange(agent: Agent, url: URL, request: WebhookRequest): Promise<WebhookAnswer> {
  const { promise, resolve } = Promise.withResolvers<WebhookAnswer>()
  const reader = new StatusReader(resolve)
  const expire = (): void => reader.expire()
  request.signal.addEventListener('abort', expire, { once: true })
  agent.dispatch(
    {
      origin: url.origin,
      method: 'POST',
      path: url.pathname + url.search,
      body: request.body,
      headers: {
        ...request.headers,
        'user-agent': 'Keyturn',
        'content-type': 'application/json',
        accept: '*/*',
        'accept-encoding': 'identity',
      },
    },
    reader,
  )
  return promise.finally(() => request.signal.removeEventListener('abort', expire))
}
