import type { AttemptStatus } from './attempt.ts'
import { REASONS } from './reasons.ts'
import type { StandingReason } from './reasons.ts'
import type { Standing } from './standing.ts'

/** The one word everybody sees: the four of Pleo's guidelines and two bookends. DESIGN section 4. */
export const CONNECTION_STATES = [
  'not_connected',
  'validating',
  'connected',
  'action_required',
  'failed',
  'disconnected',
] as const
export type ConnectionState = (typeof CONNECTION_STATES)[number]

/** Rows: standing. Columns: attempt. */
const STATE = {
  not_connected: {
    none: 'not_connected',
    validating: 'validating',
    awaiting_confirmation: 'validating',
    failed: 'failed',
  },
  connected: {
    none: 'connected',
    validating: 'validating',
    awaiting_confirmation: 'validating',
    failed: 'connected',
  },
  action_required: {
    none: 'action_required',
    validating: 'validating',
    awaiting_confirmation: 'validating',
    failed: 'action_required',
  },
  disconnected: {
    none: 'disconnected',
    validating: 'validating',
    awaiting_confirmation: 'validating',
    failed: 'failed',
  },
} as const satisfies Record<Standing, Record<AttemptStatus, ConnectionState>>

export const stateOf = (standing: Standing, attempt: AttemptStatus): ConnectionState => STATE[standing][attempt]

/** English labels: part of the HTTP contract. Pages take theirs from the catalogue. */
export const STATE_LABEL = {
  not_connected: 'Not connected yet',
  validating: 'Validation in progress',
  connected: 'Connected',
  action_required: 'Action required',
  failed: 'Connection failed',
  disconnected: 'Disconnected',
} as const satisfies Record<ConnectionState, string>

/** What a person may do now. */
export const ACTIONS = [
  'connect',
  'replace',
  'check',
  'disconnect',
  'confirm',
  'decline',
  'cancel',
  'connect_different',
  'handoff',
] as const
export type Action = (typeof ACTIONS)[number]

/** Rows: standing. Columns: attempt. The full product, so that no pair is left to chance. */
export const ALLOWED = {
  not_connected: {
    none: ['connect', 'handoff'],
    validating: ['cancel'],
    awaiting_confirmation: ['confirm', 'decline'],
    failed: ['connect', 'handoff'],
  },
  connected: {
    none: ['replace', 'check', 'disconnect', 'handoff'],
    validating: ['cancel', 'disconnect'],
    awaiting_confirmation: ['confirm', 'decline', 'disconnect'],
    failed: ['replace', 'cancel', 'check', 'disconnect', 'handoff'],
  },
  action_required: {
    none: ['replace', 'check', 'disconnect', 'handoff'],
    validating: ['cancel', 'disconnect'],
    awaiting_confirmation: ['confirm', 'decline', 'disconnect'],
    failed: ['replace', 'cancel', 'check', 'disconnect', 'handoff'],
  },
  disconnected: {
    none: ['connect', 'connect_different', 'handoff'],
    validating: ['cancel'],
    awaiting_confirmation: ['confirm', 'decline'],
    failed: ['connect', 'cancel', 'connect_different', 'handoff'],
  },
} as const satisfies Record<Standing, Record<AttemptStatus, readonly Action[]>>

/** The one next step of each pair; words in the catalogue. */
export const NEXT_STEPS = ['paste_key', 'wait', 'confirm_company', 'none', 'replace_key', 'correct_key'] as const
export type NextStep = (typeof NEXT_STEPS)[number]

export const NEXT_STEP = {
  not_connected: {
    none: 'paste_key',
    validating: 'wait',
    awaiting_confirmation: 'confirm_company',
    failed: 'correct_key',
  },
  connected: { none: 'none', validating: 'wait', awaiting_confirmation: 'confirm_company', failed: 'correct_key' },
  action_required: {
    none: 'replace_key',
    validating: 'wait',
    awaiting_confirmation: 'confirm_company',
    failed: 'correct_key',
  },
  disconnected: {
    none: 'paste_key',
    validating: 'wait',
    awaiting_confirmation: 'confirm_company',
    failed: 'correct_key',
  },
} as const satisfies Record<Standing, Record<AttemptStatus, NextStep>>

/**
 * May calls be made? True during a replacement and under `permissions_lost`: what is still permitted still works.
 * @param issue the code of the connection's issue, or null
 */
export function isUsable(standing: Standing, credential: 'present' | 'absent', issue: StandingReason | null): boolean {
  if (credential === 'absent') return false
  if (standing !== 'connected' && standing !== 'action_required') return false
  return issue === null || !REASONS[issue].stopsUse
}
