import { KeyturnRefused, KeyturnUnreachable, readConnections, readConnectSession } from './keyturn-answers.ts'
import type { Connection, ConnectSession } from './keyturn-answers.ts'
import type { Theme } from './look.ts'

/** Lets one person connect one ledger. The names are ours: Keyturn keeps them and hands them back. */
interface ConnectSessionRequest {
  /** Which customer of ours. */
  readonly tenantId: string
  readonly provider: string
  /** Which of the customer's ledgers: each has a connection of its own. */
  readonly reference: string
  /** The ledger's name, as the customer knows it. */
  readonly label: string
  /** Who connects it, for the history. */
  readonly user: { readonly id: string; readonly name: string }
  /** Who gets a mail when the connection needs them, and when that is over. */
  readonly notify: readonly { readonly email: string; readonly locale?: string }[]
  /** Which origins may embed it; left out: none. */
  readonly embedOrigins?: readonly string[]
  /** Where "Back to Acme Books" leads. */
  readonly returnUrl: string
  readonly locale: string
  /** How the page looks; left out: as Keyturn looks. */
  readonly theme?: Theme
}

export interface Keyturn {
  /**
   * Asks for a page on which the customer enters a key; send the browser to its `url`.
   *
   * @param idempotencyKey New for each press of the button. A call without an answer is repeated with the same one.
   * @throws KeyturnRefused, KeyturnUnreachable
   */
  createConnectSession(request: ConnectSessionRequest, idempotencyKey: string): Promise<ConnectSession>
  /** The connections of one customer, all ledgers in one call. @throws KeyturnRefused, KeyturnUnreachable */
  listConnections(filter: { readonly tenantId: string; readonly provider: string }): Promise<Connection[]>
}

/** A page of ours waits for it, so it is short. */
const READ_TIMEOUT_MS = 2_000
const WRITE_TIMEOUT_MS = 5_000

/** @param token `kt_live_…` with the scopes `read` and `write`. It never leaves our back end. */
export function keyturnAt(baseUrl: string, token: string): Keyturn {
  async function call(path: string, init: RequestInit, timeoutMs: number): Promise<unknown> {
    const response = await fetch(baseUrl.replace(/\/+$/, '') + path, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${token}`, 'accept-language': 'en' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!response.ok) throw new KeyturnRefused(response.status, await response.json().catch(() => null))
    return response.json()
  }

  async function ask(path: string, init: RequestInit, timeoutMs: number): Promise<unknown> {
    try {
      return await call(path, init, timeoutMs)
    } catch (error) {
      if (error instanceof KeyturnRefused) throw error
      throw new KeyturnUnreachable(`Keyturn did not answer ${path.split('?')[0]}`, { cause: error })
    }
  }

  return {
    async createConnectSession(request, idempotencyKey) {
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        body: JSON.stringify(request),
      }
      const post = () => ask('/v1/connect-sessions', init, WRITE_TIMEOUT_MS)
      return readConnectSession(
        await post().catch((error: unknown) => (mayPass(error) ? post() : Promise.reject(error))),
      )
    },
    async listConnections(filter) {
      const query = new URLSearchParams({ ...filter, limit: '200' })
      return readConnections(await ask(`/v1/connections?${query.toString()}`, {}, READ_TIMEOUT_MS))
    },
  }
}

/** Worth one more try. The Idempotency-Key keeps it from happening twice. */
const mayPass = (error: unknown): boolean =>
  error instanceof KeyturnUnreachable || (error instanceof KeyturnRefused && error.status >= 500)
