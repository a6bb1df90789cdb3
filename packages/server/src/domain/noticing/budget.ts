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
  /** When what people have used of their share is free again. */
  readonly peopleAt: number
}

export const FRESH_BUDGET: Budget = { nextSlotAt: 0, peopleAt: 0 }

const MINUTE_MS = 60_000
const PEOPLES_SHARE = 0.2
/** A little slower than what is allowed: what is late on the way must not make a minute fuller. */
const MARGIN = 1.02
/** People who use more than is theirs slow the checks down, but for no longer than this. */
const LONGEST_DEBT_MS = MINUTE_MS

/** @param callsPerMinute the provider's limit, for people and checks together */
export function paceOf(callsPerMinute: number): Pace {
  const forPeople = Math.floor(callsPerMinute * PEOPLES_SHARE)
  return { slotMs: (MINUTE_MS * MARGIN) / (callsPerMinute - forPeople), forPeople }
}

/** How many checks may start within that time from now. */
export function startable({ slotMs }: Pace, { nextSlotAt }: Budget, withinMs: number, now: number): number {
  const first = Math.max(nextSlotAt, now)
  return Math.max(0, Math.floor((now + withinMs - first) / slotMs) + 1)
}

/** Gives away the next starts. They are evenly spaced: no minute, wherever it begins, holds more than the budget. */
export function reserved(
  { slotMs }: Pace,
  budget: Budget,
  count: number,
  now: number,
): { readonly budget: Budget; readonly slots: readonly number[] } {
  const first = Math.max(budget.nextSlotAt, now)
  const slots = Array.from({ length: count }, (_, index) => first + index * slotMs)
  return { budget: { ...budget, nextSlotAt: first + count * slotMs }, slots }
}

/** Calls that were made for people. They are never refused; beyond their share they push the checks back. */
export function usedByPeople({ slotMs, forPeople }: Pace, budget: Budget, calls: number, now: number): Budget {
  const eachMs = MINUTE_MS / Math.max(forPeople, 1)
  const peopleAt = Math.max(budget.peopleAt, now - MINUTE_MS) + calls * eachMs
  if (peopleAt <= now) return { ...budget, peopleAt }
  const beyond = (peopleAt - now) / eachMs
  const nextSlotAt = Math.max(budget.nextSlotAt, now) + beyond * slotMs
  return { peopleAt: now, nextSlotAt: Math.min(nextSlotAt, Math.max(now + LONGEST_DEBT_MS, budget.nextSlotAt)) }
}
