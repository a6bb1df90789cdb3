import type { AttemptStep } from '../../domain/attempt.ts'
import type { CheckAnswer, Inconclusive } from '../../domain/noticing/answer.ts'
import type { Identification, KeyRefusal } from '../../engine/ports/provider.ts'
import { ask, endWith, inconclusive } from './ask.ts'
import type { Talk } from './ask.ts'
import { nameCompany } from './company.ts'
import { readInstallation, refuseOwner } from './installation.ts'
import { missingScopes, readScopes } from './permissions.ts'
import { introspectionShape } from './shapes.ts'
import type { Introspection } from './shapes.ts'
import { readUrn } from './urn.ts'
import type { Owner } from './urn.ts'
import { VERDICTS } from './verdicts.ts'

/** What a key must be to serve this integration. */
export interface Expectation {
  /** Null: any application's key passes, a Standalone one too. */
  readonly clientId: string | null
  readonly requiredScopes: readonly string[]
}

const REQUEST = { method: 'GET', path: '/v1/introspect' } as const

/** FACTS 6.1 lists `OAUTH2`, `API_KEY`, `NONE`. */
const isRightKind = ({ clientId }: Expectation, found: Introspection): boolean =>
  found.authMethod === 'API_KEY' && (clientId === null || clientId === found.clientId)

type FoundOwner = { readonly kind: 'owner'; readonly owner: Owner | null } | KeyRefusal | Inconclusive

/** `subjectURN` is optional; where it is absent an installation may still name the company. */
async function findOwner(talk: Talk, found: Introspection): Promise<FoundOwner> {
  if (found.subjectURN) return { kind: 'owner', owner: readUrn(found.subjectURN) }
  const reply = await readInstallation(talk)
  if (reply.said === 'ok') return { kind: 'owner', owner: readUrn(reply.value.resource) }
  if (reply.said === 'absent') return { kind: 'owner', owner: null }
  return endWith(reply.said, reply.retryAfterMs)
}

/** Whose key this is and what it may do: reads only. */
export async function identifyKey(
  talk: Talk,
  expectation: Expectation,
  onStep: (step: AttemptStep) => Promise<void>,
): Promise<Identification> {
  await onStep('key')
  const reply = await ask(talk, VERDICTS.introspect, REQUEST, introspectionShape)
  if (reply.said !== 'ok') return endWith(reply.said, reply.retryAfterMs)
  const found = reply.value.data
  if (!isRightKind(expectation, found)) return { kind: 'refused', reason: 'wrong_kind_of_key' }

  await onStep('company')
  const search = await findOwner(talk, found)
  if (search.kind !== 'owner') return search
  const { owner } = search
  if (owner !== null && owner.kind !== 'company') return refuseOwner(owner)
  const grantedScopes = readScopes(found.scope)
  const missing = missingScopes(expectation.requiredScopes, grantedScopes)
  const account = owner === null || missing.length > 0 ? null : await nameCompany(talk, owner.id)

  await onStep('permissions')
  if (missing.length > 0) return { kind: 'refused', reason: 'permissions_missing', missing }
  return { kind: 'accepted', finding: { account, grantedScopes } }
}

/** A complaint about our question that says nothing of the key: no outage explains it. */
const oddStatus = (status: number | null): Pick<Inconclusive, 'status'> =>
  status !== null && status >= 400 && status <= 499 && status !== 429 ? { status } : {}

const ANOTHER_THING: Inconclusive = { ...inconclusive('provider_unexpected', null), status: 200 }

/**
 * One question about a stored key. A 200 that speaks of another kind of key, another application or a group is nothing
 * that could have become of this key: inconclusive, for the operator to look at.
 */
export async function checkKey(talk: Talk, expectation: Expectation): Promise<CheckAnswer> {
  const reply = await ask(talk, VERDICTS.check, REQUEST, introspectionShape)
  if (reply.said === 'unauthorized' || reply.said === 'forbidden') return { kind: reply.said }
  if (reply.said !== 'ok') return { ...inconclusive(reply.said, reply.retryAfterMs), ...oddStatus(reply.status) }
  const found = reply.value.data
  const owner = found.subjectURN ? readUrn(found.subjectURN) : null
  if (!isRightKind(expectation, found)) return ANOTHER_THING
  if (owner !== null && owner.kind !== 'company') return ANOTHER_THING
  return { kind: 'alive', accountId: owner?.id ?? null, grantedScopes: readScopes(found.scope) }
}
