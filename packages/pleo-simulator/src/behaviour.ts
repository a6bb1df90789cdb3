import type { Answer, Delivery, Said } from './answer.ts'
import type { SimulatedKey } from './key.ts'
import type { OperationName } from './operation-names.ts'

/** What a behaviour may look at when it answers in place of the honest operation. */
export interface Call {
  /** How often the behaviour was asked since it was set, this call included. */
  readonly count: number
  /** Null where the behaviour is set for all and the caller presented no good key. */
  readonly key: SimulatedKey | null
  /** Milliseconds since 1970. */
  readonly now: number
  readonly path: string
  /** The same stand-in under another host name: where a redirect must not take a key. */
  readonly elsewhere: string
}

/** What a second `POST /v1/installations/me` does. Pleo documents none of it. */
export type AgainRule = 'conflict' | 'bad_request' | 'overwrite'

/**
 * One way of answering. Every hook is optional; a behaviour without any is honest.
 * Hooks run in this order: `instead`, `sees`, `again`, `alters`, `writes`, `delivery`.
 */
export interface Behaviour {
  /** One sentence for people. */
  readonly says: string
  /** The calls it touches; the others stay honest. */
  readonly on: 'all' | readonly OperationName[]
  /** Answers in place of the operation; `undefined` lets it through. */
  readonly instead?: (call: Call) => Answer | undefined
  /** Shows the key as another one. */
  readonly sees?: (key: SimulatedKey) => SimulatedKey
  readonly again?: AgainRule
  /** The company has an installation before the key is first used. */
  readonly installedBefore?: true
  /** Changes a good answer. */
  readonly alters?: (said: Said) => Said
  readonly writes?: (body: unknown) => string
  readonly delivery?: Delivery
}
