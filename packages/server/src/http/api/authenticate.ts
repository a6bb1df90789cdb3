import { createMiddleware } from 'hono/factory'
import { mayActFor } from '../../domain/api-token.ts'
import type { ApiToken, TokenScope } from '../../domain/api-token.ts'
import { parseId, parseTenantId } from '../../domain/ids.ts'
import type { ConnectionId, TenantId } from '../../domain/ids.ts'
import { authenticate } from '../../engine/api-tokens.ts'
import { NotFound, TenantNotAllowed } from '../../engine/refusals.ts'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { EdgeRefusal } from '../problems.ts'

const BEARER = /^Bearer ([\x21-\x7e]{1,256})$/i

export const bearerOf = (request: Request): string | undefined =>
  BEARER.exec(request.headers.get('authorization') ?? '')?.[1]

/** Who calls? The checksum is verified before anything is looked up. */
export const requireToken = (deps: HttpDeps) =>
  createMiddleware<Env>(async (c, next) => {
    const token = bearerOf(c.req.raw)
    if (token === undefined || !deps.apiTokens.isWellFormed(token)) throw new EdgeRefusal('unauthenticated')
    const apiToken = await authenticate(deps.engine, token)
    if (apiToken === undefined) throw new EdgeRefusal('unauthenticated')
    c.set('apiToken', apiToken)
    await next()
  })

/** No scope implies another. */
export const requireScope = (scope: TokenScope) =>
  createMiddleware<Env>(async (c, next) => {
    if (!c.get('apiToken').scopes.includes(scope)) {
      throw new EdgeRefusal('scope_missing', { detail: `This call needs the scope ${scope}.` })
    }
    await next()
  })

/** The scope `admin`, and not for named tenants: what belongs to the whole installation is not for a token of some. */
export const requireInstallationAdmin = createMiddleware<Env>(async (c, next) => {
  const { scopes, tenants } = c.get('apiToken')
  if (!scopes.includes('admin')) throw new EdgeRefusal('scope_missing', { detail: 'This call needs the scope admin.' })
  if (tenants !== null) {
    throw new EdgeRefusal('scope_missing', { detail: 'This call is not for a token for named tenants.' })
  }
  await next()
})

/** @throws TenantNotAllowed */
export function tenantFor(token: ApiToken, tenantId: string): TenantId {
  const tenant = parseTenantId(tenantId)
  if (!mayActFor(token, tenant)) throw new TenantNotAllowed()
  return tenant
}

/** Whose connection is this? Unknown, malformed and others' ids are all the same from outside. @throws NotFound */
export async function tenantOfConnection(
  deps: HttpDeps,
  token: ApiToken,
  rawId: string,
): Promise<{ tenant: TenantId; id: ConnectionId }> {
  const id = readConnectionId(rawId)
  const tenant = await deps.engine.stores.fleet.tenantOf(id)
  if (tenant === undefined || !mayActFor(token, tenant)) throw new NotFound()
  return { tenant, id }
}

function readConnectionId(rawId: string): ConnectionId {
  try {
    return parseId('connection', rawId)
  } catch {
    throw new NotFound()
  }
}
