import { refusal, unauthorized, written } from '../answer.ts'
import type { Answer, Said } from '../answer.ts'
import { behaviourOf } from '../behaviours.ts'
import type { Behaviour } from '../behaviour.ts'
import type { SimulatedKey } from '../key.ts'
import type { Chosen } from '../settings.ts'
import type { World } from '../world.ts'
import { notFound } from './api-request.ts'
import { findOperation } from './operations.ts'
import type { Found } from './operations.ts'

/** One request to Pleo's side, read in full. */
export interface ApiRequest {
  readonly method: string
  /** As it came, not decoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly contentType: string
  /** Null where it was over the limit. */
  readonly body: Buffer | null
  /** The well-formed key, if any. */
  readonly secret: string | null
  readonly elsewhere: string
}

export interface Answered {
  readonly answer: Answer
  readonly operation: string | null
  /** The behaviour that shaped the answer; null: the honest one. */
  readonly behaviour: string | null
}

/**
 * Answers one call. What is set for all keys goes first and reaches callers without a good key too, as an outage
 * does; then the key is judged; then what is set for the key.
 */
export function answerTo(world: World, request: ApiRequest): Answered {
  const found = findOperation(request.method, request.path)
  const operation = found.operation?.name ?? null
  const now = world.options.now()
  const key = keyOf(world, request)
  const forAll = world.all.choose(operation, now)
  const outage = inPlace(world, forAll, request, key)
  if (outage !== undefined) return { answer: outage, operation, behaviour: forAll?.name ?? null }
  if (key === null) return { answer: written(unauthorized()), operation, behaviour: null }
  const waitS = world.rate.take(key.id)
  if (waitS > 0) return { answer: written(tooMany(waitS)), operation, behaviour: null }
  const chosen = forAll ?? world.settingsOf(key.id).choose(operation, now)
  const own = chosen === forAll ? undefined : inPlace(world, chosen, request, key)
  const answer = own ?? perform(world, request, found, key, chosen === undefined ? HONEST : behaviourOf(chosen.name))
  return { answer, operation, behaviour: chosen?.name ?? null }
}

const HONEST: Behaviour = behaviourOf('ok')

function keyOf(world: World, request: ApiRequest): SimulatedKey | null {
  const key = request.secret === null ? undefined : world.findBySecret(request.secret)
  return key === undefined || key.revoked ? null : key
}

function inPlace(
  world: World,
  chosen: Chosen | undefined,
  request: ApiRequest,
  key: SimulatedKey | null,
): Answer | undefined {
  if (chosen === undefined) return undefined
  const { path, elsewhere } = request
  return behaviourOf(chosen.name).instead?.({ count: chosen.count, key, now: world.options.now(), path, elsewhere })
}

function perform(world: World, request: ApiRequest, found: Found, key: SimulatedKey, behaviour: Behaviour): Answer {
  const seen = behaviour.sees?.(key) ?? key
  if (behaviour.installedBefore === true) world.installBefore(seen)
  const said = honestly(world, request, found, seen, behaviour)
  const altered = said.status < 300 ? (behaviour.alters?.(said) ?? said) : said
  return written(altered, {
    ...(behaviour.writes === undefined ? {} : { write: behaviour.writes }),
    ...(behaviour.delivery === undefined ? {} : { delivery: behaviour.delivery }),
  })
}

function honestly(world: World, request: ApiRequest, found: Found, key: SimulatedKey, behaviour: Behaviour): Said {
  const { operation, methods, id } = found
  if (operation === undefined && methods.length > 0) return methodNotAllowed(methods)
  if (operation === undefined) return notFound('Not found.', 'unknown_route')
  if (request.body === null) return refusal(413, 'PAYLOAD_TOO_LARGE', 'The body is too large.', 'malformed_input')
  if (operation.scope !== null && !key.scopes.includes(operation.scope))
    return refusal(403, 'FORBIDDEN', 'Missing permissions.', 'scope_refusal')
  const { query, contentType, body } = request
  return operation.answer({ world, key, again: behaviour.again ?? 'conflict', id, query, contentType, body })
}

const methodNotAllowed = (methods: readonly string[]): Said => ({
  ...refusal(405, 'METHOD_NOT_ALLOWED', 'Method not allowed.', 'unknown_route'),
  headers: { allow: methods.join(', ') },
})

const tooMany = (waitS: number): Said => ({
  ...refusal(429, 'TOO_MANY_REQUESTS', 'Too many requests.', 'rate_limit'),
  headers: { 'retry-after': String(waitS) },
})
