import { describe, expect, it } from 'vitest'
import { statusOf } from './attempt.ts'
import type { ConnectSession } from './connect-session.ts'
import { SESSION_IDLE_MS } from './connect-session.ts'
import { connectionState, connectionUsable } from './connection.ts'
import type { Connection } from './connection.ts'
import { keyNeeds, LINK_LASTS_MS, linkStatus, mayHandOn, shownTo } from './hand-off.ts'
import { parseId, parseTenantId } from './ids.ts'
import { STANDINGS } from './standing.ts'
import { aCredential, ACME, anAttempt, aNewConnection, NOON } from './testing/connections.ts'

const id = (letter: string): string => letter.repeat(22)
const HOUR = 60 * 60_000

const aLink = (given: Partial<ConnectSession> = {}): ConnectSession => ({
  id: parseId('connectSession', `cs_${id('L')}`),
  tenantId: parseTenantId('acme-42'),
  connectionId: parseId('connection', `conn_${id('A')}`),
  user: null,
  expectedAccountId: null,
  returnUrl: null,
  embedOrigins: [],
  theme: null,
  locale: null,
  confirmation: 'automatic',
  capabilities: ['connect'],
  handOff: { askedBy: { id: 'u-7', name: 'Mette' }, noticeId: null, usedAt: null },
  openBy: NOON + LINK_LASTS_MS,
  openedAt: null,
  lastUsedAt: null,
  endedAt: null,
  tries: 0,
  lastTryAt: null,
  turn: 0,
  createdAt: NOON,
  ...given,
})

describe('a link for a colleague', () => {
  it.each([
    { status: 'waiting', link: aLink(), at: NOON },
    { status: 'waiting', link: aLink(), at: NOON + 24 * HOUR - 1 },
    { status: 'expired', link: aLink(), at: NOON + 24 * HOUR },
    { status: 'opened', link: aLink({ openedAt: NOON }), at: NOON + SESSION_IDLE_MS - 1 },
    { status: 'expired', link: aLink({ openedAt: NOON }), at: NOON + SESSION_IDLE_MS },
    { status: 'withdrawn', link: aLink({ endedAt: NOON }), at: NOON },
    { status: 'withdrawn', link: aLink({ openedAt: NOON, endedAt: NOON }), at: NOON + 99 * HOUR },
    {
      status: 'used',
      link: aLink({ openedAt: NOON, handOff: { askedBy: null, noticeId: null, usedAt: NOON } }),
      at: NOON,
    },
    {
      status: 'used',
      link: aLink({ openedAt: NOON, endedAt: NOON + 2, handOff: { askedBy: null, noticeId: null, usedAt: NOON + 1 } }),
      at: NOON + 99 * HOUR,
    },
  ])('is $status', ({ status, link, at }) => {
    expect(linkStatus(link, at)).toBe(status)
  })

  it.each([
    { capabilities: ['connect', 'replace', 'handoff'], connect: true, replace: true },
    { capabilities: ['connect', 'handoff'], connect: true, replace: false },
    { capabilities: ['handoff'], connect: false, replace: false },
    { capabilities: ['connect', 'replace'], connect: false, replace: false },
  ] as const)('hands on no more than $capabilities', ({ capabilities, connect, replace }) => {
    expect(mayHandOn({ capabilities }, 'connect')).toBe(connect)
    expect(mayHandOn({ capabilities }, 'replace')).toBe(replace)
  })
})

describe('what a colleague is shown', () => {
  const full = (over: Partial<Connection>): Connection => ({
    ...aNewConnection(),
    credential: aCredential(1),
    account: ACME,
    grantedScopes: ['export-jobs:read'],
    revision: 7,
    checkingUntil: NOON,
    suspicion: { kind: 'unauthorized', firstAt: NOON, failingSince: NOON, answers: 1, source: 'probe', told: false },
    health: {
      state: 'failing',
      reason: null,
      since: NOON,
      checkedAt: NOON,
      confirmedAt: NOON,
      nextCheckAt: NOON,
      source: 'probe',
    },
    ...over,
  })

  it.each(STANDINGS)('of a %s connection is what the key is for, and nothing of how it stands', (standing) => {
    const shown = shownTo(aLink(), full({ standing, attempt: anAttempt({ sessionId: null }) }))
    const isReplacement = keyNeeds({ standing }) === 'replace'
    expect(connectionState(shown)).toBe(isReplacement ? 'connected' : 'not_connected')
    expect(connectionUsable(shown)).toBe(false)
    expect(shown.account?.id ?? null).toBe(isReplacement ? ACME.id : null)
    expect(shown).toMatchObject({
      attempt: null,
      credential: null,
      issue: null,
      grantedScopes: [],
      suspicion: null,
      checkingUntil: null,
      revision: 0,
      health: { state: 'unknown', since: null, checkedAt: null },
    })
  })

  it('is their own try and nobody else’s', () => {
    const link = aLink()
    expect(statusOf(shownTo(link, full({ attempt: anAttempt({ sessionId: link.id }) })).attempt)).toBe('validating')
    const other = parseId('connectSession', `cs_${id('O')}`)
    expect(shownTo(link, full({ attempt: anAttempt({ sessionId: other }) })).attempt).toBeNull()
  })

  it('is everything to whoever has a page of their own', () => {
    const connection = full({})
    expect(shownTo(aLink({ handOff: null }), connection)).toBe(connection)
  })
})
