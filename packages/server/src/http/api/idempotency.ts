import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { StoredAnswer } from '../../engine/ports/stores.ts'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { EdgeRefusal } from '../problems.ts'

const CHANGES = new Set(['POST', 'PATCH', 'DELETE'])
const KEY_FORM = /^[\x20-\x7e]{1,255}$/
/** Longer than any request takes: the claim of one whose process died runs out. */
const CLAIM_LASTS_MS = 60_000
const KEPT_HEADERS = ['content-type', 'etag', 'location', 'retry-after'] as const

/** One effect for all repeats of a request. Scope: token, method, path. DESIGN section 8. */
export const idempotency = (deps: HttpDeps) =>
  createMiddleware<Env>(async (c, next) => {
    const key = c.req.header('idempotency-key')
    if (key === undefined || !CHANGES.has(c.req.method)) return next()
    if (!KEY_FORM.test(key)) {
      throw new EdgeRefusal('malformed_request', {
        detail: 'Idempotency-Key must be 1 to 255 printable ASCII characters.',
      })
    }
    const { stores, vault, clock } = deps.engine
    const scope = `${c.get('apiToken').id} ${c.req.method} ${c.req.path}`
    const digest = await vault.digest(scope, c.get('body'))
    const claim = await stores.idempotency.claim(scope, key, digest, clock.now(), CLAIM_LASTS_MS)
    if (claim.kind === 'in_progress') throw new EdgeRefusal('idempotency_in_progress')
    if (claim.kind === 'reused') throw new EdgeRefusal('idempotency_key_reused')
    if (claim.kind === 'replay') {
      c.res = await replay(deps, scope, key, claim.answer)
      return
    }
    await next()
    await settle(deps, c, scope, key)
  })

async function replay(deps: HttpDeps, scope: string, key: string, answer: StoredAnswer): Promise<Response> {
  const body = await deps.engine.vault.openAnswer(`${scope} ${key}`, answer.body)
  return new Response(body.length === 0 ? null : Buffer.from(body), {
    status: answer.status,
    headers: { ...answer.headers, 'cache-control': 'no-store', 'idempotency-replayed': 'true' },
  })
}

async function settle(deps: HttpDeps, c: Context<Env>, scope: string, key: string): Promise<void> {
  const { stores, vault, clock } = deps.engine
  const { status } = c.res
  const passing = status >= 500 || status === 429
  if (passing) return stores.idempotency.release(scope, key)
  const body = new Uint8Array(await c.res.clone().arrayBuffer())
  const headers: Record<string, string> = {}
  for (const name of KEPT_HEADERS) {
    const value = c.res.headers.get(name)
    if (value !== null) headers[name] = value
  }
  const sealed = await vault.sealAnswer(`${scope} ${key}`, body)
  await stores.idempotency.keep(scope, key, { status, headers, body: sealed }, clock.now())
}
