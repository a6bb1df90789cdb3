import { isDeepStrictEqual } from 'node:util'
import type { AuditAction } from '../../domain/audit.ts'
import type { Connection } from '../../domain/connection.ts'
import type { EventEnvelope } from '../../domain/events.ts'
import { parseReference } from '../../domain/ids.ts'
import type { TenantId } from '../../domain/ids.ts'
import type { Rules } from '../../domain/noticing/rules.ts'
import type { Standing } from '../../domain/standing.ts'
import { companyId } from '../../testing/fleet-rows.ts'
import { PLACE } from './server-life.ts'
import type { ServerLife } from './server-life.ts'
import type { Said, SimulatedPleo } from './simulated-pleo.ts'

/** What becomes known of one company's connection to whoever asks for changes. */
export interface Known {
  readonly company: number
  readonly tenantId: TenantId
  /** The keys that it may have now, by what was answered and what was not; null: none. */
  possible: ReadonlySet<string | null>
  /** All keys that it may ever have had. */
  readonly ever: Set<string>
  /** Requests that are not answered yet. */
  open: number
  /** Did more than one run at once since there was none? Then their order is the server's affair. */
  overlap: 'yes' | 'no'
}

/** What only the outside knows. */
export interface Truth {
  readonly pleo: SimulatedPleo
  readonly rules: Rules
  /** How far the clock of the machine is ahead of the true time. */
  readonly aheadMs: number
  readonly steppedAt: number
  /** What was answered just before a kill may never have been heard. */
  readonly killedAt: readonly number[]
}

const REFERENCE = parseReference('default')
const ALL = 10_000
/** Answers are written within this. */
const WRITTEN_WITHIN_MS = 1_000
const PERSONS_CHECK_MS = 30_000

/** Each has its audit event and its event to endpoints. */
const CHANGES = [
  'connection.connected',
  'connection.replaced',
  'connection.action_required',
  'connection.recovered',
  'connection.unverified',
  'connection.verified',
  'connection.disconnected',
] as const satisfies readonly AuditAction[]
const STANDING_AFTER: Readonly<Record<string, Standing>> = {
  'connection.connected': 'connected',
  'connection.replaced': 'connected',
  'connection.recovered': 'connected',
  'connection.action_required': 'action_required',
  'connection.disconnected': 'disconnected',
}

/** A guarantee of SECURITY 4.1 that does not hold. */
class Broken extends Error {
  constructor(guarantee: string, { company }: Known, what: string) {
    super(`${guarantee} is broken for company ${company}: ${what}`)
  }
}

const isChange = (type: string): type is (typeof CHANGES)[number] => CHANGES.some((change) => change === type)

/** Holds what the server keeps, says and does against what was answered and what the provider said. */
export class Guarantees {
  /** How many connections lost their standing. */
  verdicts = 0
  readonly #events: EventEnvelope[] = []
  #position: number | null = null

  async hold(life: ServerLife, known: readonly Known[], truth: Truth): Promise<void> {
    const news = await this.#newEvents(life)
    for (const one of known) await this.#holdOne(life, one, news, truth)
  }

  /** After a restart: every event that was ever seen is still there, in its order. */
  async holdHistory(life: ServerLife): Promise<void> {
    const page = await life.storage.outbox.read(null, null, ALL)
    const kept = page.kind === 'page' ? page.events.map(({ envelope }) => envelope.id) : []
    const seen = this.#events.map(({ id }) => id)
    if (!isDeepStrictEqual(kept.slice(0, seen.length), seen)) throw new Error('G1 is broken: events are gone.')
  }

  async #newEvents({ storage }: ServerLife): Promise<readonly EventEnvelope[]> {
    const page = await storage.outbox.read(null, this.#position, ALL)
    if (page.kind !== 'page') throw new Error('G4 is broken: events are gone.')
    this.#position = page.position
    const news = page.events.map(({ envelope }) => envelope)
    this.#events.push(...news)
    return news
  }

  async #holdOne(life: ServerLife, known: Known, news: readonly EventEnvelope[], truth: Truth): Promise<void> {
    const { storage } = life
    const connection = await storage.connections.findByIdentity(known.tenantId, { ...PLACE, reference: REFERENCE })
    if (connection === undefined) {
      if (!known.possible.has(null)) throw new Broken('G1', known, 'the connection is gone')
      return
    }
    await holdKey(life, known, connection)
    const mine = this.#events.filter(({ connectionId }) => connectionId === connection.id)
    await holdTrail(life, known, connection, mine)
    for (const event of news) {
      if (event.connectionId === connection.id && event.type === 'connection.action_required') {
        holdVerdict(known, event, truth)
        this.verdicts += 1
      }
    }
  }
}

async function holdKey({ storage, engine }: ServerLife, known: Known, connection: Connection): Promise<void> {
  const sealed = await storage.connections.findSealed(connection.tenantId, connection.id)
  const info = connection.credential
  if ((sealed?.credential ?? null) === null ? info !== null : info === null) {
    throw new Broken('G2', known, 'a key is there that is not shown, or the other way round')
  }
  const key =
    info === null || !sealed?.credential
      ? null
      : await openedKey(engine.vault, connection, info.version, sealed.credential)
  if (key !== null && connection.account?.id !== companyId(known.company)) {
    throw new Broken('G2', known, `it is shown as ${connection.account?.id}`)
  }
  if (!known.possible.has(key)) {
    throw new Broken('G1 or G3', known, `it has ${key}, and may have ${[...known.possible].join(', ')}`)
  }
  if (known.open === 0 && connection.attempt?.status !== 'validating') known.possible = new Set([key])
}

type VaultOf = ServerLife['engine']['vault']

async function openedKey(
  vault: VaultOf,
  { id, tenantId, provider, environment }: Connection,
  credentialVersion: number,
  sealed: Parameters<VaultOf['open']>[1],
): Promise<string> {
  const context = {
    purpose: 'provider-credential',
    tenantId,
    connectionId: id,
    credentialVersion,
    provider,
    environment,
  } as const
  const { secret } = await vault.open(context, sealed)
  const key = secret.use((bytes) => bytes.toString('latin1'))
  secret.wipe()
  return key
}

async function holdTrail(
  { storage }: ServerLife,
  known: Known,
  connection: Connection,
  events: readonly EventEnvelope[],
): Promise<void> {
  const sequences = events.map((event) => ('sequence' in event ? event.sequence : null))
  if (
    !isDeepStrictEqual(
      sequences,
      sequences.map((_, index) => index + 1),
    )
  ) {
    throw new Broken('G4', known, `the sequence is ${sequences.join(', ')}`)
  }
  if (new Set(events.map(({ id }) => id)).size !== events.length) throw new Broken('G4', known, 'an id comes twice')
  const trail = await storage.connections.timeline(connection.tenantId, connection.id, ALL, CHANGES)
  const audited = trail.map(({ action }) => action).toReversed()
  const told = events.map(({ type }) => type).filter(isChange)
  if (!isDeepStrictEqual(audited, told)) {
    throw new Broken('G4', known, `audited ${audited.join(', ')}, and told ${told.join(', ')}`)
  }
  const standing = told.map((type) => STANDING_AFTER[type]).findLast((after) => after !== undefined) ?? 'not_connected'
  if (connection.standing !== standing) throw new Broken('G4', known, `it is ${connection.standing}, not ${standing}`)
}

function holdVerdict(known: Known, { createdAt, data }: EventEnvelope, truth: Truth): void {
  const at = Date.parse(createdAt) - truth.aheadMs
  const reason = 'reason' in data ? data.reason : null
  if (reason !== 'key_revoked') throw new Broken('G5', known, `it is said that ${reason}`)
  const bySource = 'source' in data && data.source === 'person' ? byPerson : byRule
  if (![...known.ever].some((key) => bySource(heardBefore(truth, key, at), at, truth))) {
    throw new Broken('G5', known, 'the provider did not refuse it as the rule demands')
  }
}

const heardBefore = ({ pleo, killedAt }: Truth, key: string, at: number): readonly Said[] =>
  pleo
    .said(key)
    .filter((said) => said.at <= at)
    .filter(
      (said) =>
        said.what === 'refused' || !killedAt.some((kill) => said.at <= kill && kill - said.at <= WRITTEN_WITHIN_MS),
    )

const byPerson = (heard: readonly Said[], at: number): boolean =>
  heard.slice(-2).filter((said) => said.what === 'refused' && at - said.at <= PERSONS_CHECK_MS).length === 2

function byRule(heard: readonly Said[], at: number, { rules, steppedAt }: Truth): boolean {
  const refused = heard.slice(heard.findLastIndex(({ what }) => what === 'good') + 1)
  const first = refused[0]
  if (first === undefined || refused.length < rules.usual.answers) return false
  return first.at <= steppedAt || at - first.at >= rules.usual.spanMs - WRITTEN_WITHIN_MS
}
