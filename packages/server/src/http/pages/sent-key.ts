import type { Context } from 'hono'
import { submitInfo } from '@keyturn/connect/submit-info'
import type { ConnectSession } from '../../domain/connect-session.ts'
import type { SubmittedKey } from '../../engine/key-origin.ts'
import { openSealedKey } from '../../engine/open-sealed-key.ts'
import { PageOutdated } from '../../engine/refusals.ts'
import type { Env } from '../context.ts'
import { readFormField } from '../form-body.ts'
import type { HttpDeps } from '../http-deps.ts'
import { EdgeRefusal } from '../problems.ts'
import { readBody } from '../read-body.ts'
import { submittedKey } from '../submitted-key.ts'
import { sealFacts } from './seal-facts.ts'

const FORM_TYPE = /^application\/x-www-form-urlencoded *(?:;|$)/i
const TURN = /^(?:0|[1-9]\d{0,8})$/

/** Reads a form into bytes and wipes it when it was read. @throws EdgeRefusal for a body that is no form */
export async function withForm<Result>(c: Context<Env>, read: (body: Buffer) => Result): Promise<Result> {
  if (!FORM_TYPE.test(c.req.header('content-type') ?? '')) throw new EdgeRefusal('unsupported_media_type')
  const body = await readBody(c.req.raw)
  try {
    return read(body)
  } finally {
    body.fill(0)
  }
}

/** The key of a form: as the browser sealed it, else as it was pasted, where that is allowed. @throws EdgeRefusal */
export async function sentKey(deps: HttpDeps, c: Context<Env>, session: ConnectSession): Promise<SubmittedKey> {
  try {
    const sent = await withForm(c, (body) => sealedIn(body) ?? readFormField(body, 'key') ?? Buffer.alloc(0))
    if (!Buffer.isBuffer(sent)) return submittedKey(await opened(deps, session, sent))
    if (!deps.config.requireSealedSubmit) return submittedKey(sent)
    sent.fill(0)
    throw new EdgeRefusal('sealing_required')
  } catch (error) {
    const huge = error instanceof EdgeRefusal && error.code === 'body_too_large'
    if (huge) return { kind: 'malformed', fault: 'too_long' }
    throw error
  }
}

/** The fields of a sealed key, in text: `sealed` in base64url, `sealKey`, `turn`. */
interface SealedFields {
  readonly sealed: string
  readonly keyId: string
  readonly turn: string
}

function sealedIn(body: Buffer): SealedFields | undefined {
  const text = (name: string): string | undefined => readFormField(body, name)?.toString('latin1')
  const sealed = text('sealed')
  return sealed === undefined ? undefined : { sealed, keyId: text('sealKey') ?? '', turn: text('turn') ?? '' }
}

async function opened(
  deps: HttpDeps,
  session: ConnectSession,
  { sealed, keyId, turn }: SealedFields,
): Promise<Buffer<ArrayBuffer>> {
  if (!TURN.test(turn)) throw new EdgeRefusal('malformed_request')
  const message = Buffer.from(sealed, 'base64url')
  const info = submitInfo(session.id, Number(turn))
  try {
    return await openSealedKey(deps.engine, session, { keyId, turn: Number(turn), message, info })
  } catch (error) {
    if (!(error instanceof PageOutdated)) throw error
    const current = (await deps.engine.stores.sessions.find(session.id)) ?? session
    throw new EdgeRefusal('page_outdated', { seal: await sealFacts(deps, current) })
  }
}
