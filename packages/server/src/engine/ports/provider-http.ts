import type { Secret } from '../../domain/secret.ts'

/** One request to the configured host of a provider. The key goes into the header that `credential` names, nowhere else. */
export interface ProviderRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Absolute path with query, built by us: no host, no `..`. */
  readonly path: string
  readonly json?: unknown
  readonly credential: Secret
  readonly signal: AbortSignal
}

/** Why there is no answer to read. Each means "provider sick", never "key bad". */
export type Silence = 'timeout' | 'network' | 'tls' | 'redirect' | 'too_large' | 'undecodable'

export type ProviderResponse =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly contentType: string | null
      readonly retryAfter: string | null
      /** At most 256 kB, after decoding. */
      readonly body: Uint8Array
    }
  | { readonly kind: 'silence'; readonly why: Silence }

/** Never throws for what the other side does; never follows a redirect; never leaves the configured host. */
export interface ProviderHttp {
  send(request: ProviderRequest): Promise<ProviderResponse>
  close(): Promise<void>
}
