import type { Evidence } from '../domain/noticing/evidence.ts'
import type { Place } from '../engine/ports/check-store.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { Log } from '../engine/ports/log.ts'

interface Told {
  readonly at: number
  /** Answers that came since. */
  readonly since: number
}

/** Who was told of them an hour ago, and gets more of them, is told again. */
const TELL_EVERY_MS = 60 * 60_000

/**
 * Tells the operator when a provider answers checks of keys in a way that says nothing of the key and of no outage either: 404, 400,
 * 409, 422, or a 200 about somebody else. Whoever has the key can do nothing about it. SECURITY 4.4.
 */
export class UnexpectedAnswers {
  readonly #ports: { readonly clock: Clock; readonly log: Log }
  readonly #told = new Map<string, Told>()
  constructor(ports: { readonly clock: Clock; readonly log: Log }) {
    this.#ports = ports
  }

  note({ provider, environment }: Place, evidence: Evidence): void {
    if (evidence.weighs !== 'nothing' || evidence.status === undefined) return
    const { clock, log } = this.#ports
    const { status } = evidence
    const which = `${provider} ${environment} ${status}`
    const now = clock.now()
    const told = this.#told.get(which) ?? { at: Number.NEGATIVE_INFINITY, since: 0 }
    const answers = told.since + 1
    if (now - told.at < TELL_EVERY_MS) return void this.#told.set(which, { ...told, since: answers })
    this.#told.set(which, { at: now, since: 0 })
    log.warn({ provider, environment, status, answers }, 'the provider answers checks of keys as nobody expects')
  }
}
