import fc from 'fast-check'
import { scaled } from '@keyturn/scripts/scale'
import { describe, expect, it } from 'vitest'
import { REASON_CODES, REASONS } from '../reasons.ts'
import type { StandingReason } from '../reasons.ts'
import { CONDEMNED_AS, SUSPICION_KINDS } from './evidence.ts'
import type { Evidence } from './evidence.ts'
import { isChecked, roleOf, settle } from './settle.ts'
import type { Subject } from './settle.ts'
import type { Outlook } from './suspicion.ts'
import {
  after,
  answeredInTurn,
  anIssueOf,
  aSubject,
  aSuspicion,
  circumstances,
  DAWN,
  GOOD,
  HELD,
  HOUR,
  INTERVAL,
  MINUTE,
  refusedAs,
  RULES,
  SECOND,
  silence,
  STRICT,
  UNAUTHORIZED,
  USUAL,
} from './testing/subjects.ts'

const movesIn = (steps: ReturnType<typeof answeredInTurn>) => steps.map(({ settlement }) => settlement.move)
const timesIn = (steps: ReturnType<typeof answeredInTurn>) => steps.map(({ at }) => (at - DAWN) / SECOND)
const REVOKED = { kind: 'rejected', code: 'key_revoked', details: {} }

describe('a refused key', () => {
  it('[D39] is asked again after 20, 100 and 240 s, and condemned by the fourth refusal after 6 minutes', () => {
    const steps = answeredInTurn(
      aSubject(),
      Array.from({ length: 4 }, () => UNAUTHORIZED),
    )
    expect(timesIn(steps)).toEqual([0, 20, 120, 360])
    expect(movesIn(steps)).toEqual([null, null, null, REVOKED])
    for (const { settlement } of steps.slice(0, 3)) {
      expect(settlement.health).toEqual({ state: 'unverified', reason: 'suspected' })
      expect(settlement.next.lane).toBe('confirmations')
    }
    expect(steps[3]?.subject).toMatchObject({
      standing: 'action_required',
      health: { state: 'failing' },
      suspicion: null,
    })
  })

  it.each([1, 2, 3])('is cleared by one good answer after %i refusals', (refusals) => {
    const answers = [...Array.from({ length: refusals }, () => UNAUTHORIZED), GOOD]
    const last = answeredInTurn(aSubject(), answers).at(-1)
    expect(last?.settlement).toMatchObject({
      suspicion: null,
      move: null,
      health: { state: 'healthy', reason: null },
      next: { at: (last?.at ?? 0) + INTERVAL, lane: 'sweep' },
    })
  })

  it('is not condemned sooner because somebody asks in between', () => {
    let subject = aSubject()
    for (let at = DAWN; at < DAWN + 6 * MINUTE; at += 5 * SECOND) {
      const settlement = settle(subject, UNAUTHORIZED, circumstances({ now: at }))
      expect(settlement.move).toBeNull()
      subject = after(subject, settlement, at)
    }
    expect(settle(subject, UNAUTHORIZED, circumstances({ now: DAWN + 6 * MINUTE })).move).toEqual(REVOKED)
  })

  it('is neither condemned nor cleared by silence, which is no answer', () => {
    const steps = answeredInTurn(aSubject(), [
      UNAUTHORIZED,
      silence(),
      UNAUTHORIZED,
      silence(),
      UNAUTHORIZED,
      silence(),
      silence(),
      UNAUTHORIZED,
    ])
    expect(movesIn(steps)).toEqual([null, null, null, null, null, null, null, REVOKED])
    expect(timesIn(steps)).toEqual([0, 20, 40, 140, 240, 480, 720, 960])
    expect(steps[1]?.settlement.health.reason).toBe('suspected')
  })

  it('starts anew when the refusal is of another kind', () => {
    const steps = answeredInTurn(aSubject(), [UNAUTHORIZED, UNAUTHORIZED, refusedAs('permissions'), UNAUTHORIZED])
    expect(steps.map(({ settlement }) => settlement.suspicion?.answers)).toEqual([1, 2, 1, 1])
  })

  it('whose suspicion came from traffic needs four answers to our own questions', () => {
    const traffic = aSuspicion({ answers: 0, source: 'traffic', firstAt: DAWN - 2 * SECOND })
    const steps = answeredInTurn(
      aSubject({ suspicion: traffic }),
      Array.from({ length: 4 }, () => UNAUTHORIZED),
    )
    expect(movesIn(steps)).toEqual([null, null, null, REVOKED])
    expect(steps[2]?.settlement.suspicion).toMatchObject({ source: 'traffic', firstAt: DAWN - 2 * SECOND, answers: 3 })
    expect((steps[3]?.at ?? 0) - traffic.firstAt).toBeLessThan(7 * MINUTE)
  })
})

describe('a key that may do less, or opens another account', () => {
  it.each(['permissions', 'account'] as const)(
    '[SEC-S2] (%s) is condemned by four answers over six minutes, as a refused one is',
    (kind) => {
      const steps = answeredInTurn(
        aSubject(),
        Array.from({ length: 4 }, () => refusedAs(kind)),
      )
      expect(timesIn(steps)).toEqual([0, 20, 120, 360])
      expect(movesIn(steps)).toEqual([null, null, null, { kind: 'rejected', code: CONDEMNED_AS[kind], details: {} }])
    },
  )

  it('is not condemned a moment before the six minutes are over', () => {
    const suspicion = aSuspicion({ kind: 'permissions', answers: 3 })
    const now = DAWN + 6 * MINUTE - 1
    const early = settle(aSubject({ suspicion }), refusedAs('permissions'), circumstances({ now }))
    expect(early.move).toBeNull()
  })
})

describe('while the provider is in doubt', () => {
  it('[SEC-S2] nobody is condemned, however often refused', () => {
    const steps = answeredInTurn(
      aSubject(),
      Array.from({ length: 50 }, () => UNAUTHORIZED),
      { outlook: HELD },
    )
    expect(movesIn(steps).every((move) => move === null)).toBe(true)
  })

  it('[SEC-S3] and after it proved right, five refusals over half an hour are needed', () => {
    const steps = answeredInTurn(
      aSubject(),
      Array.from({ length: 5 }, () => UNAUTHORIZED),
      { outlook: STRICT },
    )
    expect(movesIn(steps)).toEqual([null, null, null, null, REVOKED])
    expect(steps[4]?.at).toBe(DAWN + 30 * MINUTE)
  })

  it('[SEC-S3] who was refused before it proved right is asked a minute apart', () => {
    const subject = aSubject({ suspicion: aSuspicion({ answers: 2, firstAt: DAWN - 35 * MINUTE }) })
    const steps = answeredInTurn(subject, [UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED], { outlook: STRICT })
    expect(timesIn(steps)).toEqual([0, 60, 120])
    expect(steps.at(-1)?.settlement.move).toEqual(REVOKED)
  })

  it('[SEC-S2] what was refused before a false alarm counts no more', () => {
    const suspicion = aSuspicion({ answers: 3, firstAt: DAWN - HOUR, told: true })
    const outlook = { ...USUAL, evidenceSince: DAWN - 1 }
    const settlement = settle(aSubject({ suspicion }), UNAUTHORIZED, circumstances({ outlook }))
    expect(settlement.suspicion).toEqual({ ...suspicion, answers: 1, firstAt: DAWN })
    expect(settlement.move).toBeNull()
  })
})

describe('a silent provider', () => {
  it('[SEC-S1] leaves the standing, is said to be away, and is asked again ever later', () => {
    const steps = answeredInTurn(
      aSubject(),
      Array.from({ length: 7 }, () => silence()),
      { roll: 0 },
    )
    expect(movesIn(steps).every((move) => move === null)).toBe(true)
    expect(timesIn(steps)).toEqual([0, 60, 120, 240, 480, 960, 1_860])
    expect(steps[0]?.settlement.health).toEqual({ state: 'unverified', reason: 'provider_unreachable' })
  })

  it.each([
    { asks: 1_000, waits: MINUTE },
    { asks: 2 * MINUTE, waits: 2 * MINUTE },
    { asks: HOUR, waits: HOUR },
  ])('[SEC-S4] is given the $asks ms it asks for, and more rather than less', ({ asks, waits }) => {
    for (const roll of [0, 0.5, 0.99]) {
      const { next } = settle(aSubject(), silence(asks), circumstances({ roll }))
      expect(next.at).toBeGreaterThanOrEqual(DAWN + waits)
      expect(next.at).toBeLessThanOrEqual(DAWN + 1.1 * waits)
    }
    const suspected = settle(aSubject({ suspicion: aSuspicion() }), silence(asks), circumstances())
    expect(suspected.next.at).toBeGreaterThanOrEqual(DAWN + asks)
    expect(suspected.next.lane).toBe('confirmations')
  })

  it('that is busy is said to be busy, and an odd one to be away', () => {
    const reasonOf = (reason: 'provider_busy' | 'provider_unexpected') =>
      settle(aSubject(), { weighs: 'nothing', reason, retryAfterMs: null }, circumstances()).health.reason
    expect([reasonOf('provider_busy'), reasonOf('provider_unexpected')]).toEqual([
      'provider_busy',
      'provider_unreachable',
    ])
  })
})

describe('a connection that needs a person', () => {
  const STANDING_REASONS = REASON_CODES.filter((code): code is StandingReason => REASONS[code].ends.standing)

  it.each(STANDING_REASONS)('(%s) repairs itself by a good answer where the provider had said it', (code) => {
    const { move, next, health } = settle(anIssueOf(code), GOOD, circumstances())
    const said = ['key_revoked', 'permissions_lost', 'account_mismatch'].includes(code)
    expect(isChecked({ code })).toBe(said)
    expect(move).toEqual(said ? { kind: 'repaired' } : null)
    expect(health.state).toBe(said ? 'healthy' : 'failing')
    expect(next.at).toBe(said ? DAWN + INTERVAL : null)
  })

  it('stays in the sweep while it is refused', () => {
    for (const evidence of [UNAUTHORIZED, silence()]) {
      const { move, next, health, suspicion } = settle(anIssueOf('key_revoked'), evidence, circumstances())
      expect([move, health.state, suspicion]).toEqual([null, 'failing', null])
      expect(next).toEqual({ at: DAWN + INTERVAL, lane: 'sweep' })
    }
  })

  it('goes from one issue to another by the same rule, and reads as failing meanwhile', () => {
    const steps = answeredInTurn(
      anIssueOf('permissions_lost'),
      Array.from({ length: 4 }, () => UNAUTHORIZED),
    )
    expect(movesIn(steps)).toEqual([null, null, null, REVOKED])
    for (const { settlement } of steps) expect(settlement.health.state).toBe('failing')
  })

  it('that a person condemned is asked about after 1, 3 and 10 minutes, then in its turn', () => {
    const subject = anIssueOf('key_revoked', { plan: { repairFrom: DAWN } })
    const steps = answeredInTurn(
      subject,
      Array.from({ length: 5 }, () => UNAUTHORIZED),
    )
    expect(timesIn(steps)).toEqual([0, 60, 180, 600, 600 + INTERVAL / SECOND])
    const silent = settle(subject, silence(), circumstances())
    expect(silent.next).toEqual({ at: DAWN + MINUTE, lane: 'confirmations' })
  })
})

describe('what an answer says about the provider', () => {
  it.each<{ what: string; subject: Subject; evidence: Evidence; outlook?: Outlook; role: string }>([
    { what: 'a good answer of a healthy one', subject: aSubject(), evidence: GOOD, role: 'asked' },
    { what: 'the first refusal', subject: aSubject(), evidence: UNAUTHORIZED, role: 'turned' },
    { what: 'a changed answer', subject: aSubject(), evidence: refusedAs('account'), role: 'turned' },
    { what: 'a second refusal', subject: aSubject({ suspicion: aSuspicion() }), evidence: UNAUTHORIZED, role: 'known' },
    { what: 'a suspect cleared', subject: aSubject({ suspicion: aSuspicion() }), evidence: GOOD, role: 'cleared' },
    {
      what: 'a suspect cleared of what a false alarm made void',
      subject: aSubject({ suspicion: aSuspicion() }),
      evidence: GOOD,
      outlook: { leniency: 'usual', evidenceSince: DAWN + 1 },
      role: 'known',
    },
    {
      what: 'a refusal that begins anew after a false alarm',
      subject: aSubject({ suspicion: aSuspicion() }),
      evidence: UNAUTHORIZED,
      outlook: { leniency: 'usual', evidenceSince: DAWN + 1 },
      role: 'known',
    },
    {
      what: 'the first refusal after one in traffic',
      subject: aSubject({ suspicion: aSuspicion({ answers: 0 }) }),
      evidence: UNAUTHORIZED,
      role: 'turned',
    },
    {
      what: 'a good answer after a refusal in traffic',
      subject: aSubject({ suspicion: aSuspicion({ answers: 0 }) }),
      evidence: GOOD,
      role: 'asked',
    },
    { what: 'one that needs a person', subject: anIssueOf('key_revoked'), evidence: UNAUTHORIZED, role: 'known' },
  ])('counts $what as $role', ({ subject, evidence, outlook = USUAL, role }) => {
    expect(roleOf(subject, settle(subject, evidence, circumstances()), outlook)).toBe(role)
  })
})

const anyEvidence = (): fc.Arbitrary<Evidence> =>
  fc.oneof(
    fc.constant(GOOD),
    fc.constantFrom(...SUSPICION_KINDS).map(refusedAs),
    fc.option(fc.integer({ min: 1_000, max: HOUR })).map((wait) => silence(wait)),
  )

/** The latest refusals of one kind. */
const NO_RUN: { readonly kind: string; readonly since: number; readonly length: number } = {
  kind: '',
  since: 0,
  length: 0,
}

const numRuns = scaled({ test: 2_000, verify: 100_000 })

describe('the law of verdicts', () => {
  it('holds for every sequence of answers at every pace: no verdict without its unanimous answers over its time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ evidence: anyEvidence(), waits: fc.integer({ min: 0, max: 20 * MINUTE }) }), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.constantFrom(USUAL, STRICT, HELD),
        (answers, outlook) => {
          let [subject, now] = [aSubject(), DAWN]
          let run = NO_RUN
          for (const { evidence, waits } of answers) {
            now += waits
            if (evidence.weighs === 'good') run = NO_RUN
            if (evidence.weighs === 'refusal') {
              const same = run.kind === evidence.kind
              run = same ? { ...run, length: run.length + 1 } : { kind: evidence.kind, since: now, length: 1 }
            }
            const settlement = settle(subject, evidence, circumstances({ now, outlook }))
            if (settlement.move?.kind === 'rejected') {
              const usual = run.kind === 'unauthorized' ? [4, 6 * MINUTE] : [2, MINUTE]
              const [length = 0, span = 0] = outlook === STRICT ? [5, 30 * MINUTE] : usual
              expect(outlook).not.toBe(HELD)
              expect(evidence.weighs === 'refusal' && CONDEMNED_AS[evidence.kind]).toBe(settlement.move.code)
              expect(run.length).toBeGreaterThanOrEqual(length)
              expect(now - run.since).toBeGreaterThanOrEqual(span)
            }
            if (settlement.move?.kind === 'repaired') {
              expect(subject.standing).toBe('action_required')
              expect(evidence).toEqual(GOOD)
            }
            expect(settlement.next.at).toBeGreaterThan(now)
            subject = after(subject, settlement, now)
          }
        },
      ),
      { numRuns },
    )
  })

  it('holds the other way round: whoever goes on refusing is condemned in time', () => {
    fc.assert(
      fc.property(
        fc.array(anyEvidence(), { maxLength: 10 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (before, roll) => {
          const start = answeredInTurn(aSubject(), [...before, GOOD], { roll }).at(-1)
          const steps = answeredInTurn(
            start?.subject ?? aSubject(),
            Array.from({ length: 4 }, () => UNAUTHORIZED),
            {
              roll,
              now: start?.settlement.next.at ?? DAWN,
            },
          )
          const last = steps.at(-1)
          expect(last?.settlement.move).toEqual(REVOKED)
          expect((last?.at ?? 0) - (steps[0]?.at ?? 0)).toBeLessThan(7 * MINUTE)
        },
      ),
      { numRuns },
    )
  })

  it('has the figures of SECURITY 4.4', () => {
    expect(RULES.usual).toEqual({ answers: 4, spanMs: 6 * MINUTE })
    expect(RULES.strict).toEqual({ answers: 5, spanMs: 30 * MINUTE })
  })
})
