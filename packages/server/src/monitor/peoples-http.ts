import type { ProviderHttp, ProviderResponse } from '../engine/ports/provider-http.ts'

export interface Calls {
  /** A call was made that is no scheduled check. */
  made(): void
  /** And the provider said something to it, whatever it was. */
  answered(): void
}

const isAnswered = (response: ProviderResponse): boolean =>
  response.kind === 'answer' && response.status < 500 && response.status !== 429

/** What people's calls go through: they count against their share of the budget, and show whether the provider is there. */
export const countedHttp = (http: ProviderHttp, calls: Calls): ProviderHttp => ({
  async send(request) {
    calls.made()
    const response = await http.send(request)
    if (isAnswered(response)) calls.answered()
    return response
  },
  close: () => http.close(),
})
