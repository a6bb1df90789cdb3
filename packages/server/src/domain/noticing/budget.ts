/** How many calls a provider takes a minute, and how they are shared. */
export interface Pace {
  /** Between the starts of two checks, on all servers together. */
  readonly slotMs: number
  /** Calls a minute that people make without slowing the checks down. */
  readonly forPeople: number
}

export interface Budget {
  /** The next start of a check that is not given away yet. */
  readonly nextSlotAt: number
  /** When what people have used of their share is free again. Ahead of now: they have used more than is theirs. */
  readonly peopleAt: number
}

export const FRESH_BUDGET: Budget = { nextSlotAt: 0, peopleAt: 0 }

const MINUTE_MS = 60_000
const PEOPLES_SHARE = 0.2
/** Of the checks: they go on at this share of their pace whatever people do, the first of their lanes first. */
const GUARANTEED_SHARE = 0.25
/** A little slower than what is allowed: what is late on the way must not make a minute fuller. */
const MARGIN = 1.02

/** @param callsPerMinute the provider's limit, for people and checks together */
export function paceOf(callsPerMinute: number): Pace {
  const forPeople = Math.floor(callsPerMinute * PEOPLES_SHARE)
  return { slotMs: (MINUTE_MS * MARGIN) / (callsPerMinute - forPeople), forPeople }
}

/** How many checks may start within that time from now. */
export function startable(pace: Pace, budget: Budget, withinMs: number, now: number): number {
  const left = now + withinMs - Math.max(budget.nextSlotAt, now)
  if (left < 0) return 0
  const slowed = left / longestGapMs(pace)
  const paidBack = (left - owedMs(pace, budget, now)) / pace.slotMs
  return 1 + Math.floor(Math.max(slowed, paidBack))
}

/**
 * Gives away the next starts. They are evenly spaced: no minute, wherever it begins, holds more than the budget. What
 * people have used beyond their share is paid back by longer gaps.
 */
export function reserved(
  pace: Pace,
  budget: Budget,
  count: number,
  now: number,
): { readonly budget: Budget; readonly slots: readonly number[] } {
  const { slotMs } = pace
  const first = Math.max(budget.nextSlotAt, now)
  const owed = owedMs(pace, budget, now)
  const paidBy = (starts: number): number => Math.min(owed, starts * (longestGapMs(pace) - slotMs))
  const slots = Array.from({ length: count }, (_, index) => first + index * slotMs + paidBy(index))
  const paid = paidBy(count)
  return {
    budget: {
      nextSlotAt: first + count * slotMs + paid,
      peopleAt: budget.peopleAt - (paid / slotMs) * peoplesGapMs(pace),
    },
    slots,
  }
}

/** Calls that were made for people. They are never refused; beyond their share they slow the checks down. */
export function usedByPeople(pace: Pace, budget: Budget, calls: number, now: number): Budget {
  const peopleAt = Math.max(budget.peopleAt, now - MINUTE_MS) + calls * peoplesGapMs(pace)
  return { ...budget, peopleAt: Math.min(peopleAt, now + mostOwedByPeopleMs(pace)) }
}

/** What lies further ahead than is ever planned was planned by a clock that was ahead, and binds nobody. */
export function bounded(pace: Pace, budget: Budget, now: number): Budget {
  const nextSlotAt = Math.min(budget.nextSlotAt, now + Math.max(MINUTE_MS, longestGapMs(pace)))
  const peopleAt = Math.min(budget.peopleAt, now + mostOwedByPeopleMs(pace))
  return nextSlotAt === budget.nextSlotAt && peopleAt === budget.peopleAt ? budget : { nextSlotAt, peopleAt }
}

const peoplesGapMs = ({ forPeople }: Pace): number => MINUTE_MS / Math.max(forPeople, 1)

const longestGapMs = ({ slotMs }: Pace): number => slotMs / GUARANTEED_SHARE

/** In the time of checks that did not start. */
const owedMs = (pace: Pace, { peopleAt }: Budget, now: number): number =>
  (Math.max(0, peopleAt - now) / peoplesGapMs(pace)) * pace.slotMs

/** What the checks can pay back in a minute; beyond it nothing is owed. */
const mostOwedByPeopleMs = (pace: Pace): number =>
  (MINUTE_MS / pace.slotMs) * (1 - GUARANTEED_SHARE) * peoplesGapMs(pace)
