import { z } from 'zod'

// What Pleo's OpenAPI files say of the calls that the stand-in answers: paths, statuses, fields and types, in a shape of our own.
// `pleo-files.test.ts` compares them with the files, where those lie beside the checkout. A field that is not here is unknown
// to Pleo, and none may be null.

export interface PleoCall {
  /** Parameters of the path: required. */
  readonly path?: z.ZodObject
  readonly query?: z.ZodObject
  /** Required where the call has one. */
  readonly body?: z.ZodType
  /** Status → its body; null where no body is described. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>
}

export const MEDIA_TYPE = 'application/json;charset=UTF-8'

const uuid = z.guid()
const instant = z.iso.datetime({ offset: true })
const cursor = z.string().regex(/^[A-Z2-7=~]+$/)
/** 64 bits. */
const long = z.int()
const order = z.enum(['ASC', 'ASC_NULLS_FIRST', 'ASC_NULLS_LAST', 'DESC', 'DESC_NULLS_FIRST', 'DESC_NULLS_LAST'])

const wrapped = (data: z.ZodType): z.ZodObject => z.strictObject({ data })

const authentication = z.strictObject({
  authMethod: z.enum(['OAUTH2', 'API_KEY', 'NONE']),
  clientId: z.string(),
  scope: z.string(),
  applicationName: z.string().optional(),
  subjectURN: z.string().optional(),
})

const metadata = z.record(z.string(), z.looseObject({}))
const installationStatus = z.enum(['ACTIVATED', 'INACTIVE', 'AUTHORIZED', 'PENDING_INTEGRATION', 'ERROR'])

const newInstallation = z.strictObject({ status: installationStatus.optional(), metadata: metadata.optional() })

const changedInstallation = z.strictObject({
  status: installationStatus,
  errorCode: z.enum(['NOT_ENTITLED', 'AUTH_ERROR']).optional(),
  metadata: metadata.optional(),
})

/** Its status and error code are any text, where those of a request are not. */
const installation = z.strictObject({
  id: uuid,
  applicationId: uuid,
  resource: z.string(),
  status: z.string(),
  errorCode: z.string().optional(),
  metadata,
  createdAt: instant,
  updatedAt: instant,
})

const address = z.strictObject({
  addressLine1: z.string().optional(),
  addressLine2: z.string().optional(),
  postalCode: z.string().optional(),
  locality: z.string().optional(),
  region: z.string().optional(),
  country: z.string().optional(),
})

const company = z.strictObject({
  id: uuid,
  name: z.string(),
  address,
  organizationId: uuid.optional(),
  registrationNumber: z.string().optional(),
})

const employee = z.strictObject({
  id: uuid,
  companyId: uuid,
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  code: z.string().optional(),
  jobTitle: z.string().optional(),
  phone: z.string().optional(),
})

/** What every list can be asked for. */
const PAGING = {
  before: cursor.optional(),
  after: cursor.optional(),
  offset: long.optional(),
  limit: z.int32().optional(),
  sorting_keys: z.array(z.string()).optional(),
  sorting_order: z.array(order).optional(),
}

const currentRequest = z.strictObject({
  parameters: z.record(z.string(), z.array(z.string())),
  before: z.string().optional(),
  after: z.string().optional(),
  offset: long.optional(),
  limit: z.int32().optional(),
  sortingKeys: z.array(z.string()).optional(),
  sortingOrder: z.array(order).optional(),
})

const pagination = z.strictObject({
  currentRequestPagination: currentRequest,
  hasNextPage: z.boolean(),
  hasPreviousPage: z.boolean(),
  startCursor: z.string().optional(),
  endCursor: z.string().optional(),
  total: long.optional(),
})

const pageOf = (row: z.ZodType): z.ZodObject => z.strictObject({ data: z.array(row), pagination })

const INSTALLATION_ANSWERS = { 200: installation, 400: null, 500: null }

/** `GET /v1/introspect` → what is known of it. */
export const PLEO_CALLS: Readonly<Record<string, PleoCall>> = {
  'GET /v1/introspect': { answers: { 200: wrapped(authentication), 400: null, 500: null } },
  'POST /v1/installations/me': { body: newInstallation, answers: INSTALLATION_ANSWERS },
  'GET /v1/installations/me': {
    query: z.strictObject({ company_id: uuid.optional() }),
    answers: INSTALLATION_ANSWERS,
  },
  'PUT /v1/installations/me': { body: changedInstallation, answers: INSTALLATION_ANSWERS },
  'DELETE /v1/installations/me': { answers: { 204: null, 404: null, 502: null } },
  'POST /v1/installations/me:activate': { answers: INSTALLATION_ANSWERS },
  'PUT /v1/installations/completions': { answers: INSTALLATION_ANSWERS },
  'GET /v1/companies': {
    query: z.strictObject({ organization_id: uuid.optional(), ...PAGING }),
    answers: { 200: pageOf(company), 403: null },
  },
  'GET /v1/companies/{companyId}': {
    path: z.strictObject({ companyId: uuid }),
    answers: { 200: wrapped(company), 403: null, 404: null },
  },
  'GET /v2/employees': {
    query: z.strictObject({
      companyId: uuid.optional(),
      email: z.string().optional(),
      code: z.string().optional(),
      ...PAGING,
    }),
    answers: { 200: pageOf(employee), 403: null },
  },
  'GET /v2/employees/{employeeId}': {
    path: z.strictObject({ employeeId: uuid }),
    answers: { 200: wrapped(employee), 403: null, 404: null },
  },
}

const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 404, 409, 422, 429, 500, 502, 503])

/** All in which the stand-in may differ from these facts, and nothing else. */
const EXCEPTIONS = {
  /** The files type the values of `metadata` as objects and show them as strings. */
  isMetadataString: ({ path, input }: z.core.$ZodIssue): boolean =>
    path.length === 2 && path[0] === 'metadata' && typeof input === 'string',
  /** The files list no 401 and no 429, and the other refusals for some calls only. */
  isStatusTheFilesLack: (status: number): boolean => REFUSALS.has(status),
}

/** @throws Error where Pleo has no such call. */
export function factsOf(call: string): PleoCall {
  const facts = PLEO_CALLS[call]
  if (facts === undefined) throw new Error(`Pleo has no ${call}.`)
  return facts
}

function faultsOf(shape: z.ZodType, value: unknown): string[] {
  const issues = shape.safeParse(value, { reportInput: true }).error?.issues ?? []
  return issues
    .filter((issue) => !EXCEPTIONS.isMetadataString(issue))
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
}

export interface PleoRequest {
  readonly call: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** What is wrong with a request by the facts. */
export function requestFaults({ call, parameters = {}, body }: PleoRequest): string[] {
  const { path, query, body: bodyShape } = factsOf(call)
  const shapes = { ...path?.shape, ...query?.shape }
  const unknown = Object.keys(parameters).filter((name) => !(name in shapes))
  const wrong = Object.entries(shapes).filter(([name, shape]) => {
    const text = parameters[name]
    // In a URL all is text.
    const readings = text === undefined ? [undefined] : [text, Number(text), [text]]
    return readings.every((reading) => z.safeParse(shape, reading).error !== undefined)
  })
  const faults = [...unknown, ...wrong.map(([name]) => name)].map((name) => `parameter ${name}`)
  if (bodyShape !== undefined) return [...faults, ...faultsOf(bodyShape, body)]
  return body === undefined ? faults : [...faults, 'a body is not described']
}

export interface PleoAnswer {
  readonly status: number
  readonly type: string | null
  readonly text: string
}

/** What is wrong with an answer by the facts. */
export function answerFaults(call: string, { status, type, text }: PleoAnswer): string[] {
  const shape = factsOf(call).answers[status]
  if (shape === undefined) return EXCEPTIONS.isStatusTheFilesLack(status) ? [] : [`${status} is not described`]
  if (shape === null) return status < 300 && text !== '' ? [`a body of ${status} is not described`] : []
  if (type !== MEDIA_TYPE) return [`the media type is ${type}`]
  return faultsOf(shape, JSON.parse(text))
}
