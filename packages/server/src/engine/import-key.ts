import type { Actor } from '../domain/audit.ts'
import type { Connection } from '../domain/connection.ts'
import type { Reference, TenantId } from '../domain/ids.ts'
import { changeDetails } from './change-details.ts'
import { findOrMake, parseExpected, providerNamed } from './create-connect-session.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import { NotFound, Refused } from './refusals.ts'
import { submitKey } from './submit-key.ts'
import type { SubmittedKey } from './key-origin.ts'

export interface ImportRequest {
  readonly tenantId: TenantId
  readonly provider: string
  readonly reference: Reference
  readonly label?: string | undefined
  readonly expectedAccountId: string | null
  readonly key: SubmittedKey
}

export interface Imported {
  readonly connection: Connection
  /** `connected`: it had no key before. `replaced`: it had. */
  readonly outcome: 'connected' | 'replaced'
}

/**
 * A key held elsewhere, on the same path as a submit; the probe is never skipped. Waits for the end.
 * @throws Refused with the reason of the failed attempt; Contradiction
 */
export async function importKey(ports: EnginePorts, request: ImportRequest, actor: Actor): Promise<Imported> {
  const provider = providerNamed(ports, request.provider)
  const expectedAccountId = parseExpected(provider, request.expectedAccountId)
  const connection = await findOrMake(ports, provider, request, actor)
  await changeDetails(ports, connection, { label: request.label }, actor)
  const started = await submitKey(ports, request.tenantId, connection.id, request.key, {
    actor,
    session: null,
    addedBy: null,
    expectedAccountId,
    confirmation: 'automatic',
  })
  const attempt = started.attempt
  if (attempt === null) throw new Error('An import made no attempt.')
  await ports.running.finished(attempt.id)
  const settled = await ports.stores.connections.find(request.tenantId, connection.id)
  if (settled === undefined) throw new NotFound()
  if (settled.credential !== null && settled.credential.addedAt >= attempt.startedAt && settled.attempt === null) {
    return { connection: settled, outcome: attempt.kind === 'replace' ? 'replaced' : 'connected' }
  }
  const issue = settled.attempt?.issue ?? null
  if (issue === null) throw new Refused('interrupted')
  throw new Refused(issue.code, issue.details, issue.supportReference)
}
