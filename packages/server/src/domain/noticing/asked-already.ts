import type { Connection, CredentialInfo } from '../connection.ts'
import type { Health } from '../health.ts'

/** Whoever asks sooner than this after the last check is told what that one found. */
export const ASKED_JUST_NOW_MS = 10_000

/** Checks beside the schedule that one tenant may have in the window: what people may call belongs to all. */
export const TENANT_CHECKS = 30
export const TENANT_CHECKS_WINDOW_MS = 5 * 60_000

/** Longer than any person's check can take: the mark of one whose process died goes by itself. */
export const PERSONS_CHECK_LASTS_MS = 30_000

interface Asked {
  readonly health: Pick<Health, 'checkedAt' | 'source'>
  readonly credential: Pick<CredentialInfo, 'addedAt'> | null
}

/**
 * Until when the last check speaks for one that is asked for now; null: it is to be made. A key that was only added or used
 * was not checked.
 */
export function askedUntil({ health, credential }: Asked, now: number): number | null {
  const { checkedAt, source } = health
  if (checkedAt === null || credential === null || source === 'traffic' || checkedAt <= credential.addedAt) return null
  const until = checkedAt + ASKED_JUST_NOW_MS
  return checkedAt <= now && now < until ? until : null
}

/** Does a person's check run? One that would end later than any can was begun by a clock that was ahead. */
export const isBeingChecked = ({ checkingUntil }: Pick<Connection, 'checkingUntil'>, now: number): boolean =>
  checkingUntil !== null && checkingUntil > now && checkingUntil <= now + PERSONS_CHECK_LASTS_MS
