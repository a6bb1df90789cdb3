import type { ApiToken } from '../../domain/api-token.ts'
import type { FeedPosition } from '../../engine/ports/outbox-store.ts'
import type { HttpDeps } from '../http-deps.ts'
import { openPlace, sealPlace } from './cursor.ts'

/**
 * A place in the feed is kept for months, API tokens are changed: it is bound to what a token may see, not to the token.
 * docs/decisions/0012-feed-cursors.md
 */
const bindingOf = ({ tenants }: ApiToken): string =>
  JSON.stringify(['feed', tenants === null ? null : tenants.toSorted()])

export const feedCursor = ({ engine }: HttpDeps, token: ApiToken, position: FeedPosition): Promise<string> =>
  sealPlace(engine.vault, bindingOf(token), String(position))

/** @throws EdgeRefusal invalid_request */
export const feedPosition = async ({ engine }: HttpDeps, token: ApiToken, cursor: string): Promise<FeedPosition> =>
  Number(await openPlace(engine.vault, bindingOf(token), cursor))
