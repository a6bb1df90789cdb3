import { accept, isFailure } from './deadly-receiver.ts'
import type { Arrival, React } from './deadly-receiver.ts'

/** What a sender is doing when it is killed. */
export const KINDS = [
  'idle',
  'with a retry waiting',
  'committing',
  'with a request unanswered',
  'with half an answer',
  'with an answer just sent',
  'with a retry running',
] as const
export type Kind = (typeof KINDS)[number]

interface Chosen {
  /** The request of its life at which it is killed. */
  readonly nth: number
  readonly failure: 'refused' | 'hung up on'
}

const atNth =
  (fate: Arrival['fate']) =>
  ({ nth }: Chosen): React =>
  (asking) =>
    asking.count === nth ? { fate, kills: true } : accept(asking)

const REACTIONS: Readonly<Record<Kind, (chosen: Chosen) => React>> = {
  idle: () => accept,
  committing: () => accept,
  'with a request unanswered': atNth('unanswered'),
  'with half an answer': atNth('half answered'),
  'with an answer just sent': atNth('accepted'),
  // Whom nobody knows yet is called one at a time: when the second call comes, what came of the first is written.
  'with a retry waiting':
    ({ failure }) =>
    ({ count }) =>
      count === 1 ? { fate: failure } : { fate: 'unanswered', kills: true },
  'with a retry running': () => (asking) => (asking.isRetry ? { fate: 'unanswered', kills: true } : accept(asking)),
}

/** @param wanted What is still to be done: a retry that comes before its turn is taken as it comes. */
export function reactionFor(kind: Kind, chosen: Chosen, wanted: readonly Kind[]): React {
  const planned = REACTIONS[kind](chosen)
  const early = REACTIONS['with a retry running'](chosen)
  return (asking) => (asking.isRetry && wanted.includes('with a retry running') ? early(asking) : planned(asking))
}

/** One process that was killed, as it was seen from outside. */
export interface Death {
  readonly life: number
  /** The request at which it was killed; null: none. */
  readonly by: Arrival | null
  /** All that it said. */
  readonly said: readonly string[]
}

/** Which kind a kill was, by what the receiver wrote down and the process had said, and not by what was planned. */
export function kindOf({ life, by, said }: Death, arrivals: readonly Arrival[]): Kind {
  if (by === null) return said.includes('rests') ? 'idle' : 'committing'
  if (by.fate === 'half answered') return 'with half an answer'
  if (by.fate === 'accepted') return 'with an answer just sent'
  const earlier = arrivals.slice(0, arrivals.indexOf(by))
  const before = earlier.findLast(({ id }) => id === by.id)
  if (before !== undefined && isFailure(before)) return 'with a retry running'
  const waits = earlier.some((arrival) => arrival.life === life && isFailure(arrival))
  return waits ? 'with a retry waiting' : 'with a request unanswered'
}
