import type { Dispatcher } from 'undici'
import type { ProviderResponse, Silence } from '../engine/ports/provider-http.ts'
import { silenceOf } from './silence.ts'

const LARGEST_BODY_BYTES = 262_144

type Controller = Dispatcher.DispatchController
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>
type Head = Pick<Extract<ProviderResponse, { kind: 'answer' }>, 'status' | 'contentType' | 'retryAfter'>

function headerText(headers: Headers, name: string): string | null {
  const value = headers[name]
  if (value === undefined) return null
  return typeof value === 'string' ? value : value.join(', ')
}

/** What makes an answer unreadable before its body is looked at; null where nothing does. */
function refuseHead(status: number, headers: Headers): Silence | null {
  if (status >= 300 && status <= 399) return 'redirect'
  const encoding = headerText(headers, 'content-encoding')
  if (encoding !== null && encoding.trim().toLowerCase() !== 'identity') return 'undecodable'
  if (Number(headerText(headers, 'content-length') ?? 0) > LARGEST_BODY_BYTES) return 'too_large'
  return null
}

/** Collects one answer within its limits and settles once, whichever of answer, fault and `giveUp` comes first. */
export class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #settle: (response: ProviderResponse) => void
  #controller: Controller | null = null
  #head: Head | null = null
  #chunks: Buffer[] = []
  #size = 0
  #over = false

  constructor(settle: (response: ProviderResponse) => void) {
    this.#settle = settle
  }

  /** Ends the exchange: the socket is destroyed; a request still in the queue is never sent. */
  giveUp(why: Silence): void {
    if (this.#over) return
    this.#finish({ kind: 'silence', why })
    this.#controller?.abort(new Error(why))
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller
    if (this.#over) controller.abort(new Error('Nobody waits for this answer any more.'))
  }

  onResponseStart(_controller: Controller, status: number, headers: Headers): void {
    if (status < 200) return
    const refusal = refuseHead(status, headers)
    if (refusal !== null) return this.giveUp(refusal)
    this.#head = {
      status,
      contentType: headerText(headers, 'content-type'),
      retryAfter: headerText(headers, 'retry-after'),
    }
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    this.#size += chunk.length
    if (this.#size > LARGEST_BODY_BYTES) return this.giveUp('too_large')
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    if (this.#over || this.#head === null) return
    this.#finish({ kind: 'answer', ...this.#head, body: Buffer.concat(this.#chunks, this.#size) })
  }

  onResponseError(_controller: Controller, error: unknown): void {
    this.giveUp(silenceOf(error))
  }

  #finish(response: ProviderResponse): void {
    this.#over = true
    this.#chunks = []
    this.#settle(response)
  }
}
