/** One request to Pleo's side, as it was recorded. No field holds a key: each is replaced by its id in brackets. */
export interface RecordedRequest {
  /** Counts from 1 and never starts again, also not after a reset. */
  readonly sequence: number
  /** RFC 3339. */
  readonly at: string
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly host: string | null
  readonly headerNames: readonly string[]
  readonly contentType: string | null
  /** How the key was presented; only `basic` is right. */
  readonly authorization: string
  /** The id of the key (`key_1`, `magic_ok`), `unknown_1` for a well-formed one nobody made, null without one. */
  readonly keyId: string | null
  readonly keyInUrl: boolean
  readonly keyInBody: boolean
  /** In another header than Authorization. */
  readonly keyInHeader: boolean
  /** As text, the first 4,096 characters. */
  readonly body: string
  readonly operation: string | null
  readonly behaviour: string | null
  /** Null while there is no answer; hanging and reset calls never have one. */
  readonly status: number | null
}

const KEPT = 10_000

/** The last 10,000 requests, in memory only. */
export class RequestLog {
  readonly #entries = new Map<number, RecordedRequest>()
  #sequence = 0

  /** @returns Where `answered` finds it again. */
  add(request: Omit<RecordedRequest, 'sequence' | 'status' | 'operation' | 'behaviour'>): number {
    this.#sequence += 1
    const entry = { sequence: this.#sequence, ...request, operation: null, behaviour: null, status: null }
    this.#entries.set(this.#sequence, entry)
    this.#entries.delete(this.#sequence - KEPT)
    return this.#sequence
  }

  /** Completes an entry, if it is still kept. */
  complete(sequence: number, change: Partial<Pick<RecordedRequest, 'status' | 'operation' | 'behaviour'>>): void {
    const entry = this.#entries.get(sequence)
    if (entry !== undefined) this.#entries.set(sequence, { ...entry, ...change })
  }

  /** Those after a sequence number, oldest first. */
  since(sequence: number): RecordedRequest[] {
    return [...this.#entries.values()].filter((entry) => entry.sequence > sequence)
  }

  get last(): number {
    return this.#sequence
  }

  clear(): void {
    this.#entries.clear()
  }
}
