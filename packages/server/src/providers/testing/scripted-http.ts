import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../../engine/ports/clock.ts'
import type { ProviderHttp, ProviderRequest, ProviderResponse, Silence } from '../../engine/ports/provider-http.ts'

/** What one call is answered with; a function decides when the call arrives. */
export type Script = ProviderResponse | ((request: ProviderRequest) => ProviderResponse | Promise<ProviderResponse>)

interface Sent {
  readonly call: string
  readonly json: unknown
}

export interface ScriptedHttp extends ProviderHttp {
  readonly sent: Sent[]
}

/**
 * Answers by "METHOD /path"; the last answer of a list repeats. A call that nobody wrote down is an error of the test.
 */
export function scriptedHttp(scripts: Readonly<Record<string, readonly Script[]>>): ScriptedHttp {
  const sent: Sent[] = []
  const asked = new Map<string, number>()
  return {
    sent,
    async send(request) {
      const call = `${request.method} ${request.path}`
      sent.push({ call, json: request.json })
      const turn = asked.get(call) ?? 0
      asked.set(call, turn + 1)
      const script = scripts[call]?.[turn] ?? scripts[call]?.at(-1)
      if (script === undefined) throw new Error(`Nothing is scripted for ${call}.`)
      return typeof script === 'function' ? script(request) : script
    },
    async close() {},
  }
}

export const silence = (why: Silence): ProviderResponse => ({ kind: 'silence', why })

export function raw(
  status: number,
  body: string | Uint8Array,
  contentType: string | null,
  retryAfter: string | null = null,
): ProviderResponse {
  return { kind: 'answer', status, contentType, retryAfter, body: Buffer.from(body) }
}

export const json = (status: number, value: unknown): ProviderResponse =>
  raw(status, JSON.stringify(value), 'application/json;charset=UTF-8')

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    await delay(ms, undefined, { signal })
  },
}
