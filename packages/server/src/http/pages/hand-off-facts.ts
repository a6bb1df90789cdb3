import { chooseLocale } from '@keyturn/connect/words'
import type { HandOffFacts, LinkFacts, PlaceFacts } from '@keyturn/connect/views'
import type { AuditEvent } from '../../domain/audit.ts'
import type { ConnectSession } from '../../domain/connect-session.ts'
import type { Connection } from '../../domain/connection.ts'
import { keyNeeds, linkStatus } from '../../domain/hand-off.ts'
import { linkToken } from '../../engine/hand-off.ts'
import type { HttpDeps } from '../http-deps.ts'
import { hostFacts, providerFacts } from './page-facts.ts'
import type { Visit } from './session-of.ts'

const linkAddress = (token: string): string => `/connect/h/${token}`

/** The link a person made, while it is on its way, and the news that it was used. Its end is no news. */
export async function handOffFacts(
  { engine, config }: HttpDeps,
  { session, link, secret }: Pick<Visit, 'session' | 'link' | 'secret'>,
): Promise<HandOffFacts | null> {
  if (link === null || link.handOff === null) return null
  const now = engine.clock.now()
  const status = linkStatus(link, now)
  const { askedBy, usedAt } = link.handOff
  if (status === 'withdrawn' || status === 'expired') return null
  if (usedAt !== null && usedAt < (session.openedAt ?? now)) return null
  const token = usedAt === null ? await linkToken(engine, link, secret) : null
  return {
    status,
    askedBy: askedBy?.name ?? null,
    madeAt: link.createdAt,
    opensUntil: link.openBy,
    openedAt: link.openedAt,
    usedAt,
    address: token === null ? null : config.publicUrl + linkAddress(token),
  }
}

export const colleagueOf = ({ handOff }: ConnectSession): PlaceFacts['colleagueOf'] =>
  handOff === null ? null : { name: handOff.askedBy?.name ?? null }

const OF_ATTEMPTS = ['attempt.started', 'attempt.declined', 'attempt.superseded'] as const
const LOOKED_BACK = 8

/** What a colleague's page has to say first: somebody else's key is newer, or the company was turned down. */
export async function noteForColleague(
  { stores }: Pick<HttpDeps['engine'], 'stores'>,
  { session, connection }: Pick<Visit, 'session' | 'connection'>,
): Promise<PlaceFacts['note']> {
  const timeline = await stores.connections.timeline(session.tenantId, connection.id, LOOKED_BACK, OF_ATTEMPTS)
  const started = timeline.find(
    ({ action, details }) => action === 'attempt.started' && details['sessionId'] === session.id,
  )
  const own = started?.details['attemptId']
  if (own === undefined) return null
  const is = (what: AuditEvent['action']): boolean =>
    timeline.some(({ action, details }) => action === what && details['attemptId'] === own)
  if (is('attempt.declined')) return 'declined'
  return is('attempt.superseded') && connection.attempt?.sessionId !== session.id ? 'superseded' : null
}

interface LinkPage {
  readonly kind: LinkFacts['kind']
  readonly session: ConnectSession
  readonly connection: Connection | undefined
  /** Of the link; null where nothing is posted to it. */
  readonly token: string | null
}

/** A page about a link for a colleague, outside what the link opens. */
export function linkFacts(
  { engine, config }: HttpDeps,
  request: Request,
  { kind, session, connection, token }: LinkPage,
): LinkFacts {
  const needs = connection === undefined ? 'connect' : keyNeeds(connection)
  return {
    kind,
    locale: chooseLocale(session.locale, request.headers.get('accept-language')),
    host: hostFacts(config, session, null),
    provider: providerFacts(config, connection),
    asker: { name: session.handOff?.askedBy?.name ?? null },
    needs,
    label: connection?.label ?? null,
    reference: connection?.reference ?? 'default',
    account: connection !== undefined && (kind === 'thanks' || needs === 'replace') ? connection.account : null,
    opensUntil: session.openBy,
    action: token === null ? '' : linkAddress(token),
    now: engine.clock.now(),
  }
}
