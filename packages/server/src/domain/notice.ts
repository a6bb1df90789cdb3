import type { Connection } from './connection.ts'
import type { ConnectionEventType } from './events.ts'
import type { ConnectionId, ConnectSessionId, EventId, NoticeId, TenantId } from './ids.ts'
import { sameAddress } from './recipient.ts'
import type { Recipient } from './recipient.ts'

/**
 * `waiting`: nobody was told yet. `told`: a mail about the problem was taken. `given_up`: it cannot be delivered to this
 * address. `closed`: the problem is over, and so is this.
 */
const NOTICE_STAGES = ['waiting', 'told', 'given_up', 'closed'] as const
export type NoticeStage = (typeof NOTICE_STAGES)[number]

/** `key`: a new key was accepted. `itself`: the same key is good again, which may not last. */
export interface Solved {
  readonly at: number
  readonly by: 'key' | 'itself'
}

/** One problem of a connection and one person who is told of it: at its begin once, and at its end once. */
export interface Notice {
  readonly id: NoticeId
  readonly tenantId: TenantId
  readonly connectionId: ConnectionId
  /** The event that the problem began with. */
  readonly problemId: EventId
  readonly recipient: Recipient
  readonly stage: NoticeStage
  /** Null while the problem stands. */
  readonly solved: Solved | null
  /** When the next step is to be taken; null: none, until something happens. */
  readonly dueAt: number | null
  /** Of the mail that is due, those that failed. */
  readonly tries: number
  /** The mail about the problem may have arrived without anybody saying so. */
  readonly unclear: boolean
  /** The connect session whose link the mail carries. */
  readonly linkId: ConnectSessionId
  readonly createdAt: number
  readonly closedAt: number | null
}

/** What an event means to whoever waits for news. */
type Turn = 'broken' | 'mended' | 'repaired' | 'over'

const TURNS = {
  'connection.action_required': 'broken',
  'connection.connected': 'mended',
  'connection.replaced': 'mended',
  'connection.recovered': 'repaired',
  'connection.disconnected': 'over',
  'connection.deleted': 'over',
  'connection.attempt_failed': null,
  'connection.unverified': null,
  'connection.verified': null,
} as const satisfies Record<ConnectionEventType, Turn | null>

export const turnOf = (type: string): Turn | null =>
  Object.hasOwn(TURNS, type) ? TURNS[type as ConnectionEventType] : null

/** How patient mails are, milliseconds. */
export interface NoticePace {
  /** A problem that is over sooner is not worth a mail. */
  readonly afterMs: number
  /** A key that became good by itself has to stay so for this long, or it is the same problem still. */
  readonly quietMs: number
}

/** A repair that lasts counts; one that flaps does not. */
const QUIET_TIMES = 5
export const paceOfNotices = (afterMs: number): NoticePace => ({ afterMs, quietMs: QUIET_TIMES * afterMs })

export interface Heard {
  readonly eventId: EventId
  readonly type: ConnectionEventType
  readonly at: number
}

/**
 * What becomes of a connection's open notices with an event: those that change, and new ones.
 *
 * @param open all that are not closed
 * @param connection as it is by now; undefined: forgotten since
 * @param make ids of a new notice and of its link
 */
export function afterEvent(
  event: Heard,
  open: readonly Notice[],
  connection: Connection | undefined,
  pace: NoticePace,
  make: () => Pick<Notice, 'id' | 'linkId'>,
): readonly Notice[] {
  const turn = turnOf(event.type)
  if (turn === null) return []
  const next = open.map((notice) => turned(notice, turn, event.at, pace))
  const changed = next.filter((notice, at) => notice !== open[at])
  // Somebody was faster: what follows on this event will say so.
  if (turn !== 'broken' || connection?.standing !== 'action_required') return changed
  const standing = next.filter(({ stage }) => stage !== 'closed')
  const unheard = connection.notify.filter(
    ({ email }) => !standing.some(({ recipient }) => sameAddress(recipient.email, email)),
  )
  const fresh = unheard.map((recipient) => ({
    ...make(),
    tenantId: connection.tenantId,
    connectionId: connection.id,
    problemId: event.eventId,
    recipient,
    stage: 'waiting' as const,
    solved: null,
    dueAt: event.at + pace.afterMs,
    tries: 0,
    unclear: false,
    createdAt: event.at,
    closedAt: null,
  }))
  return [...changed, ...fresh]
}

function turned(notice: Notice, turn: Turn, at: number, pace: NoticePace): Notice {
  const { stage, solved } = notice
  if (turn === 'over') return closed(notice, at)
  if (turn === 'broken') {
    if (solved === null) return notice
    // The link it told of is used up, so this is another problem.
    if (solved.by === 'key') return closed(notice, at)
    return { ...notice, solved: null, dueAt: stage === 'waiting' ? at + pace.afterMs : null, tries: 0 }
  }
  const by = turn === 'mended' ? 'key' : 'itself'
  if (solved !== null && by === 'itself') return notice
  return { ...notice, solved: { at, by }, dueAt: solvedDueAt({ at, by }, pace), tries: 0 }
}

const closed = (notice: Notice, at: number): Notice => ({
  ...notice,
  stage: 'closed',
  dueAt: null,
  closedAt: at,
})

const solvedDueAt = ({ at, by }: Solved, { quietMs }: NoticePace): number => (by === 'key' ? at : at + quietMs)

/** What the next mail is about, now that it is due; `nothing`: none is to be sent any more. */
export type Saying = 'problem' | 'solved' | 'nothing'

export function sayingOf({ stage, solved, unclear }: Notice): Saying {
  if (stage === 'waiting' && solved === null) return 'problem'
  const wasTold = stage === 'told' || (stage === 'waiting' && unclear)
  return wasTold && solved !== null ? 'solved' : 'nothing'
}

/**
 * What came of a step: `sent`, taken by the mail server; `refused`, for good; `later`, it did not want it now; `lost`, nobody
 * knows; `unreachable`, it never began; `held`, this was not the moment; `dropped`, there was nothing to say.
 */
export type MailOutcome = 'sent' | 'refused' | 'later' | 'lost' | 'unreachable' | 'held' | 'dropped'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** From a try to the next one. Longer than greylisting takes (RFC 6647), shorter than a problem is news. */
export const MAIL_RETRY_AFTER_MS = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
] as const
const SPREAD = 0.2
const HOLD_MS = 30_000

/**
 * The notice after a step.
 *
 * @param notice as it is now: events may have turned it while the mail was on its way
 * @param step what was said, what came of it, and what was known before it began
 * @param chance 0 to 1, where in the spread of the schedule the next try lies
 */
export function afterStep(
  notice: Notice,
  step: { readonly saying: Saying; readonly outcome: MailOutcome; readonly wasUnclear: boolean },
  at: number,
  pace: NoticePace,
  chance: number,
): Notice {
  if (notice.stage === 'closed') return notice
  const { saying, outcome } = step
  const unclear = outcome === 'lost' ? saying === 'problem' || step.wasUnclear : step.wasUnclear
  const known = { ...notice, unclear }
  if (outcome === 'dropped') return dropped(known, at)
  if (outcome === 'sent') return saying === 'solved' ? closed(known, at) : told(known, 'told', pace)
  const waitMs = waitOf(outcome, notice.tries, chance)
  if (waitMs === null) return saying === 'solved' ? closed(known, at) : told(known, 'given_up', pace)
  // Solved meanwhile: what is due now is something else.
  if (saying === 'problem' && notice.solved !== null) return { ...known, dueAt: solvedDueAt(notice.solved, pace) }
  const isTry = outcome === 'later' || outcome === 'lost'
  return { ...known, dueAt: at + waitMs, tries: notice.tries + (isTry ? 1 : 0) }
}

const dropped = (notice: Notice, at: number): Notice =>
  notice.solved === null ? { ...notice, stage: 'given_up', dueAt: null } : closed(notice, at)

const told = (notice: Notice, stage: 'told' | 'given_up', pace: NoticePace): Notice => ({
  ...notice,
  stage,
  unclear: false,
  tries: 0,
  dueAt: notice.solved === null ? null : solvedDueAt(notice.solved, pace),
})

/** @returns null: it is given up */
function waitOf(outcome: Exclude<MailOutcome, 'sent' | 'dropped'>, tries: number, chance: number): number | null {
  if (outcome === 'refused') return null
  if (outcome === 'held' || outcome === 'unreachable') return HOLD_MS
  const waitMs = MAIL_RETRY_AFTER_MS[tries]
  return waitMs === undefined ? null : Math.round(waitMs * (1 - SPREAD + 2 * SPREAD * chance))
}
