import type { Actor } from '../domain/audit.ts'
import type { Connection } from '../domain/connection.ts'
import { sameRecipients } from '../domain/recipient.ts'
import type { Recipient } from '../domain/recipient.ts'
import { amendConnection } from './amend-connection.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import { about } from './records.ts'
import { RevisionMismatch } from './refusals.ts'

/** What the integrator says of a connection. Undefined: as it is. */
export interface Details {
  readonly label?: string | null | undefined
  readonly notify?: readonly Recipient[] | undefined
}

/**
 * Each that is given takes the place of the old one.
 * @param expectedRevision from `If-Match`
 * @throws NotFound, RevisionMismatch
 */
export async function changeDetails(
  ports: EnginePorts,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  details: Details,
  actor: Actor,
  expectedRevision: number | null = null,
): Promise<Connection> {
  const outcome = await amendConnection(ports, tenantId, id, (current) => {
    if (expectedRevision !== null && current.revision !== expectedRevision) throw new RevisionMismatch()
    const { label = current.label, notify = current.notify } = details
    const isRelabelled = label !== current.label
    const isAddressed = !sameRecipients(notify, current.notify)
    if (!isRelabelled && !isAddressed) return null
    const recipients = notify.length
    return {
      next: { ...current, label, notify },
      records: {
        audit: [
          ...(isRelabelled ? [about(ports, current, 'connection.relabelled', actor)] : []),
          ...(isAddressed ? [about(ports, current, 'connection.recipients_changed', actor, { recipients })] : []),
        ],
      },
    }
  })
  if (outcome.kind === 'taken') throw new Error('Details cannot take an account.')
  return outcome.connection
}
