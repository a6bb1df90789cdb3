import { account, connection, createdConnectSession, health, issue } from '@keyturn/api'
import { presentStatus } from '@keyturn/connect/status'
import { stateWords } from '@keyturn/connect/words'
import type { ConnectSession, State } from '../connection-state.ts'
import { NOW } from './wire-clock.ts'

const MINUTE_MS = 60_000
const at = (time: number): string => new Date(time).toISOString()

const ACCOUNT = { id: '7a0c2f5e-3b1d-4c8e-9f52-6d0e8a41b7c3', kind: 'company', name: 'Acme ApS' }

type StatusFacts = Parameters<typeof presentStatus>[0]

/** The body of `GET state` as the test wants it: what differs from a connection of one company that works. */
export interface WireState {
  readonly state?: State
  /** Another id is another key; null: none is stored. */
  readonly credential?: string | null
  readonly company?: string | null
  readonly locale?: string
  /** When the key was accepted last, before now. */
  readonly checkedAgoMs?: number
  readonly checking?: boolean
  readonly aheadMs?: number
  readonly mayReplace?: boolean
}

/** @returns what Keyturn answers; all that the API has a schema for is held to it */
export function wireState(wanted: WireState): object {
  const { state = 'connected', checking = false, aheadMs = 0 } = wanted
  const hasKey = state === 'connected' || state === 'action_required'
  const { credential = hasKey ? 'cred_1' : null } = wanted
  const facts = factsOf(wanted, state)
  return {
    ...connection.pick({ state: true, usable: true, revision: true }).parse({
      state,
      usable: state === 'connected',
      revision: 7,
    }),
    label: stateWords(facts.locale, state),
    account: facts.connection.account === null ? null : account.parse({ ...ACCOUNT, ...facts.connection.account }),
    credential: credential === null ? null : { id: credential, addedAt: at(NOW) },
    issue: state === 'action_required' ? ISSUE : null,
    attempt: null,
    health: health.parse({
      state: 'healthy',
      reason: null,
      since: null,
      checkedAt: at(NOW),
      nextCheckAt: null,
      source: 'probe',
    }),
    checking,
    handoff: null,
    allowed: facts.connection.allowed,
    nextStep: 'none',
    version: JSON.stringify({ ...wanted, aheadMs: 0 }),
    shown: presentStatus({ ...facts, now: NOW + aheadMs }),
  }
}

const ISSUE = issue.parse({
  code: 'key_revoked',
  title: 'The key no longer works',
  message: 'Pleo refuses the key.',
  nextStep: 'replace',
  userRecoverable: true,
  since: at(NOW - MINUTE_MS),
  supportReference: 'K7QX-2M4D',
  details: {},
})

const STANDING = {
  not_connected: 'not_connected',
  validating: 'not_connected',
  connected: 'connected',
  action_required: 'action_required',
  failed: 'not_connected',
  disconnected: 'disconnected',
} as const satisfies Record<State, StatusFacts['connection']['standing']>

function factsOf(wanted: WireState, state: State): StatusFacts {
  const { company = ACCOUNT.name, locale = 'en', checkedAgoMs = 20_000, mayReplace = true } = wanted
  const confirmedAt = NOW - checkedAgoMs
  return {
    locale,
    now: NOW,
    host: {
      productName: 'Acme Books',
      productPath: null,
      supportUrl: null,
      privacyUrl: null,
      returnUrl: null,
      look: null,
    },
    provider: { name: 'Pleo', integrationName: 'Acme Books', environment: 'production', appUrl: null },
    connection: {
      id: 'conn_1',
      state,
      standing: STANDING[state],
      standingSince: NOW - 15 * MINUTE_MS,
      label: null,
      reference: 'default',
      account: company === null ? null : { id: ACCOUNT.id, name: company },
      credential: null,
      permissions: [],
      issue:
        state === 'action_required'
          ? { code: 'key_revoked', details: {}, since: NOW - MINUTE_MS, supportReference: 'K7QX-2M4D' }
          : null,
      attempt: null,
      health: {
        state: 'healthy',
        reason: null,
        since: null,
        checkedAt: confirmedAt,
        confirmedAt,
        nextCheckAt: null,
      },
      checking: false,
      allowed: mayReplace ? ['replace', 'connect'] : [],
      happenings: [],
      revision: 7,
    },
  }
}

/** The `turn`th session that the host's back end was given. */
export function wireSession(keyturn: string, turn: number): ConnectSession {
  const id = `cs_${String(turn).padStart(24, '0')}`
  return createdConnectSession.parse({
    id,
    connectionId: 'conn_0000000000000000000001',
    url: `${keyturn}/connect/${id}#once`,
    token: `token-${turn}-`.padEnd(43, 'x'),
    expiresAt: at(NOW + 30 * MINUTE_MS),
  })
}
