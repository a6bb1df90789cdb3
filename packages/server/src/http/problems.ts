/** The closed set of problems (RFC 9457). Status and title of each code stand here and nowhere else. */
export const PROBLEMS = {
  malformed_request: { status: 400, title: 'The request could not be read' },
  unauthenticated: { status: 401, title: 'A valid API token is needed' },
  scope_missing: { status: 403, title: 'The API token lacks a scope' },
  tenant_not_allowed: { status: 403, title: 'The API token may not act for this tenant' },
  cross_site: { status: 403, title: 'The request did not come from the page' },
  capability_missing: { status: 403, title: 'This page may not do that' },
  sealing_required: { status: 403, title: 'The key must be encrypted in the browser' },
  not_found: { status: 404, title: 'There is no such thing here' },
  method_not_allowed: { status: 405, title: 'This address does not take that method' },
  illegal_transition: { status: 409, title: 'The connection cannot take this step now' },
  page_outdated: { status: 409, title: 'The page is older than what it acts on' },
  connection_needs_attention: { status: 409, title: 'The connection needs a person' },
  endpoint_off: { status: 409, title: 'The webhook endpoint is off' },
  idempotency_in_progress: { status: 409, title: 'The same request is still running' },
  cursor_expired: { status: 410, title: 'Events behind this cursor are no longer kept' },
  event_expired: { status: 410, title: 'The event is no longer kept' },
  page_ended: { status: 410, title: 'This page is no longer active' },
  revision_mismatch: { status: 412, title: 'The connection has changed since it was read' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be JSON' },
  invalid_request: { status: 422, title: 'The request has faults' },
  idempotency_key_reused: { status: 422, title: 'This Idempotency-Key belongs to another request' },
  reason: { status: 422, title: 'The key was not accepted' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  provider_unreachable: { status: 502, title: 'The provider did not answer' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof PROBLEMS

export interface FieldError {
  /** RFC 6901 */
  readonly pointer: string
  readonly code: string
  readonly message: string
}

export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail?: string
  readonly requestId: string
  readonly errors?: readonly FieldError[]
  readonly issue?: object
  readonly seal?: object
}

export interface ProblemExtras {
  readonly detail?: string
  readonly errors?: readonly FieldError[]
  readonly issue?: { readonly code: string } & object
  /** With `page_outdated`: what the page seals its key with from now on. */
  readonly seal?: object
  readonly headers?: Readonly<Record<string, string>>
}

/** A refusal made at the edge itself. */
export class EdgeRefusal extends Error {
  readonly code: ProblemCode
  readonly extras: ProblemExtras
  constructor(code: ProblemCode, extras: ProblemExtras = {}) {
    super(PROBLEMS[code].title)
    this.code = code
    this.extras = extras
  }
}

export function problemBody(code: ProblemCode, requestId: string, extras: ProblemExtras = {}): ProblemBody {
  const { status, title } = PROBLEMS[code]
  const shown = extras.issue?.code ?? code
  return {
    type: `urn:keyturn:problem:${shown}`,
    title,
    status,
    code: shown,
    ...(extras.detail === undefined ? {} : { detail: extras.detail }),
    requestId,
    ...(extras.errors === undefined ? {} : { errors: extras.errors }),
    ...(extras.issue === undefined ? {} : { issue: extras.issue }),
    ...(extras.seal === undefined ? {} : { seal: extras.seal }),
  }
}

export function problemResponse(code: ProblemCode, requestId: string, extras: ProblemExtras = {}): Response {
  const { status } = PROBLEMS[code]
  return new Response(JSON.stringify(problemBody(code, requestId, extras)), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...extras.headers,
    },
  })
}
