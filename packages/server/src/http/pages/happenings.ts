import type { ConnectionFacts, HappeningFacts } from '@keyturn/connect/views'
import { AUDIT_ACTIONS } from '../../domain/audit.ts'
import type { AuditAction, AuditEvent } from '../../domain/audit.ts'
import { REASON_CODES } from '../../domain/reasons.ts'
import type { ReasonCode } from '../../domain/reasons.ts'
import type { Timeline } from '../../engine/timeline.ts'

const HAPPENING: Readonly<Partial<Record<AuditAction, HappeningFacts['what']>>> = {
  'connection.connected': 'connected',
  'connection.replaced': 'replaced',
  'connection.action_required': 'action_required',
  'connection.recovered': 'recovered',
  'connection.disconnected': 'disconnected',
  'attempt.failed': 'attempt_failed',
  'attempt.cancelled': 'cancelled',
  'attempt.declined': 'declined',
  'connection.unverified': 'unverified',
  'connection.verified': 'verified',
  'connection.checked': 'checked_by_person',
  'hand_off.made': 'link_made',
  'hand_off.opened': 'link_opened',
  'hand_off.withdrawn': 'link_withdrawn',
  'hand_off.used': 'link_used',
}

const REASON_SET: ReadonlySet<unknown> = new Set(REASON_CODES)
const isReason = (value: unknown): value is ReasonCode => REASON_SET.has(value)

function happeningOf(event: AuditEvent): HappeningFacts[] {
  const what = HAPPENING[event.action]
  if (what === undefined) return []
  const { reason, accountName } = event.details
  return [
    {
      at: event.at,
      what,
      reason: isReason(reason) ? reason : null,
      accountName: typeof accountName === 'string' ? accountName : null,
    },
  ]
}

/** What of the trail is a customer's to see. */
export const SHOWN_ACTIONS: readonly AuditAction[] = AUDIT_ACTIONS.filter((action) => HAPPENING[action] !== undefined)
/** The page stays a page. */
export const TIMELINE_LENGTH = 10

/** "What happened", newest first. */
export function happeningsOf({ trail, incidents }: Timeline): ConnectionFacts['happenings'] {
  const between = incidents.map(({ since, kind, overAt }) => ({ at: since, what: kind, until: overAt }))
  const all = [...trail.flatMap(happeningOf), ...between]
  return all.toSorted((one, other) => other.at - one.at).slice(0, TIMELINE_LENGTH)
}
