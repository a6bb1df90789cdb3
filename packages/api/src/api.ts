import { z } from '@hono/zod-openapi'
import {
  APPEARANCES,
  CAPABILITIES,
  CONNECTION_STATES,
  HEALTH_REASONS,
  HEALTH_STATES,
  REASON_CODES,
  TOKEN_SCOPES,
} from './codes.ts'
import {
  apiTokenId,
  colour,
  connectionId,
  connectSessionId,
  email,
  fontFamilies,
  instant,
  label,
  locale,
  origin,
  provider,
  reference,
  shownText,
  tenantId,
  webUrl,
} from './fields.ts'

import { cursor, limit, listOf } from './lists.ts'

export { z }
export {
  connectionEvent,
  endpointEvent,
  event,
  EVENT_TYPES,
  eventFeed,
  eventFeedQuery,
  providerEvent,
  testEvent,
} from './events.ts'
export type { Event, EventType, WebhookEvent, WebhookEventType } from './events.ts'
export {
  createdWebhookEndpoint,
  delivery,
  deliveryList,
  deliveryListQuery,
  replayRequest,
  replayResult,
  secretRotation,
  webhookEndpoint,
  webhookEndpointList,
  webhookEndpointPatch,
  webhookEndpointRequest,
} from './webhook-endpoints.ts'
export { EVENTS } from './event-examples.ts'
export { apiTokenId, connectionId, connectSessionId, email }

const accountIdInput = z.string().min(1).max(128).openapi({ example: '7a0c2f5e-3b1d-4c8e-9f52-6d0e8a41b7c3' })

const themeColours = {
  accent: colour.optional().openapi({ description: 'Links, buttons and the focus ring.' }),
  onAccent: colour.optional().openapi({ description: 'Text on a button. Left out: black or white, whichever reads.' }),
  surface: colour.optional().openapi({ description: 'The card; in a frame the ground of the host.' }),
  text: colour.optional(),
}

/** How the customer's page looks. A pair of colours below 4.5:1 is refused. */
export const theme = z
  .strictObject({
    appearance: z.enum(APPEARANCES).default('auto').openapi({ description: 'auto: as the person has set it.' }),
    ...themeColours,
    dark: z
      .strictObject(themeColours)
      .optional()
      .openapi({ description: 'With appearance auto only. Left out: what follows from the light colours.' }),
    font: fontFamilies.optional(),
    radius: z.int().min(0).max(24).optional().openapi({ description: 'Corners of buttons and fields, px.' }),
    logoUrl: webUrl.optional().openapi({ description: 'A square mark beside the name of the product.' }),
  })
  .openapi('Theme')

const MOST_RECIPIENTS = 10

/** Who is told by mail, once when a person is needed and once when that is over. */
export const recipients = z
  .array(
    z
      .strictObject({
        email,
        locale: locale.optional().openapi({ description: 'Of the mails. Left out: English.' }),
      })
      .openapi('Recipient'),
  )
  .max(MOST_RECIPIENTS)
  .refine((list) => new Set(list.map((one) => one.email.toLowerCase())).size === list.length, {
    message: 'must name each address once',
  })

/** `POST /v1/connect-sessions` */
export const connectSessionRequest = z
  .strictObject({
    tenantId,
    provider,
    reference: reference.default('default'),
    label: label.optional(),
    user: z.strictObject({ id: shownText(128), name: shownText(120).optional() }).optional(),
    notify: recipients.optional().openapi({
      description:
        'Who is told by mail when the connection needs a person. In place of those named before; left out, they stay. ' +
        'A recipient without a locale has that of this request.',
    }),
    connectionId: connectionId.optional(),
    expectedAccountId: accountIdInput.optional(),
    returnUrl: webUrl.optional(),
    embedOrigins: z
      .array(origin)
      .max(10)
      .default([])
      .openapi({ description: 'Origins whose pages may show it in a frame. None: no page may.' }),
    locale: locale.optional(),
    theme: theme.optional(),
    confirmation: z.enum(['automatic', 'explicit']).default('automatic'),
    capabilities: z.array(z.enum(CAPABILITIES)).min(1).max(CAPABILITIES.length).optional(),
    expiresInSeconds: z.int().min(60).max(86_400).default(900),
  })
  .openapi('ConnectSessionRequest')

/** The answer, the only time the token is shown. */
export const createdConnectSession = z
  .strictObject({
    id: connectSessionId,
    connectionId,
    url: z.url(),
    token: z.string(),
    expiresAt: instant,
  })
  .openapi('CreatedConnectSession')

export const connectSession = z
  .strictObject({
    id: connectSessionId,
    connectionId,
    createdAt: instant,
    openedAt: instant.nullable(),
    expiresAt: instant,
    user: z.strictObject({ id: z.string(), name: z.string().nullable() }).nullable(),
    capabilities: z.array(z.enum(CAPABILITIES)),
  })
  .openapi('ConnectSession')

export const account = z
  .strictObject({ id: z.string(), kind: z.string().openapi({ example: 'company' }), name: z.string().nullable() })
  .openapi('Account')

const namedAccount = z.strictObject({ id: z.string(), name: z.string().nullable() })

export const issue = z
  .strictObject({
    code: z.enum(REASON_CODES),
    title: z.string(),
    message: z.string(),
    nextStep: z.string(),
    userRecoverable: z.boolean(),
    since: instant,
    supportReference: z.string().openapi({ example: 'K7QX-2M4D' }),
    details: z.strictObject({
      fault: z.string().optional(),
      missing: z.array(z.string()).optional(),
      expected: namedAccount.optional(),
      found: namedAccount.optional(),
      connectionId: z.string().optional(),
      reference: z.string().optional(),
      label: z.string().nullable().optional(),
      retryAt: instant.optional(),
    }),
  })
  .openapi('Issue')

export const attempt = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['connect', 'replace']),
    status: z.enum(['validating', 'awaiting_confirmation', 'failed']),
    step: z.enum(['key', 'company', 'permissions', 'installation']).nullable(),
    startedAt: instant,
    expiresAt: instant.nullable(),
    account: account.nullable(),
    issue: issue.nullable(),
  })
  .openapi('Attempt')

export const health = z
  .strictObject({
    state: z.enum(HEALTH_STATES),
    reason: z.enum(HEALTH_REASONS).nullable(),
    since: instant.nullable(),
    checkedAt: instant.nullable(),
    nextCheckAt: instant.nullable(),
    source: z.enum(['probe', 'traffic', 'person']).nullable(),
  })
  .openapi('Health')

export const connection = z
  .strictObject({
    id: connectionId,
    tenantId: z.string(),
    provider: z.string(),
    environment: z.string(),
    reference: z.string(),
    label: z.string().nullable(),
    notify: z.array(z.strictObject({ email: z.string(), locale: z.string().nullable() })),
    state: z.enum(CONNECTION_STATES),
    usable: z.boolean(),
    account: account.nullable(),
    credential: z
      .strictObject({
        id: z.string(),
        hint: z.null(),
        addedAt: instant,
        addedBy: z.strictObject({ id: z.string(), name: z.string().nullable() }).nullable(),
        lastUsedAt: instant.nullable(),
      })
      .nullable(),
    permissions: z.array(z.strictObject({ scope: z.string(), granted: z.boolean(), required: z.boolean() })),
    issue: issue.nullable(),
    attempt: attempt.nullable(),
    health,
    revision: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .openapi('Connection')

export const connectionPatch = z
  .strictObject({
    label: label.nullable().optional(),
    notify: recipients.optional().openapi({ description: 'In place of those named before. Empty: nobody.' }),
  })
  .openapi('ConnectionPatch')

/** `POST /v1/connections/import` */
export const importRequest = z
  .strictObject({
    tenantId,
    provider,
    reference: reference.default('default'),
    label: label.optional(),
    expectedAccountId: accountIdInput.optional(),
    key: z.string().max(65_536).openapi({ format: 'password', writeOnly: true }),
  })
  .openapi('ImportRequest')

export const connectionListQuery = z.strictObject({
  tenantId: tenantId.optional(),
  provider: provider.optional(),
  reference: reference.optional(),
  state: z.enum(CONNECTION_STATES).optional(),
  usable: z.enum(['true', 'false']).optional(),
  health: z.enum(HEALTH_STATES).optional(),
  accountId: accountIdInput.optional(),
  q: z.string().min(1).max(128).optional(),
  limit,
  cursor: cursor.optional(),
})

export const connectionList = listOf(connection, 'ConnectionList')
export const connectSessionList = listOf(connectSession, 'ConnectSessionList')

export const apiTokenRequest = z
  .strictObject({
    name: shownText(80),
    scopes: z.array(z.enum(TOKEN_SCOPES)).min(1),
    tenants: z.array(tenantId).min(1).max(100).nullable().default(null),
    expiresAt: instant.nullable().default(null),
  })
  .openapi('ApiTokenRequest')

const apiTokenFields = {
  id: apiTokenId,
  name: z.string(),
  scopes: z.array(z.enum(TOKEN_SCOPES)),
  tenants: z.array(z.string()).nullable(),
  createdAt: instant,
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
}

export const apiToken = z.strictObject(apiTokenFields).openapi('ApiToken')

/** The only time the token is shown. */
export const createdApiToken = z.strictObject({ ...apiTokenFields, token: z.string() }).openapi('CreatedApiToken')

export const apiTokenList = listOf(apiToken, 'ApiTokenList')

/** RFC 9457 with `code`. */
export const problem = z
  .strictObject({
    type: z.string().openapi({ example: 'urn:keyturn:problem:not_found' }),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    requestId: z.string(),
    errors: z.array(z.strictObject({ pointer: z.string(), code: z.string(), message: z.string() })).optional(),
    issue: issue.omit({ since: true }).extend({ supportReference: z.string().nullable() }).optional(),
  })
  .openapi('Problem')
