/** Why a URL cannot be that of an endpoint. */
export type UrlFault = 'not_a_url' | 'not_https' | 'password' | 'fragment' | 'port' | 'private_address'

export interface WebhookRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The try ends with it, as a time-out. */
  readonly signal: AbortSignal
}

/** Why there is no answer. `refused_address`: the host is not, or not any more, on the public network. */
export type WebhookSilence = 'timeout' | 'network' | 'tls' | 'unreadable' | 'refused_address'

export type WebhookAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly retryAfter: string | null }
  | { readonly kind: 'silence'; readonly why: WebhookSilence }

/**
 * Calls endpoints of the integrator. Never throws for what the other side does; never follows a redirect; connects to
 * public addresses only, judged when it connects; throws bodies of answers away.
 */
export interface WebhookHttp {
  /** Looks at the URL and at where its host is now. A host that nobody knows at the moment is no fault. */
  examine(url: string): Promise<UrlFault | null>
  post(request: WebhookRequest): Promise<WebhookAnswer>
  close(): Promise<void>
}
