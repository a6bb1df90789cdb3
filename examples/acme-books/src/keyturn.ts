/** The three calls of Keyturn's HTTP interface that a product needs. Its reference: `GET {keyturn}/docs`. */

export interface KeyturnOptions {
  /** For instance `http://127.0.0.1:4500`. */
  readonly url: string
  /** An API token with the scopes `read` and `write`. It stays on this server. */
  readonly token: string
}

/** The part of a connection that Acme Books shows. */
export interface Connection {
  readonly id: string
  readonly state: 'not_connected' | 'validating' | 'connected' | 'action_required' | 'failed' | 'disconnected'
  readonly usable: boolean
  readonly account: { readonly id: string; readonly name: string | null } | null
  readonly issue: { readonly title: string; readonly message: string; readonly nextStep: string } | null
  readonly health: { readonly state: 'healthy' | 'failing' | 'unverified' | 'unknown'; readonly confirmedAt?: string }
  readonly updatedAt: string
}

export interface SessionRequest {
  readonly tenantId: string
  readonly reference: string
  readonly label: string
  readonly user: { readonly id: string; readonly name: string }
  readonly returnUrl: string
}

/** Keyturn did not answer, or said no. `message` is for the log of this server, not for customers. */
export class KeyturnUnavailable extends Error {}

const TIMEOUT_MS = 5_000

export class Keyturn {
  readonly #options: KeyturnOptions
  constructor(options: KeyturnOptions) {
    this.#options = options
  }

  /**
   * Asks for a page on which this customer connects, replaces or looks after the key of one ledger.
   * @param idempotencyKey the same for all repeats of one click, so that it makes one page
   * @returns where to send the browser
   * @throws KeyturnUnavailable
   */
  async createConnectSession(request: SessionRequest, idempotencyKey: string): Promise<string> {
    const { url } = await this.#call<{ url: string }>('POST', '/v1/connect-sessions', {
      body: { provider: 'pleo', ...request },
      headers: { 'idempotency-key': idempotencyKey },
    })
    return url
  }

  /**
   * The connection of one ledger as it is now. Asked on each page view: what a browser brings along in its address
   * proves nothing.
   * @returns undefined before the first connect page was asked for
   * @throws KeyturnUnavailable
   */
  async findConnection(tenantId: string, reference: string): Promise<Connection | undefined> {
    const query = new URLSearchParams({ tenantId, reference, provider: 'pleo', limit: '1' })
    const { data } = await this.#call<{ data: Connection[] }>('GET', `/v1/connections?${query.toString()}`)
    return data[0]
  }

  async #call<Answer>(
    method: string,
    path: string,
    { body, headers }: { body?: object; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const response = await fetch(new URL(path, this.#options.url), {
      method,
      headers: {
        authorization: `Bearer ${this.#options.token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw new KeyturnUnavailable(`Keyturn did not answer: ${error instanceof Error ? error.name : 'unknown'}`)
    })
    // A problem (RFC 9457): `code` says which, `requestId` finds it in Keyturn's log.
    if (!response.ok) throw new KeyturnUnavailable(`Keyturn answered ${response.status} to ${method}`)
    return (await response.json()) as Answer
  }
}
