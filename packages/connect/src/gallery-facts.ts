import type {
  AttemptFacts,
  ConnectionFacts,
  ConnectionState,
  EndFacts,
  HealthFacts,
  IssueFacts,
  PageFacts,
  PlaceFacts,
  ReasonCode,
  Standing,
} from './facts.ts'
import { REASON_LOOKS } from './present/reasons.ts'

/** Every screen with facts as they occur, for tests, pictures and people who want to look. */
export interface GalleryPage {
  readonly name: string
  readonly facts: PageFacts
}

export const MINUTE = 60_000
export const DAY = 86_400_000

/** 24 November 2026, 10:56 UTC. */
export const NOW = Date.UTC(2026, 10, 24, 10, 56, 0)

export const ACME = { id: '7a0c2f5e-3b1d-4c8e-9f52-6d0e8a41b7c3', name: 'Acme ApS' }
export const NORDLYS = { id: 'c41d9e07-58aa-4f3b-b6e2-19f0d7735a26', name: 'Nordlys Holding ApS' }

export const HOST: EndFacts['host'] = {
  productName: 'Acme Books',
  productPath: 'Settings › Integrations › Pleo',
  supportUrl: 'https://acme.example/support',
  privacyUrl: 'https://acme.example/privacy',
  returnUrl: 'https://acme.example/settings/pleo?connection=conn_1&state=connected',
  look: null,
}

export const PROVIDER: EndFacts['provider'] = {
  name: 'Pleo',
  integrationName: 'Acme Books',
  environment: 'production',
  appUrl: 'https://app.pleo.example',
}

const PERMISSIONS: ConnectionFacts['permissions'] = [
  { scope: 'export-jobs:read', granted: true, required: true },
  { scope: 'export-jobs:write', granted: true, required: true },
  { scope: 'tag-groups:read', granted: true, required: true },
  { scope: 'companies:read', granted: true, required: false },
]

export const NEVER: HealthFacts = {
  state: 'unknown',
  reason: null,
  since: null,
  checkedAt: null,
  confirmedAt: null,
  nextCheckAt: null,
}

const HEALTHY: HealthFacts = {
  state: 'healthy',
  reason: null,
  since: NOW - 15 * MINUTE,
  checkedAt: NOW - 2 * MINUTE,
  confirmedAt: NOW - 2 * MINUTE,
  nextCheckAt: NOW + 13 * MINUTE,
}

/** After a long stop of ours: nobody was asked, and its turn is still to come. */
export const OUTDATED: HealthFacts = {
  ...HEALTHY,
  state: 'unverified',
  checkedAt: NOW - 3 * 60 * MINUTE,
  confirmedAt: NOW - 3 * 60 * MINUTE,
  since: NOW - 3 * 60 * MINUTE,
  nextCheckAt: null,
}

const FAILING: HealthFacts = {
  ...HEALTHY,
  state: 'failing',
  since: NOW - 2 * MINUTE,
  confirmedAt: NOW - 15 * MINUTE,
}

/** Nobody can say when these are asked again. */
const UNPLANNED: ReadonlySet<HealthFacts['reason']> = new Set(['provider_refusing_all', 'environment_not_configured'])

/** Where nothing but the check says anything: first refused or unanswered after `confirmedAt`, and asked again since. */
export function anUnverified(reason: HealthFacts['reason']): ConnectionFacts {
  const isSuspected = reason === 'suspected'
  const confirmedAt = NOW - (isSuspected ? 10 : 15) * MINUTE
  const since = NOW - (isSuspected ? 3 : 8) * MINUTE
  return aConnection('connected', {
    health: {
      state: 'unverified',
      reason,
      since,
      checkedAt: NOW - (isSuspected ? 1 : 3) * MINUTE,
      confirmedAt,
      nextCheckAt: UNPLANNED.has(reason) ? null : NOW + (isSuspected ? 3 : 5) * MINUTE,
    },
    happenings: [...(reason === null ? [] : beganAs(reason, since, confirmedAt)), ...WAS_CONNECTED],
  })
}

/** What the history says of it. */
function beganAs(
  reason: NonNullable<HealthFacts['reason']>,
  since: number,
  confirmedAt: number,
): ConnectionFacts['happenings'] {
  if (reason === 'environment_not_configured') return []
  if (reason !== 'suspected') return [{ at: since, what: reason, until: null }]
  return [
    { at: since, what: 'unverified', reason: 'key_revoked', accountName: null },
    { at: confirmedAt, what: 'checked_by_person', reason: null, accountName: null },
  ]
}

/** More than most connections go through in a year. */
export const EVENTFUL: ConnectionFacts['happenings'] = [
  { at: NOW - 2 * MINUTE, what: 'recovered', reason: null, accountName: null },
  { at: NOW - 24 * MINUTE, what: 'action_required', reason: 'key_revoked', accountName: null },
  { at: NOW - 30 * MINUTE, what: 'unverified', reason: 'key_revoked', accountName: null },
  { at: NOW - 90 * MINUTE, what: 'provider_refusing_all', until: NOW - 50 * MINUTE },
  { at: NOW - DAY, what: 'provider_unreachable', until: NOW - DAY + 29 * MINUTE },
  { at: NOW - 3 * DAY, what: 'provider_busy', until: NOW - 3 * DAY + 4 * MINUTE },
  { at: NOW - 9 * DAY, what: 'verified', reason: 'key_revoked', accountName: null },
  { at: NOW - 9 * DAY - MINUTE, what: 'unverified', reason: 'key_revoked', accountName: null },
  { at: NOW - 20 * DAY, what: 'replaced', reason: null, accountName: 'Acme ApS' },
  { at: NOW - 61 * DAY, what: 'connected', reason: null, accountName: 'Acme ApS' },
]

const WAS_CONNECTED: ConnectionFacts['happenings'] = [
  { at: NOW - 15 * MINUTE, what: 'connected', reason: null, accountName: 'Acme ApS' },
  { at: NOW - 17 * MINUTE, what: 'attempt_failed', reason: 'key_invalid', accountName: null },
]

const DETAILS: Partial<Record<ReasonCode, IssueFacts['details']>> = {
  key_malformed: { fault: 'gap_inside' },
  permissions_missing: { missing: ['export-jobs:write', 'tag-groups:read'] },
  permissions_lost: { missing: ['tag-groups:read'] },
  account_mismatch: { expected: ACME, found: NORDLYS },
  account_already_connected: { connectionId: 'conn_2', reference: 'dk-shop', label: 'Acme DK, web shop' },
  provider_busy: { retryAt: NOW + 12_000 },
  too_many_tries: { retryAt: NOW + 20_000 },
}

const BY_STANDING: Record<Standing, Partial<ConnectionFacts>> = {
  not_connected: {
    account: null,
    credential: null,
    permissions: [],
    health: NEVER,
    allowed: ['connect', 'handoff'],
    happenings: [],
  },
  connected: {
    health: HEALTHY,
    allowed: ['replace', 'check', 'disconnect', 'handoff'],
  },
  action_required: {
    issue: issue('key_revoked'),
    credential: { addedAt: NOW - 61 * DAY, addedByName: 'Marie Holm' },
    health: FAILING,
    standingSince: NOW - 2 * MINUTE,
    allowed: ['replace', 'check', 'disconnect', 'handoff'],
    happenings: [
      { at: NOW - 2 * MINUTE, what: 'action_required', reason: 'key_revoked', accountName: null },
      { at: NOW - 8 * MINUTE, what: 'unverified', reason: 'key_revoked', accountName: null },
      { at: NOW - 15 * MINUTE, what: 'checked_by_person', reason: null, accountName: null },
      { at: NOW - 61 * DAY, what: 'connected', reason: null, accountName: 'Acme ApS' },
    ],
  },
  disconnected: {
    credential: null,
    health: NEVER,
    standingSince: NOW - 5 * MINUTE,
    happenings: [{ at: NOW - 5 * MINUTE, what: 'disconnected', reason: null, accountName: null }, ...WAS_CONNECTED],
    allowed: ['connect', 'connect_different', 'handoff'],
  },
}

/** A connection as it stands, without an attempt. */
export function aConnection(standing: Standing, changes: Partial<ConnectionFacts> = {}): ConnectionFacts {
  return {
    id: 'conn_1',
    state: standing,
    standing,
    standingSince: NOW - 15 * MINUTE,
    label: 'Acme DK, main ledger',
    reference: 'dk-main',
    account: ACME,
    credential: { addedAt: NOW - 15 * MINUTE, addedByName: 'Marie Holm' },
    permissions: PERMISSIONS,
    issue: null,
    attempt: null,
    health: HEALTHY,
    checking: false,
    allowed: [],
    happenings: [
      { at: NOW - 2 * MINUTE, what: 'checked_by_person', reason: null, accountName: null },
      ...WAS_CONNECTED,
    ],
    revision: 7,
    ...BY_STANDING[standing],
    ...changes,
  }
}

export function aPlace(connection: ConnectionFacts, changes: Partial<PlaceFacts> = {}): PlaceFacts {
  return {
    kind: 'connection',
    base: '/connect/cs_gallery/',
    locale: 'en',
    host: HOST,
    provider: PROVIDER,
    connection,
    version: `v${connection.revision}`,
    seal: null,
    wish: 'state',
    from: 'state',
    note: null,
    againAt: null,
    handOff: null,
    colleagueOf: null,
    surface: 'page',
    closes: false,
    now: NOW,
    ...changes,
  }
}

/** An issue with the details its reason carries. */
export function issue(code: ReasonCode, details: IssueFacts['details'] = DETAILS[code] ?? {}): IssueFacts {
  return { code, details, since: NOW - 2 * MINUTE, supportReference: 'K7Q-2MD' }
}

/** Accounts are known only once the provider has accepted the key. */
const KNOWS_ACCOUNT: ReadonlySet<ReasonCode> = new Set([
  'permissions_missing',
  'not_entitled',
  'account_mismatch',
  'account_already_connected',
  'key_in_use_elsewhere',
])

const anAttempt = (standing: Standing, changes: Partial<AttemptFacts>): AttemptFacts => ({
  id: 'att_1',
  kind: standing === 'connected' || standing === 'action_required' ? 'replace' : 'connect',
  status: 'validating',
  step: 'key',
  startedAt: NOW - 1000,
  expiresAt: NOW + 29_000,
  account: null,
  issue: null,
  ...changes,
})

export function aFailure(
  standing: Standing,
  code: ReasonCode,
  changes: Partial<ConnectionFacts> = {},
): ConnectionFacts {
  const attempt = anAttempt(standing, {
    status: 'failed',
    step: null,
    expiresAt: null,
    account: KNOWS_ACCOUNT.has(code) ? (code === 'account_mismatch' ? NORDLYS : ACME) : null,
    issue: issue(code),
  })
  const isHeld = standing === 'connected' || standing === 'action_required'
  const allowed: Record<Standing, ConnectionFacts['allowed']> = {
    not_connected: ['connect', 'handoff'],
    connected: ['replace', 'cancel', 'check', 'disconnect', 'handoff'],
    action_required: ['replace', 'cancel', 'check', 'disconnect', 'handoff'],
    disconnected: ['connect', 'cancel', 'connect_different', 'handoff'],
  }
  const state: ConnectionState = isHeld ? standing : 'failed'
  return aConnection(standing, { state, attempt, allowed: allowed[standing], ...changes })
}

export function aCheck(standing: Standing, changes: Partial<AttemptFacts> = {}): ConnectionFacts {
  const isHeld = standing === 'connected' || standing === 'action_required'
  const allowed: ConnectionFacts['allowed'] =
    changes.status === 'awaiting_confirmation' ? ['confirm', 'decline'] : ['cancel']
  return aConnection(standing, {
    state: 'validating',
    attempt: anAttempt(standing, changes),
    allowed: isHeld ? [...allowed, 'disconnect'] : allowed,
  })
}

export const ASKS: Partial<AttemptFacts> = {
  status: 'awaiting_confirmation',
  step: 'permissions',
  account: ACME,
  expiresAt: NOW + 9 * MINUTE,
}

export const STANDINGS: readonly Standing[] = ['not_connected', 'connected', 'action_required', 'disconnected']
const CODES = Object.keys(REASON_LOOKS).filter((code): code is ReasonCode => Object.hasOwn(REASON_LOOKS, code))
export const ATTEMPT_CODES = CODES.filter((code) => REASON_LOOKS[code].shown !== 'warning')
export const STANDING_CODES: readonly ReasonCode[] = [
  ...CODES.filter((code) => REASON_LOOKS[code].shown === 'warning'),
  'account_mismatch',
]
