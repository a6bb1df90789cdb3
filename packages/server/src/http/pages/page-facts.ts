import type {
  ConnectionFacts,
  EndFacts,
  HappeningFacts,
  HostFacts,
  IssueFacts,
  PlaceFacts,
  ProviderFacts,
  StatementFacts,
  Wish,
} from '@keyturn/connect/views'
import type { Capability, ConnectSession } from '../../domain/connect-session.ts'
import { connectionState } from '../../domain/connection.ts'
import type { Connection } from '../../domain/connection.ts'
import { statusOf } from '../../domain/attempt.ts'
import type { Issue } from '../../domain/reasons.ts'
import { keyNeeds, mayHandOn, shownTo } from '../../domain/hand-off.ts'
import { isBeingChecked } from '../../domain/noticing/asked-already.ts'
import { ALLOWED } from '../../domain/state.ts'
import type { Action } from '../../domain/state.ts'
import type { Theme } from '../../domain/theme.ts'
import { connectionNow, isOutdated } from '../../engine/connection-now.ts'
import type { EnginePorts } from '../../engine/ports/engine-ports.ts'
import type { Timeline } from '../../engine/timeline.ts'
import type { HttpConfig } from '../http-config.ts'
import { presentPermissions } from '../present-connection.ts'
import type { Speech } from '../present-connection.ts'
import { happeningsOf } from './happenings.ts'

/** What a session must allow for an action; null: whoever may see the page may do it. */
const NEEDED: Readonly<Record<Action, Capability | null>> = {
  connect: 'connect',
  connect_different: 'connect',
  replace: 'replace',
  check: 'check',
  disconnect: 'disconnect',
  confirm: null,
  decline: null,
  cancel: null,
  handoff: 'handoff',
}

/** What the state allows and the session as well. */
export function allowedActions(connection: Connection, session: ConnectSession): Action[] {
  const allowed: readonly Action[] = ALLOWED[connection.standing][statusOf(connection.attempt)]
  return allowed.filter((action) => {
    if (action === 'handoff') return mayHandOn(session, keyNeeds(connection))
    const needed = NEEDED[action]
    if (needed === null) return session.handOff === null || COLLEAGUES.has(action)
    return session.capabilities.includes(needed) && (session.handOff === null || COLLEAGUES.has(action))
  })
}

/** Whoever came by a link may enter a key and stop its check; whose company it is, is for the one who asked to say. */
const COLLEAGUES: ReadonlySet<Action> = new Set(['connect', 'replace', 'cancel'])

const issueFacts = (issue: Issue): IssueFacts => ({
  code: issue.code,
  details: issue.details,
  since: issue.since,
  supportReference: issue.supportReference,
})

interface Seen {
  readonly connection: Connection
  readonly session: ConnectSession
  readonly timeline: Timeline
}

export function connectionFacts(
  engine: Pick<EnginePorts, 'noticing' | 'providers'>,
  { connection: stored, session, timeline }: Seen,
  now: number,
): ConnectionFacts {
  const connection = shownTo(session, connectionNow(engine, stored, now))
  const requiredScopes = engine.providers.get(stored.provider)?.requiredScopes ?? []
  const { attempt, account, credential } = connection
  const isOwn = session.handOff === null
  return {
    id: connection.id,
    state: connectionState(connection),
    standing: connection.standing,
    standingSince: connection.standingSince,
    label: connection.label,
    reference: connection.reference,
    account,
    credential:
      credential === null ? null : { addedAt: credential.addedAt, addedByName: credential.addedBy?.name ?? null },
    permissions: isOwn ? presentPermissions(connection, requiredScopes) : [],
    issue: connection.issue === null ? null : issueFacts(connection.issue),
    attempt:
      attempt === null
        ? null
        : {
            id: attempt.id,
            kind: attempt.kind,
            status: attempt.status,
            step: attempt.step,
            startedAt: attempt.startedAt,
            expiresAt: attempt.expiresAt,
            account: attempt.account,
            issue: attempt.issue === null ? null : issueFacts(attempt.issue),
          },
    // Green is for "confirmed".
    health: isOutdated(engine, connection, now) ? { ...connection.health, state: 'unverified' } : connection.health,
    checking: isBeingChecked(connection, now),
    allowed: allowedActions(connection, session),
    happenings: isOwn ? happeningsOf(timeline) : [],
    revision: connection.revision,
  }
}

/** What was just done here is said once more on the page that follows. */
const JUST_NOW_MS = 10 * 60_000
/** Who comes because of a warning learns that it is over. */
const RECOVERY_IS_NEWS_MS = 24 * 60 * 60_000

const SAID: Readonly<Partial<Record<HappeningFacts['what'], NonNullable<PlaceFacts['note']>>>> = {
  connected: 'just_connected',
  replaced: 'replaced',
  recovered: 'recovered',
}

/** @param followed the attempt this page was sent to follow, from its address */
export function noteFor(
  facts: ConnectionFacts,
  session: ConnectSession,
  followed: string | null,
  now: number,
): PlaceFacts['note'] {
  const { attempt } = facts
  if (attempt?.status === 'validating' && followed !== null && attempt.id !== followed) return 'superseded'
  const latest = facts.happenings.find(
    (one) => !('until' in one) && (one.what in SAID || one.what === 'action_required'),
  )
  if (latest === undefined || 'until' in latest || facts.standing !== 'connected') return null
  const isOwn = latest.at >= (session.openedAt ?? now) && now - latest.at < JUST_NOW_MS
  const isNews = latest.what === 'recovered' && now - latest.at < RECOVERY_IS_NEWS_MS
  return isOwn || (isNews && facts.health.state === 'healthy') ? (SAID[latest.what] ?? null) : null
}

const WISHES: readonly Wish[] = ['state', 'replace', 'disconnect', 'language', 'connect_again', 'handoff', 'link']

export const wishOf = (view: string | null): Wish => WISHES.find((wish) => wish === view) ?? 'state'

/** What is shown once a language is chosen. */
export function fromOf(view: string | null): PlaceFacts['from'] {
  const wish = wishOf(view)
  return wish === 'language' ? 'state' : wish
}

export function hostFacts(
  config: HttpConfig,
  session: ConnectSession | null,
  connection: Connection | null,
): HostFacts {
  return {
    productName: config.productName,
    productPath: config.productPath,
    supportUrl: config.supportUrl,
    privacyUrl: config.privacyUrl,
    returnUrl: returnUrl(session, connection),
    look: lookOf(session?.theme ?? null),
  }
}

const lookOf = (theme: Theme | null): HostFacts['look'] =>
  theme === null ? null : { appearance: theme.appearance, logo: theme.logoUrl === null ? 'none' : 'shown' }

/** The integrator's own address; the existing query is kept. What is appended proves nothing. */
function returnUrl(session: ConnectSession | null, connection: Connection | null): string | null {
  if (session?.returnUrl == null) return null
  const { href, hash, search } = new URL(session.returnUrl)
  if (connection === null) return href
  // As text: a query that is parsed and written anew is spelled anew, and one that was signed is good no longer.
  const told = `connection=${encodeURIComponent(connection.id)}&state=${connectionState(connection)}`
  const before = hash === '' ? href : href.slice(0, -hash.length)
  const joint = search !== '' ? '&' : before.endsWith('?') ? '' : '?'
  return `${before}${joint}${told}${hash}`
}

/** @param connection undefined: the only provider, where nothing else is known */
export function providerFacts(config: HttpConfig, connection: Connection | undefined): ProviderFacts {
  const [only] = config.providers.values()
  const words = connection === undefined ? only : config.providers.get(connection.provider)
  return {
    name: words?.name ?? connection?.provider ?? '',
    integrationName: words?.integrationName ?? config.productName,
    environment: connection?.environment ?? '',
    appUrl: connection === undefined ? null : (words?.appUrl ?? null),
  }
}

export const statementFacts = ({ config, locale, now }: Speech): StatementFacts => ({
  kind: 'accessibility',
  locale,
  host: hostFacts(config, null, null),
  provider: providerFacts(config, undefined),
  now,
})

/** A page without a connection. */
export function endFacts(
  kind: EndFacts['kind'],
  { config, locale, now }: Speech,
  session: ConnectSession | null,
): EndFacts {
  return {
    kind,
    locale,
    host: hostFacts(config, session, null),
    provider: providerFacts(config, undefined),
    now,
  }
}
