import { UNOPENED } from '../domain/connect-session.ts'
import type { ConnectSession } from '../domain/connect-session.ts'
import type { Connection } from '../domain/connection.ts'
import { keyNeeds } from '../domain/hand-off.ts'
import type { Notice } from '../domain/notice.ts'
import type { EnginePorts } from '../engine/ports/engine-ports.ts'

/** Over a weekend and a holiday. When the problem ends before, so does the link. */
const LINK_LASTS_MS = 7 * 24 * 60 * 60_000

interface MailLink {
  readonly url: string
  readonly until: number
}

/**
 * The link a mail carries: one for each mail, of the kind that colleagues get, which opens by a button and takes one
 * key. Made again from the notice it is the same, so that a mail which is sent twice carries one link.
 */
export async function mailLink(
  { stores, vault, random, clock }: Pick<EnginePorts, 'stores' | 'vault' | 'random' | 'clock'>,
  { id, linkId }: Notice,
  connection: Connection,
  publicUrl: string,
): Promise<MailLink> {
  const now = clock.now()
  const secret = await vault.digest('mail link', new TextEncoder().encode(id))
  const token = random.derived(secret, `mail link ${linkId}`)
  const session: ConnectSession = {
    id: linkId,
    tenantId: connection.tenantId,
    connectionId: connection.id,
    user: null,
    expectedAccountId: null,
    returnUrl: null,
    embedOrigins: [],
    theme: null,
    locale: null,
    confirmation: 'automatic',
    capabilities: [keyNeeds(connection)],
    handOff: { askedBy: null, noticeId: id, usedAt: null },
    openBy: now + LINK_LASTS_MS,
    ...UNOPENED,
    createdAt: now,
  }
  const { openBy } = await stores.sessions.insertMailed(session, random.hash(token))
  return { url: `${publicUrl}/connect/h/${token}`, until: openBy }
}
