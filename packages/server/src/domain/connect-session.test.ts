import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import { isSessionOver, nextTryAt, SESSION_IDLE_MS, SESSION_LASTS_MS, sessionEndsAt } from './connect-session.ts'
import type { ConnectSession } from './connect-session.ts'
import { parseId, parseTenantId } from './ids.ts'
import { NOON } from './testing/connections.ts'

const RUNS = { numRuns: runs({ test: 5_000, verify: 100_000 }) }
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const ID = 'AAAAAAAAAAAAAAAAAAAAAA'

const aSession = (given: Partial<ConnectSession> = {}): ConnectSession => ({
  id: parseId('connectSession', `cs_${ID}`),
  tenantId: parseTenantId('acme-42'),
  connectionId: parseId('connection', `conn_${ID}`),
  user: null,
  expectedAccountId: null,
  returnUrl: null,
  embedOrigins: [],
  theme: null,
  locale: null,
  confirmation: 'automatic',
  capabilities: ['connect', 'replace', 'check', 'disconnect', 'handoff'],
  handOff: null,
  openBy: NOON + 15 * MINUTE,
  openedAt: null,
  lastUsedAt: null,
  endedAt: null,
  tries: 0,
  lastTryAt: null,
  turn: 0,
  createdAt: NOON,
  ...given,
})

describe('a connect session', () => {
  it.each([
    { what: 'may be opened until openBy', session: aSession(), endsAt: NOON + 15 * MINUTE },
    {
      what: 'lasts 60 min after it was opened, whatever openBy said',
      session: aSession({ openedAt: NOON + 14 * MINUTE }),
      endsAt: NOON + 14 * MINUTE + HOUR,
    },
    {
      what: 'lasts 60 min after its last request',
      session: aSession({ openedAt: NOON, lastUsedAt: NOON + 50 * MINUTE }),
      endsAt: NOON + 110 * MINUTE,
    },
    {
      what: 'lasts 8 h at most, however busy',
      session: aSession({ openedAt: NOON, lastUsedAt: NOON + 8 * HOUR - 1 }),
      endsAt: NOON + 8 * HOUR,
    },
    {
      what: 'is over when somebody ended it',
      session: aSession({ openedAt: NOON, lastUsedAt: NOON + 1, endedAt: NOON + 2 }),
      endsAt: NOON + 2,
    },
    {
      what: 'of a colleague is over when its one key was taken',
      session: aSession({ openedAt: NOON, handOff: { askedBy: null, noticeId: null, usedAt: NOON + 3 } }),
      endsAt: NOON + 3,
    },
    {
      what: 'is over when somebody ended it before it was opened',
      session: aSession({ endedAt: NOON + 1 }),
      endsAt: NOON + 1,
    },
  ])('$what', ({ session, endsAt }) => {
    expect(sessionEndsAt(session)).toBe(endsAt)
    expect(isSessionOver(session, endsAt - 1)).toBe(false)
    expect(isSessionOver(session, endsAt)).toBe(true)
  })

  it(
    'outlives neither 60 idle minutes nor 8 hours, and no request shortens it',
    () => {
      const offset = fc.integer({ min: 0, max: 9 * HOUR })
      fc.assert(
        fc.property(offset, offset, (used, later) => {
          const session = aSession({ openedAt: NOON, lastUsedAt: NOON + used })
          const end = sessionEndsAt(session)
          expect(end).toBeLessThanOrEqual(NOON + used + SESSION_IDLE_MS)
          expect(end).toBeLessThanOrEqual(NOON + SESSION_LASTS_MS)
          expect(sessionEndsAt({ ...session, lastUsedAt: NOON + used + later })).toBeGreaterThanOrEqual(end)
        }),
        RUNS,
      )
    },
    PATIENCE_MS,
  )
})

describe('the wait before the next try', () => {
  const waits: readonly { tries: number; seconds: number }[] = [
    { tries: 10, seconds: 5 },
    { tries: 11, seconds: 10 },
    { tries: 12, seconds: 20 },
    { tries: 13, seconds: 40 },
    { tries: 14, seconds: 60 },
    { tries: 15, seconds: 60 },
    { tries: 5_000, seconds: 60 },
  ]

  it.each(Array.from({ length: 10 }, (_, tries) => ({ tries })))('[S40] is none after $tries tries', ({ tries }) => {
    expect(nextTryAt({ tries, lastTryAt: NOON })).toBeLessThanOrEqual(NOON)
  })

  it.each(waits)('is $seconds s after $tries tries', ({ tries, seconds }) => {
    expect(nextTryAt({ tries, lastTryAt: NOON })).toBe(NOON + seconds * 1_000)
  })

  it('is none where no try was made', () => {
    expect(nextTryAt({ tries: 0, lastTryAt: null })).toBe(0)
    expect(nextTryAt({ tries: 12, lastTryAt: null })).toBe(0)
  })
})
