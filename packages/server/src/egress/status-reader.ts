import type { Dispatcher } from 'undici'
import type { WebhookAnswer, WebhookSilence } from '../engine/ports/webhook-http.ts'
import { RefusedAddress } from './public-address.ts'
import { silenceOf } from './silence.ts'

/** Read and thrown away, so that the connection can be used again; behind that it is closed. */
const LARGEST_BODY_BYTES = 65_536

type Controller = Dispatcher.DispatchController

/**
 * What an endpoint answers: a status. Its body is nobody's business; an endpoint that never ends it is cut off at the
 * deadline or the limit, and what it answered stands.
 */
export class StatusReader implements Dispatcher.DispatchHandler {
  readonly #settle: (answer: WebhookAnswer) => void
  #controller: Controller | null = null
  #answer: WebhookAnswer | null = null
  #size = 0
  #over = false

  constructor(settle: (answer: WebhookAnswer) => void) {
    this.#settle = settle
  }

  /** The deadline has passed. */
  expire(): void {
    this.#close(this.#answer ?? { kind: 'silence', why: 'timeout' })
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller
    if (this.#over) controller.abort(new Error('Nobody waits for this answer any more.'))
  }

  onResponseStart(
    _controller: Controller,
    status: number,
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  ): void {
    if (status < 200) return
    const retryAfter = headers['retry-after']
    this.#answer = { kind: 'answer', status, retryAfter: typeof retryAfter === 'string' ? retryAfter : null }
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    this.#size += chunk.length
    if (this.#size > LARGEST_BODY_BYTES && this.#answer !== null) this.#close(this.#answer)
  }

  onResponseEnd(): void {
    this.#finish(this.#answer ?? { kind: 'silence', why: 'unreadable' })
  }

  onResponseError(_controller: Controller, error: unknown): void {
    this.#finish(this.#answer ?? { kind: 'silence', why: whyOf(error) })
  }

  #close(answer: WebhookAnswer): void {
    this.#finish(answer)
    this.#controller?.abort(new Error('Enough was read.'))
  }

  #finish(answer: WebhookAnswer): void {
    if (this.#over) return
    this.#over = true
    this.#settle(answer)
  }
}

const SILENCES = {
  timeout: 'timeout',
  network: 'network',
  tls: 'tls',
  redirect: 'unreadable',
  too_large: 'unreadable',
  undecodable: 'unreadable',
} as const satisfies Record<ReturnType<typeof silenceOf>, WebhookSilence>

const whyOf = (error: unknown): WebhookSilence =>
  error instanceof RefusedAddress ? 'refused_address' : SILENCES[silenceOf(error)]
