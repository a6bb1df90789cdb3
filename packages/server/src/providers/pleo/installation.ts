import { z } from 'zod'
import type { Account } from '../../domain/account.ts'
import type { ConnectionId } from '../../domain/ids.ts'
import type { Inconclusive } from '../../domain/noticing/answer.ts'
import type { Installation, KeyRefusal } from '../../engine/ports/provider.ts'
import { ask, endWith, inconclusive } from './ask.ts'
import type { Reply, Talk } from './ask.ts'
import { installationShape, NOT_ENTITLED } from './shapes.ts'
import type { InstallationRecord } from './shapes.ts'
import { readUrn } from './urn.ts'
import type { Owner } from './urn.ts'
import { VERDICTS } from './verdicts.ts'
import type { OutcomeOf } from './verdicts.ts'

export type InitialStatus = 'ACTIVATED' | 'PENDING_INTEGRATION'

/** Which connection of ours the installation belongs to. Pleo stores it and does not use it. */
const OURS = 'externalConfigurationId'
const PATH = '/v1/installations/me'

/** FACTS 6.2. A status that is in neither list is tolerated. */
const LIVE = new Set(['ACTIVATED', 'AUTHORIZED', 'PENDING_INTEGRATION'])
const DEAD = new Set(['INACTIVE', 'ERROR'])

export interface Plan {
  readonly mode: 'connect' | 'replace'
  readonly account: Account
  readonly connection: ConnectionId
  readonly initialStatus: InitialStatus
}

const UNNAMED = { kind: 'company', name: null } as const

const OWNER_REFUSALS = {
  organisation: { kind: 'refused', reason: 'organisation_key' },
  other: { kind: 'refused', reason: 'account_unknown' },
} as const satisfies Record<Exclude<Owner['kind'], 'company'>, KeyRefusal>

/** What is said to an owner that is not one company. */
export const refuseOwner = (owner: Exclude<Owner, { kind: 'company' }>): KeyRefusal => OWNER_REFUSALS[owner.kind]

export const readInstallation = (talk: Talk): Promise<Reply<OutcomeOf<'installation_read'>, InstallationRecord>> =>
  ask(talk, VERDICTS.installation_read, { method: 'GET', path: PATH }, installationShape)

const createInstallation = (
  talk: Talk,
  connection: ConnectionId,
  status: InitialStatus,
): Promise<Reply<OutcomeOf<'installation_create'>, InstallationRecord>> =>
  ask(
    talk,
    VERDICTS.installation_create,
    { method: 'POST', path: PATH, json: { status, metadata: { [OURS]: connection } } },
    installationShape,
  )

/** Null where the installation is the account's. */
function refuseStranger(record: InstallationRecord, account: Account): KeyRefusal | null {
  const owner = readUrn(record.resource)
  if (owner.kind !== 'company') return refuseOwner(owner)
  if (owner.id === account.id) return null
  return { kind: 'refused', reason: 'account_mismatch', found: { ...UNNAMED, id: owner.id } }
}

/** Is the installation good for anything, now that we asked for it to be? */
function refuseDead(record: InstallationRecord): KeyRefusal | Inconclusive | null {
  if (!DEAD.has(record.status)) return null
  if (record.errorCode === NOT_ENTITLED) return { kind: 'refused', reason: 'not_entitled' }
  return inconclusive('provider_unexpected', null)
}

const settle = (record: InstallationRecord, account: Account): Installation =>
  refuseStranger(record, account) ?? refuseDead(record) ?? { kind: 'installed', account }

/** Takes over an installation that is there, after making sure whose it is. Metadata of others stays. */
async function adopt(talk: Talk, plan: Plan, record: InstallationRecord): Promise<Installation> {
  const stranger = refuseStranger(record, plan.account)
  if (stranger !== null) return stranger
  const status = plan.mode === 'replace' && LIVE.has(record.status) ? record.status : plan.initialStatus
  const metadata = { ...record.metadata, [OURS]: plan.connection }
  const reply = await ask(
    talk,
    VERDICTS.installation_update,
    { method: 'PUT', path: PATH, json: { status, metadata } },
    installationShape,
  )
  return reply.said === 'ok' ? settle(reply.value, plan.account) : endWith(reply.said, reply.retryAfterMs)
}

/** Did POST hand back one that was there before, instead of making ours? */
function isOlder(record: InstallationRecord, connection: ConnectionId): boolean {
  const owner = record.metadata?.[OURS]
  if (owner !== undefined && owner !== connection) return true
  return DEAD.has(record.status) && record.errorCode !== NOT_ENTITLED
}

async function create(talk: Talk, plan: Plan): Promise<Installation> {
  const made = await createInstallation(talk, plan.connection, plan.initialStatus)
  if (made.said === 'ok') {
    return isOlder(made.value, plan.connection) ? adopt(talk, plan, made.value) : settle(made.value, plan.account)
  }
  const look = await lookAfter(talk, made)
  return look.kind === 'there' ? adopt(talk, plan, look.record) : look
}

type Look = { readonly kind: 'there'; readonly record: InstallationRecord } | KeyRefusal | Inconclusive
type Unmade = Exclude<Reply<OutcomeOf<'installation_create'>, InstallationRecord>, { said: 'ok' }>

/** After a POST that made nothing for sure: is one there? */
async function lookAfter(talk: Talk, made: Unmade): Promise<Look> {
  if (made.said !== 'look_or_unexpected' && made.said !== 'look_or_unreachable')
    return endWith(made.said, made.retryAfterMs)
  const found = await readInstallation(talk)
  if (found.said === 'ok') return { kind: 'there', record: found.value }
  if (found.said !== 'absent') return endWith(found.said, found.retryAfterMs)
  const reason = made.said === 'look_or_unexpected' ? 'provider_unexpected' : 'provider_unreachable'
  return inconclusive(reason, made.retryAfterMs)
}

/**
 * Makes or adopts the installation (FACTS 7, step 6). What a second POST answers is UNKNOWN, so each form is taken: it
 * may hand back the old one, refuse, or fail. A replacement looks first, because it keeps the status that it finds.
 */
export async function install(talk: Talk, plan: Plan): Promise<Installation> {
  if (plan.mode === 'connect') return create(talk, plan)
  const found = await readInstallation(talk)
  if (found.said === 'ok') return adopt(talk, plan, found.value)
  return found.said === 'absent' ? create(talk, plan) : endWith(found.said, found.retryAfterMs)
}

/** Learns from an installation, which is not active yet, whose key it is. One that was there before is left as it is. */
export async function reveal(talk: Talk, connection: ConnectionId): Promise<Installation> {
  const made = await createInstallation(talk, connection, 'PENDING_INTEGRATION')
  if (made.said !== 'ok') {
    const look = await lookAfter(talk, made)
    return look.kind === 'there' ? revealed(look.record) : look
  }
  const installation = revealed(made.value)
  if (installation.kind === 'refused' && !isOlder(made.value, connection)) await retract(talk)
  return installation
}

function revealed(record: InstallationRecord): Installation {
  if (record.errorCode === NOT_ENTITLED) return { kind: 'refused', reason: 'not_entitled' }
  const owner = readUrn(record.resource)
  return owner.kind === 'company' ? { kind: 'installed', account: { ...UNNAMED, id: owner.id } } : refuseOwner(owner)
}

/** `INACTIVE`, not DELETE: whether that revokes the key is UNKNOWN. */
export async function retract(talk: Talk): Promise<'done' | 'left_behind'> {
  const request = { method: 'PUT', path: PATH, json: { status: 'INACTIVE' } } as const
  const reply = await ask(talk, VERDICTS.installation_retract, request, z.unknown())
  return reply.said === 'ok' ? 'done' : reply.said
}

export async function uninstall(talk: Talk): Promise<'done' | 'left_behind'> {
  const reply = await ask(talk, VERDICTS.installation_delete, { method: 'DELETE', path: PATH }, z.unknown())
  return reply.said === 'ok' ? 'done' : reply.said
}
