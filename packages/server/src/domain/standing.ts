import { IllegalTransition } from './errors.ts'

/** What a connection is good for. DESIGN section 4. */
export const STANDINGS = ['not_connected', 'connected', 'action_required', 'disconnected'] as const
export type Standing = (typeof STANDINGS)[number]

/**
 * `accepted`: a connect or replace was committed. `rejected`: the provider's refusal of the stored key is confirmed.
 * `repaired`: a later check accepts the same key. `disconnect`: somebody ends it.
 */
export const STANDING_EVENTS = ['accepted', 'rejected', 'repaired', 'disconnect'] as const
export type StandingEvent = (typeof STANDING_EVENTS)[number]

/** A missing cell is an illegal move. `not_connected` and `disconnected` take `disconnect` without effect. */
export const STANDING = {
  not_connected: { accepted: 'connected', disconnect: 'not_connected' },
  connected: { accepted: 'connected', rejected: 'action_required', repaired: 'connected', disconnect: 'disconnected' },
  action_required: {
    accepted: 'connected',
    rejected: 'action_required',
    repaired: 'connected',
    disconnect: 'disconnected',
  },
  disconnected: { accepted: 'connected', disconnect: 'disconnected' },
} as const satisfies Record<Standing, Partial<Record<StandingEvent, Standing>>>

/** @throws IllegalTransition where the table has no cell. */
export function nextStanding(standing: Standing, event: StandingEvent): Standing {
  const row: Partial<Record<StandingEvent, Standing>> = STANDING[standing]
  const next = row[event]
  if (next === undefined) throw new IllegalTransition(standing, event)
  return next
}
