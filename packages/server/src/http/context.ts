import type { ApiToken } from '../domain/api-token.ts'

/** What a request carries through the edge. */
export interface Env {
  Variables: {
    requestId: string
    apiToken: ApiToken
    body: Buffer<ArrayBuffer>
  }
}
