import { Hono } from 'hono'
import type { Context } from 'hono'
import type { z } from 'zod'
import { parseJson } from '../api/api-request.ts'
import { boundedBody } from '../bounded-body.ts'
import {
  BehaviourInput,
  NewKeyInput,
  RenameInput,
  RequestsQuery,
  RevokeInput,
  ScopesInput,
  SwitchCompanyInput,
} from './control-input.ts'
import { ControlRefusal } from './control.ts'
import type { Control } from './control.ts'

const BODY_LIMIT_BYTES = 256 * 1024

type Status = 200 | 201

interface Fault {
  readonly code: string
  readonly message: string
  readonly errors?: readonly { readonly pointer: string; readonly message: string }[]
}

const fault = (c: Context, status: 400 | 404 | 413 | 415 | 422, body: Fault): Response => c.json(body, status)

/** Never repeats a value: a field's name or content may be a key. */
const invalid = (c: Context, error: z.ZodError): Response =>
  fault(c, 422, {
    code: 'invalid_request',
    message: 'The request is not as described.',
    errors: error.issues.map((issue) => ({
      pointer: `/${issue.path.join('/')}`,
      message: issue.code === 'unrecognized_keys' ? 'has a field that is not known here' : issue.message,
    })),
  })

const isJson = (c: Context): boolean => /^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '')

/** A command with a JSON body. JSON only, so that no page elsewhere can send one without asking first. */
const command =
  <T>(schema: z.ZodType<T>, status: Status, run: (input: T) => object) =>
  async (c: Context): Promise<Response> => {
    if (!isJson(c)) return fault(c, 415, { code: 'unsupported_media_type', message: 'The body must be JSON.' })
    const body = await boundedBody(c, BODY_LIMIT_BYTES)
    if (body === null) return fault(c, 413, { code: 'body_too_large', message: 'The body is too large.' })
    const json = parseJson(body)
    if (json === undefined) return fault(c, 400, { code: 'malformed_request', message: 'The body is not JSON.' })
    const input = schema.safeParse(json)
    return input.success ? c.json(run(input.data), status) : invalid(c, input.error)
  }

/** The control API (DESIGN section 16), under `/_simulator`. */
export function controlApi(control: Control): Hono {
  const api = new Hono()
  api.post(
    '/keys',
    command(NewKeyInput, 201, (input) => control.createKey(input)),
  )
  api.post(
    '/revoke',
    command(RevokeInput, 200, (input) => control.revoke(input)),
  )
  api.post(
    '/scopes',
    command(ScopesInput, 200, (input) => control.setScopes(input)),
  )
  api.post(
    '/behaviour',
    command(BehaviourInput, 200, (input) => control.setBehaviour(input)),
  )
  api.post(
    '/company',
    command(SwitchCompanyInput, 200, (input) => control.switchCompany(input)),
  )
  api.post(
    '/companies/rename',
    command(RenameInput, 200, (input) => control.renameCompany(input)),
  )
  api.post('/reset', (c) => {
    control.reset()
    return c.json({})
  })
  api.get('/installations', (c) => c.json(control.installations()))
  api.get('/requests', (c) => {
    const query = RequestsQuery.safeParse(c.req.query())
    return query.success ? c.json(control.requests(query.data.since)) : invalid(c, query.error)
  })
  api.onError((error, c) => {
    if (!(error instanceof ControlRefusal)) throw error
    return fault(c, error.status, { code: error.code, message: error.message })
  })
  return api
}
