import type { EnginePorts } from '../engine/ports/engine-ports.ts'
import type { WebhookHttp } from '../engine/ports/webhook-http.ts'
import type { AssetStore, HttpConfig } from './http-config.ts'

interface ApiTokenFormat {
  /** Has it the form and the checksum of an API token? Costs no look-up. */
  isWellFormed(token: string): boolean
  generate(): string
}

/** What `/metrics` shows, and to whom. */
interface MetricsText {
  readonly contentType: string
  text(): Promise<string>
  isTokenRight(token: string | null): boolean
}

export interface HttpDeps {
  readonly engine: EnginePorts
  readonly config: HttpConfig
  readonly assets: AssetStore
  readonly metrics: MetricsText
  readonly webhookHttp: Pick<WebhookHttp, 'examine'>
  readonly apiTokens: ApiTokenFormat
  /** Resolves when database and master key answer. */
  readonly ready: () => Promise<void>
  /** Aborted when the server stops: open streams end then. */
  readonly stopping: AbortSignal
}
