import { gzipSync } from 'node:zlib'
import { bytesAnswer, refusal, unauthorized, written } from './answer.ts'
import type { Answer, Said } from './answer.ts'
import type { Behaviour, Call } from './behaviour.ts'
import { ACME_GROUP, companyUrn, NORDLYS } from './companies.ts'
import { withDuplicateFields, withProtoFields } from './hostile-json.ts'
import type { SimulatedKey } from './key.ts'
import { INSTALLATION_ANSWERS } from './operation-names.ts'
import { uuidOf } from './uuid.ts'

const RETRY_AFTER_S = 7

const forbidden = (): Said => refusal(403, 'FORBIDDEN', 'Missing permissions.', 'scope_refusal')
const tooMany = (headers: Readonly<Record<string, string>>): Answer =>
  written({ ...refusal(429, 'TOO_MANY_REQUESTS', 'Too many requests.', 'rate_limit'), headers })

/** Answers every touched call with the same refusal. */
const always = (status: number, type: string, message: string) => (): Answer => written(refusal(status, type, message))

const once =
  (answer: () => Answer) =>
  (call: Call): Answer | undefined =>
    call.count === 1 ? answer() : undefined

/** The key is good until it made its installation. */
const afterInstallation =
  (answer: () => Answer) =>
  (call: Call): Answer | undefined =>
    call.key?.hasInstalled === true ? answer() : undefined

const delivered = (delivery: 'never' | 'reset' | 'endless') => (): Answer => ({
  ...bytesAnswer(200, 'application/json;charset=UTF-8', '{"data":{"applicationName":"'),
  delivery,
})

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** Changes fields of the answer, inside `data` where there is one. A field set to `undefined` is left out. */
const withFields =
  (fields: Readonly<Record<string, unknown>>) =>
  (said: Said): Said => {
    if (!isRecord(said.body)) return said
    const { data } = said.body
    const body = isRecord(data) ? { data: { ...data, ...fields } } : { ...said.body, ...fields }
    return { ...said, body }
  }

const withScopes =
  (scopes: (granted: readonly string[]) => readonly string[]) =>
  (key: SimulatedKey): SimulatedKey => ({
    ...key,
    scopes: scopes(key.scopes),
  })

/** 16 MB of blanks are 16 kB of gzip; 64 members in a row unpack to 1 GB. Made once, when first asked for. */
const bombBytes = lazily(() => {
  const blanks = gzipSync(Buffer.alloc(16 * 1024 * 1024, ' '), { level: 9 })
  return Buffer.concat([gzipSync('{"data":'), ...Array.from({ length: 64 }, () => blanks)])
})

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

function bomb(): Answer {
  const answer = bytesAnswer(200, 'application/json;charset=UTF-8', bombBytes())
  return { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' } }
}

const GATEWAY_PAGE = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'

const BROKEN_UTF8 = Buffer.concat([
  Buffer.from('{"data":{"authMethod":"API_KEY","clientId":"'),
  Buffer.from([0xc3, 0x28, 0xff, 0xfe]),
  Buffer.from('","scope":""}}'),
])

/** Every way of answering, by name. The start page, the README and the magic keys are derived from it. */
export const BEHAVIOURS = {
  ok: { says: 'Works as documented.', on: 'all' },

  unauthorized: { says: '401 on every call.', on: 'all', instead: () => written(unauthorized()) },
  forbidden: { says: '403 on every call.', on: 'all', instead: () => written(forbidden()) },
  bad_request: { says: '400 on every call.', on: 'all', instead: always(400, 'BAD_REQUEST', 'Bad request.') },
  not_found: { says: '404 on every call.', on: 'all', instead: always(404, 'NOT_FOUND', 'Not found.') },
  conflict: { says: '409 on every call.', on: 'all', instead: always(409, 'CONFLICT', 'Conflict.') },
  unprocessable: { says: '422 on every call.', on: 'all', instead: always(422, 'UNPROCESSABLE', 'Unprocessable.') },

  rate_limited: {
    says: `429 with Retry-After: ${RETRY_AFTER_S} (seconds).`,
    on: 'all',
    instead: () => tooMany({ 'retry-after': String(RETRY_AFTER_S) }),
  },
  rate_limited_date: {
    says: `429 with Retry-After as a date, ${RETRY_AFTER_S} s ahead.`,
    on: 'all',
    instead: ({ now }) => tooMany({ 'retry-after': new Date(now + RETRY_AFTER_S * 1000).toUTCString() }),
  },
  rate_limited_no_header: { says: '429 without Retry-After.', on: 'all', instead: () => tooMany({}) },

  server_error: { says: '500 on every call.', on: 'all', instead: always(500, 'INTERNAL', 'Unexpected error.') },
  bad_gateway_html: {
    says: '502 with a page of HTML.',
    on: 'all',
    instead: () => bytesAnswer(502, 'text/html', GATEWAY_PAGE),
  },
  unavailable: { says: '503 on every call.', on: 'all', instead: always(503, 'UNAVAILABLE', 'Service unavailable.') },

  slow: { says: 'The right answer, 4 s late.', on: 'all', delivery: 'late' },
  hang: { says: 'Takes the request and never answers.', on: 'all', instead: delivered('never') },
  reset: { says: 'Resets the connection in place of an answer.', on: 'all', instead: delivered('reset') },
  truncated: { says: 'Breaks off in the middle of the right answer.', on: 'all', delivery: 'truncated' },
  endless: { says: '200 and a body that never ends.', on: 'all', instead: delivered('endless') },
  bomb: { says: '200 and about 1 MB of gzip that unpacks to 1 GB.', on: 'all', instead: bomb },

  not_json: {
    says: '200 with plain text.',
    on: 'all',
    instead: () => bytesAnswer(200, 'text/plain', 'Everything is fine.'),
  },
  empty: { says: '200 without a body.', on: 'all', instead: () => bytesAnswer(200, null, '') },
  invalid_utf8: {
    says: '200 with bytes that are not UTF-8.',
    on: 'all',
    instead: () => bytesAnswer(200, 'application/json;charset=UTF-8', BROKEN_UTF8),
  },
  duplicate_fields: {
    says: 'Every text field twice; the second time the company is another one.',
    on: 'all',
    writes: withDuplicateFields,
  },
  proto_fields: { says: 'A field __proto__ in every object.', on: 'all', writes: withProtoFields },
  redirect_elsewhere: {
    says: '307 to another host, where anything is answered with 200.',
    on: 'all',
    instead: ({ elsewhere, path }) => ({
      ...bytesAnswer(307, null, ''),
      headers: { location: `${elsewhere}/elsewhere${path}` },
    }),
  },

  no_subject: {
    says: 'Introspection names no company; the installation does, once there is one.',
    on: ['introspect'],
    sees: (key) => ({ ...key, namesCompany: false }),
  },
  no_subject_installed: {
    says: 'Introspection names no company; an installation exists already and does.',
    on: 'all',
    installedBefore: true,
    sees: (key) => ({ ...key, namesCompany: false }),
  },
  no_company_anywhere: {
    says: 'Neither introspection nor the installation names a company.',
    on: ['introspect', ...INSTALLATION_ANSWERS],
    sees: (key) => ({ ...key, namesCompany: false }),
    alters: (said) =>
      isRecord(said.body) && 'resource' in said.body
        ? withFields({ resource: `urn:pleo:entity:${uuidOf('entity')}` })(said)
        : said,
  },
  organisation: {
    says: 'The key opens an organisation, not one company.',
    on: 'all',
    sees: (key) => ({ ...key, kind: 'organisation', organisationId: key.organisationId ?? ACME_GROUP.id }),
  },
  oauth: { says: 'Introspection says OAUTH2.', on: 'all', sees: (key) => ({ ...key, kind: 'oauth' }) },
  other_client: {
    says: "The key was made for another integration: another clientId, another application's name.",
    on: ['introspect'],
    alters: withFields({ clientId: uuidOf('another client'), applicationName: 'Other Books' }),
  },
  no_application_name: {
    says: 'Introspection leaves out the application’s name.',
    on: ['introspect'],
    alters: withFields({ applicationName: undefined }),
  },
  scope_missing: {
    says: 'The key has companies:read and none of its other scopes.',
    on: 'all',
    sees: withScopes((scopes) => scopes.filter((scope) => scope === 'companies:read')),
  },
  no_scopes: { says: 'The key has no scope at all.', on: 'all', sees: withScopes(() => []) },

  installation_exists: {
    says: 'The company has an installation already; creating one is answered 409.',
    on: 'all',
    installedBefore: true,
    again: 'conflict',
  },
  installation_exists_400: {
    says: 'The company has an installation already; creating one is answered 400.',
    on: 'all',
    installedBefore: true,
    again: 'bad_request',
  },
  installation_overwrites: {
    says: 'The company has an installation already; creating one overwrites it and is answered 200.',
    on: 'all',
    installedBefore: true,
    again: 'overwrite',
  },
  installation_other_company: {
    says: 'The installation names another company than introspection.',
    on: INSTALLATION_ANSWERS,
    alters: withFields({ resource: companyUrn(NORDLYS.id) }),
  },
  installation_error_status: {
    says: 'The installation is answered with status ERROR and AUTH_ERROR.',
    on: INSTALLATION_ANSWERS,
    alters: withFields({ status: 'ERROR', errorCode: 'AUTH_ERROR' }),
  },
  installation_inactive: {
    says: 'The installation is answered with status INACTIVE.',
    on: INSTALLATION_ANSWERS,
    alters: withFields({ status: 'INACTIVE' }),
  },
  not_entitled: {
    says: 'The installation is answered with status ERROR and NOT_ENTITLED.',
    on: INSTALLATION_ANSWERS,
    alters: withFields({ status: 'ERROR', errorCode: 'NOT_ENTITLED' }),
  },
  not_entitled_refused: {
    says: 'Creating the installation is answered 403 with type NOT_ENTITLED.',
    on: ['installation_create'],
    instead: always(403, 'NOT_ENTITLED', 'Not entitled to use the application.'),
  },
  installation_create_fails: {
    says: 'Creating the installation is answered 500; everything else works.',
    on: ['installation_create'],
    instead: always(500, 'INTERNAL', 'Unexpected error.'),
  },

  name_forbidden: { says: '403 for the company’s name.', on: ['company'], instead: () => written(forbidden()) },
  name_missing: {
    says: '404 for the company’s name.',
    on: ['company'],
    instead: always(404, 'NOT_FOUND', 'Not found.'),
  },
  name_error: {
    says: '500 for the company’s name.',
    on: ['company'],
    instead: always(500, 'INTERNAL', 'Unexpected error.'),
  },

  flaky_401: { says: '401 on the first call, then good.', on: 'all', instead: once(() => written(unauthorized())) },
  flaky_503: {
    says: '503 on the first call, then good.',
    on: 'all',
    instead: once(always(503, 'UNAVAILABLE', 'Service unavailable.')),
  },
  unauthorized_after_install: {
    says: '401 on every call once it has made its installation.',
    on: 'all',
    instead: afterInstallation(() => written(unauthorized())),
  },
  forbidden_after_install: {
    says: '403 on every call once it has made its installation.',
    on: 'all',
    instead: afterInstallation(() => written(forbidden())),
  },
  unavailable_after_install: {
    says: '503 on every call once it has made its installation.',
    on: 'all',
    instead: afterInstallation(always(503, 'UNAVAILABLE', 'Service unavailable.')),
  },
  scope_lost_after_install: {
    says: 'Loses its first scope once it has made its installation.',
    on: 'all',
    sees: (key) => (key.hasInstalled ? withScopes((scopes) => scopes.slice(1))(key) : key),
  },
} as const satisfies Record<string, Behaviour>

export type BehaviourName = keyof typeof BEHAVIOURS

const TABLE: ReadonlyMap<string, Behaviour> = new Map(Object.entries(BEHAVIOURS))

export const BEHAVIOUR_NAMES: readonly BehaviourName[] = [...TABLE.keys()].filter(isBehaviourName)

function isBehaviourName(name: string): name is BehaviourName {
  return TABLE.has(name)
}

export const behaviourOf = (name: BehaviourName): Behaviour => BEHAVIOURS[name]
