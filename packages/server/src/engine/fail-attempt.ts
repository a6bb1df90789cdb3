import type { Account } from '../domain/account.ts'
import type { Actor } from '../domain/audit.ts'
import { withAttempt } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import type { Attempt } from '../domain/attempt.ts'
import type { ConnectionEvent } from '../domain/events.ts'
import type { AttemptReason, Issue, ReasonDetails } from '../domain/reasons.ts'
import type { Amendment } from './amend-connection.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import { about, connectionEvent } from './records.ts'

export interface Failure {
  readonly reason: AttemptReason
  readonly details: ReasonDetails
  /** What the key opens, as far as it may be said; left out: as the attempt knew it. */
  readonly account?: Account | null
}

/** A failed replacement changes nothing but this: the attempt says why, and standing is as before. */
export function failedAttempt(
  ports: EnginePorts,
  connection: Connection,
  attempt: Attempt,
  failure: Failure,
  by: { readonly actor: Actor; readonly source: ConnectionEvent['data']['source'] },
): Amendment {
  const issue: Issue<AttemptReason> = {
    code: failure.reason,
    details: failure.details,
    since: ports.clock.now(),
    supportReference: ports.random.supportReference(),
  }
  const next = withAttempt(connection, 'fail', {
    ...attempt,
    step: null,
    expiresAt: null,
    account: failure.account === undefined ? attempt.account : failure.account,
    grantedScopes: null,
    issue,
  })
  return {
    next,
    candidate: { kind: 'destroy' },
    records: {
      audit: [
        about(ports, connection, 'attempt.failed', by.actor, {
          attemptId: attempt.id,
          reason: failure.reason,
          supportReference: issue.supportReference,
        }),
      ],
      events: [
        connectionEvent(
          ports,
          'connection.attempt_failed',
          { before: connection, after: next },
          { source: by.source, reason: failure.reason, attemptId: attempt.id },
        ),
      ],
    },
  }
}
