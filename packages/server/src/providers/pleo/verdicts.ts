import type { InconclusiveReason } from '../../domain/noticing/answer.ts'

/**
 * What each answer of Pleo's means, in one table: operation × class of answer → outcome. FACTS 6, 7 and 8 say what is
 * documented; whatever they call UNKNOWN must end where it does no harm. Law 3: a refusal of the key stands only where an
 * answer is known to mean it. A 2xx in the expected shape is not in the table: it is read.
 */
const ANSWER_CLASSES = [
  /** 2xx with sound JSON, or no body, of another shape. */
  'misshapen',
  /** Below 500, but the body is a page, or broken JSON: a gateway spoke, not Pleo. */
  'unreadable',
  /** 400, 422 */
  'rejected',
  /** 401 */
  'unauthorized',
  /** 403 */
  'forbidden',
  /** 404 */
  'missing',
  /** 409 */
  'conflict',
  /** 4xx (but 401 and 429) whose body says `NOT_ENTITLED`. */
  'not_entitled',
  /** 429 */
  'busy',
  /** Any other status below 500. */
  'odd',
  /** 500: the one server error that FACTS documents for these calls. */
  'fault',
  /** Any other status. */
  'sick',
  /** No answer at all. */
  'silent',
] as const
export type AnswerClass = (typeof ANSWER_CLASSES)[number]

/** Outcomes beside the three inconclusive ones. */
export type Outcome =
  | 'key_invalid'
  | 'permissions_missing'
  | 'not_entitled'
  /** Symptoms of a stored key; the engine decides. */
  | 'unauthorized'
  | 'forbidden'
  /** Go on without the company's name. */
  | 'nameless'
  /** No installation is there to be read. */
  | 'absent'
  /** One may exist: read it and adopt it. Where none is found the second word stands. */
  | 'look_or_unexpected'
  | 'look_or_unreachable'
  | 'done'
  | 'left_behind'
  | InconclusiveReason

type Row = Readonly<Record<AnswerClass, Outcome>>

/** Says nothing about the key unless a cell says so. */
const inconclusive = {
  misshapen: 'provider_unreachable',
  unreadable: 'provider_unreachable',
  rejected: 'provider_unexpected',
  unauthorized: 'provider_unexpected',
  forbidden: 'provider_unexpected',
  missing: 'provider_unexpected',
  conflict: 'provider_unexpected',
  not_entitled: 'provider_unexpected',
  busy: 'provider_busy',
  odd: 'provider_unexpected',
  fault: 'provider_unreachable',
  sick: 'provider_unreachable',
  silent: 'provider_unreachable',
} as const satisfies Row

const always = <Word extends Outcome>(word: Word): Readonly<Record<AnswerClass, Word>> => ({
  misshapen: word,
  unreadable: word,
  rejected: word,
  unauthorized: word,
  forbidden: word,
  missing: word,
  conflict: word,
  not_entitled: word,
  busy: word,
  odd: word,
  fault: word,
  sick: word,
  silent: word,
})

export const VERDICTS = {
  /** While a key is being connected: the only place that may call it invalid. */
  introspect: {
    ...inconclusive,
    unauthorized: 'key_invalid',
    forbidden: 'permissions_missing',
    not_entitled: 'not_entitled',
  },
  /** A stored key: symptoms only (SECURITY 4.4). */
  check: { ...inconclusive, unauthorized: 'unauthorized', forbidden: 'forbidden', not_entitled: 'forbidden' },
  /** A missing name must not fail a connection (FACTS 6.3). */
  company: always('nameless'),
  /**
   * What it answers where no installation exists is UNKNOWN; 404, 400 and 500 are plausible and documented elsewhere, and
   * a valid key was seen to fail here (FACTS 6.2). So a failure means "none to be read", never "bad key". 401 contradicts
   * the introspection of a moment ago: it judges the endpoint, not the key.
   */
  installation_read: {
    ...inconclusive,
    misshapen: 'absent',
    rejected: 'absent',
    forbidden: 'absent',
    missing: 'absent',
    conflict: 'absent',
    not_entitled: 'not_entitled',
    odd: 'absent',
    fault: 'absent',
  },
  /**
   * What a second POST answers is UNKNOWN, so each answer that may mean "exists already" is followed by a look. 401:
   * introspection took the same key moments ago, so it is the endpoint that is odd; were the key deleted in between, the
   * next try's introspection says so. 403 is documented as "not enough access".
   */
  installation_create: {
    ...inconclusive,
    misshapen: 'look_or_unreachable',
    unreadable: 'look_or_unreachable',
    rejected: 'look_or_unexpected',
    forbidden: 'permissions_missing',
    missing: 'look_or_unexpected',
    conflict: 'look_or_unexpected',
    not_entitled: 'not_entitled',
    odd: 'look_or_unexpected',
    fault: 'look_or_unreachable',
    sick: 'look_or_unreachable',
  },
  installation_update: { ...inconclusive, forbidden: 'permissions_missing', not_entitled: 'not_entitled' },
  /** Never decides anything local: what could not be taken back is noted. 204 and 404 are documented. */
  installation_delete: { ...always('left_behind'), missing: 'done' },
  /** `PUT INACTIVE`: the same, in the one way that cannot revoke a key. */
  installation_retract: { ...always('left_behind'), missing: 'done' },
} as const satisfies Record<string, Row>

type Operation = keyof typeof VERDICTS
export type OutcomeOf<Op extends Operation> = (typeof VERDICTS)[Op][AnswerClass]
