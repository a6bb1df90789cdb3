import { z } from 'zod'

/** Only the fields that are used; whatever else Pleo sends is left alone. Sources: FACTS 6.1 to 6.3. */
export const introspectionShape = z.object({
  data: z.object({
    authMethod: z.string().min(1),
    clientId: z.string(),
    scope: z.string(),
    subjectURN: z.string().nullish(),
  }),
})
export type Introspection = z.infer<typeof introspectionShape>['data']

const installation = z.object({
  resource: z.string(),
  status: z.string(),
  errorCode: z.string().nullish(),
  /** Typed as objects in Pleo's file, shown as strings in its examples. */
  metadata: z.record(z.string(), z.unknown()).nullish(),
})
export type InstallationRecord = z.infer<typeof installation>

/** A bare object by the schema, "a list" by the summary, and everything else of Pleo's is wrapped in `data`: all three. */
export const installationShape = z.union([
  installation,
  z.object({ data: installation }).transform((answer) => answer.data),
  z.tuple([installation]).transform(([only]) => only),
])

export const companyShape = z.object({ data: z.object({ id: z.string(), name: z.string() }) })

/** `ExceptionInfo` (FACTS 8), or an installation's own `errorCode`. */
export const refusalShape = z.object({ type: z.unknown(), errorCode: z.unknown() }).partial()

export const NOT_ENTITLED = 'NOT_ENTITLED'
