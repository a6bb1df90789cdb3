/**
 * The figures of noticing. SECURITY 4.4; those that it leaves open are settled in docs/decisions/0010. All times are
 * milliseconds. They belong together: a storm must be seen before the first of its suspects is confirmed. So whoever sets
 * other times for the confirmation gets the rest in proportion.
 */
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

export const CONFIRM_AFTER_MS = [20 * SECOND, 100 * SECOND, 240 * SECOND] as const

/** How many unanimous answers over which time make a verdict. */
export interface Verdict {
  readonly answers: number
  readonly spanMs: number
}

/** So many suspects among so many connections that were asked in the window are a storm. */
interface StormThreshold {
  readonly asked: number
  readonly suspects: number
}

export interface Rules {
  /** The longest time between two checks of a key that nobody doubts, unless the budget makes it longer. */
  readonly intervalMs: number
  /** Checks are never in step: each waits this share more or less. */
  readonly jitter: number
  /** Between one refusal and the next question. */
  readonly confirmAfterMs: readonly number[]
  /** For every kind of refusal: a provider that errs may as well name no permissions, or another account. */
  readonly usual: Verdict
  /** While refusals are taken back, and after a storm that turned out real. */
  readonly strict: Verdict
  /** Between two questions of the strict rule, however late they are. */
  readonly strictApartMs: number
  /** A person's check asks again after this; two refusals are enough. */
  readonly personAgainAfterMs: number
  /** After a person's check has condemned a key, it is asked again: a mistake repairs itself soon. */
  readonly repairAfterMs: readonly number[]
  /** The first question after an answer that said nothing; each next one waits twice as long. */
  readonly retryAfterMs: number
  /** Traffic proves the key, not its permissions: introspection still comes at least this often. */
  readonly introspectEveryMs: number
  /** A refusal in traffic that is not about the key asks for one introspection, at most one in this time. */
  readonly forbiddenEveryMs: number
  readonly storm: StormRules
  readonly circuit: CircuitRules
}

export interface StormRules {
  readonly windowMs: number
  /** Where less is asked, it takes as many suspects. */
  readonly few: StormThreshold
  /** Where more is asked, it takes the same share. */
  readonly many: StormThreshold
  /** So large a share of refusals taken back shows that the provider refuses valid keys: one at least. */
  readonly takenBackShare: number
  /** A provider that took back a refusal is not believed so easily for so long. */
  readonly unsteadyMs: number
  readonly panelSize: number
  readonly panelEveryMs: number
  /** It was a false alarm when so much of what the panel answered in this time is good. */
  readonly falseAfterMs: number
  readonly falseShare: number
  /** So much of the panel may have been dead all along without prolonging a storm. */
  readonly deadShare: number
  /** It was real when no member changed its answer in this time and enough answered well throughout. */
  readonly realAfterMs: number
  readonly realAccepted: number
  readonly realAcceptedShare: number
  /** Fewer answers than this of one member say nothing about whether it changed. */
  readonly memberAnswers: number
  /** So many of the panel must have been heard. */
  readonly quorum: number
  /** After a real storm everybody is asked again: the panel that goes on watching takes no more of the calls than this. */
  readonly watchShare: number
  /** Where all are refused, nothing is decided for so long, unless an operator does. */
  readonly holdMs: number
  /** After so long without new waves of refusals, a real storm is over and the usual rule holds again. */
  readonly quietMs: number
}

export interface CircuitRules {
  readonly windowMs: number
  readonly calls: number
  /** Of the calls in the window: so many without an answer open the circuit. */
  readonly share: number
  readonly trialEveryMs: number
  readonly trialSpread: number
  /** A good call of a person or of traffic brings the next trial forward, but not closer than this to the last. */
  readonly trialApartMs: number
  /** An outage is over when the circuit has stayed closed for so long. */
  readonly settledMs: number
}

export interface NoticingSettings {
  readonly intervalMs: number
  readonly confirmAfterMs: readonly number[]
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

export function rulesFor({ intervalMs, confirmAfterMs }: NoticingSettings): Rules {
  const spanMs = sum(confirmAfterMs)
  const paced = (ms: number): number => Math.round((ms * spanMs) / sum(CONFIRM_AFTER_MS))
  return {
    intervalMs,
    jitter: 0.1,
    confirmAfterMs,
    usual: { answers: confirmAfterMs.length + 1, spanMs },
    strict: { answers: 5, spanMs: paced(30 * MINUTE) },
    strictApartMs: paced(MINUTE),
    personAgainAfterMs: 5 * SECOND,
    repairAfterMs: [paced(MINUTE), paced(3 * MINUTE), paced(10 * MINUTE)],
    retryAfterMs: paced(MINUTE),
    introspectEveryMs: 24 * HOUR,
    forbiddenEveryMs: 10 * MINUTE,
    storm: {
      windowMs: paced(5 * MINUTE),
      few: { asked: 15, suspects: 3 },
      many: { asked: 2_000, suspects: 20 },
      takenBackShare: 0.001,
      unsteadyMs: paced(30 * MINUTE),
      panelSize: 200,
      panelEveryMs: paced(7 * MINUTE),
      falseAfterMs: paced(10 * MINUTE),
      falseShare: 0.995,
      deadShare: 0.01,
      realAfterMs: paced(30 * MINUTE),
      realAccepted: 10,
      realAcceptedShare: 1 / 3,
      memberAnswers: 3,
      quorum: 0.9,
      watchShare: 0.1,
      holdMs: paced(24 * HOUR),
      quietMs: paced(30 * MINUTE),
    },
    circuit: {
      windowMs: paced(MINUTE),
      calls: 20,
      share: 0.5,
      trialEveryMs: paced(30 * SECOND),
      trialSpread: 0.2,
      trialApartMs: paced(5 * SECOND),
      settledMs: paced(MINUTE),
    },
  }
}
