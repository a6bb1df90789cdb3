import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { factsOf, MEDIA_TYPE, PLEO_CALLS } from './testing/pleo-facts.ts'

/** Pleo's own files lie beside the repository; they are not part of it. */
const FOLDER = new URL('../../../../shared/pleo/openapi/', import.meta.url)
const FILES = ['pleo-app-marketplace-openapi.yml', 'pleo-oberon-openapi.yml'] as const
const absent = FILES.some((file) => !existsSync(new URL(file, FOLDER)))

const Schema = z.looseObject({ $ref: z.string().optional() })
type Schema = z.infer<typeof Schema>
const content = z.record(z.string(), z.object({ schema: Schema }))
const Operation = z.object({
  parameters: z
    .array(z.object({ name: z.string(), in: z.enum(['path', 'query']), required: z.boolean(), schema: Schema }))
    .default([]),
  requestBody: z.object({ content, required: z.boolean() }).optional(),
  responses: z.record(z.string(), z.object({ content: content.optional() })),
})
type Operation = z.infer<typeof Operation>
const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), Schema) }),
})
type Resolve = (schema: Schema) => Schema

const SchemaParts = z.object({
  type: z.string(),
  nullable: z.boolean().default(false),
  format: z.string().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.string()).optional(),
  maximum: z.number().optional(),
  items: Schema.optional(),
  properties: z.record(z.string(), Schema).default({}),
  required: z.array(z.string()).default([]),
  additionalProperties: z.union([z.boolean(), Schema]).optional(),
})

/** What zod writes for 32 bits; a file names the format instead. */
const MAX_INT32 = 2 ** 31 - 1

/** One form for a schema, whoever wrote it: what may be sent, without the words about it. */
function shapeOf(schema: Schema, resolve: Resolve): unknown {
  const parts = SchemaParts.parse(resolve(schema))
  const { type, nullable, format, pattern, maximum } = parts
  const inside = (part: Schema): unknown => shapeOf(part, resolve)
  if (type === 'integer') return { type, nullable, bits: format === 'int32' || maximum === MAX_INT32 ? 32 : 64 }
  if (type === 'array') return { type, nullable, items: parts.items && inside(parts.items) }
  if (type !== 'object')
    return { type, nullable, ...(format ? { format } : { pattern }), values: parts.enum?.toSorted() }
  const fields = Object.entries(parts.properties).map(([name, field]): [string, unknown] => [
    parts.required.includes(name) ? name : `${name}?`,
    inside(field),
  ])
  return { type, nullable, fields: Object.fromEntries(fields), others: othersOf(parts, inside) }
}

/** Fields that have no name in the schema. Where it names fields, others are none of Pleo's. */
function othersOf(
  { properties, additionalProperties: others }: z.infer<typeof SchemaParts>,
  inside: (schema: Schema) => unknown,
): unknown {
  if (typeof others === 'object' && Object.keys(others).length > 0) return inside(others)
  return Object.keys(properties).length === 0 && others !== false ? 'any' : 'none'
}

/** A call as its file describes it. */
function callInFile({ parameters, requestBody, responses }: Operation, resolve: Resolve): unknown {
  const described = ({ schema }: { schema: Schema }): unknown => shapeOf(schema, resolve)
  const bodyOf = (types: z.infer<typeof content>): unknown =>
    Object.fromEntries(Object.entries(types).map(([type, body]) => [type, described(body)]))
  return {
    parameters: Object.fromEntries(
      parameters.map((one) => [`${one.in} ${one.name}${one.required ? '' : '?'}`, described(one)]),
    ),
    body: requestBody && { required: requestBody.required, content: bodyOf(requestBody.content) },
    answers: Object.fromEntries(
      Object.entries(responses).map(([status, answer]) => [status, answer.content ? bodyOf(answer.content) : null]),
    ),
  }
}

const zodShape = (shape: z.core.$ZodType): unknown =>
  shapeOf(Schema.parse(z.toJSONSchema(shape, { io: 'input' })), (schema) => schema)

const parametersOf = (place: 'path' | 'query', shape: z.ZodObject | undefined): [string, unknown][] =>
  Object.entries<z.core.$ZodType>(shape?.shape ?? {}).map(([name, field]) => [
    `${place} ${name}${z.safeParse(field, undefined).success ? '?' : ''}`,
    zodShape(field),
  ])

/** A call as our table has it. */
function callInFacts(call: string): unknown {
  const { path, query, body, answers } = factsOf(call)
  return {
    parameters: Object.fromEntries([...parametersOf('path', path), ...parametersOf('query', query)]),
    body: body && { required: true, content: { [MEDIA_TYPE]: zodShape(body) } },
    answers: Object.fromEntries(
      Object.entries(answers).map(([status, shape]) => [status, shape && { [MEDIA_TYPE]: zodShape(shape) }]),
    ),
  }
}

/** `GET /v1/introspect` → what Pleo's file says of it. */
function readFiles(): ReadonlyMap<string, unknown> {
  const calls = FILES.flatMap((file) => {
    const { paths, components } = Document.parse(parse(readFileSync(new URL(file, FOLDER), 'utf8')))
    const resolve: Resolve = (schema) => {
      const name = schema.$ref?.replace('#/components/schemas/', '')
      return name === undefined ? schema : (components.schemas[name] ?? schema)
    }
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, unknown] => [
        `${method.toUpperCase()} ${path}`,
        callInFile(operation, resolve),
      ]),
    )
  })
  return new Map(calls)
}

describe.skipIf(absent)("the facts of Pleo's API (skipped where Pleo's files are not there)", () => {
  const files = absent ? new Map<string, unknown>() : readFiles()

  it('are of the calls that the files have, of all and of no others', () => {
    expect(Object.keys(PLEO_CALLS).toSorted()).toEqual([...files.keys()].toSorted())
  })

  it.each(Object.keys(PLEO_CALLS))('say of %s what the file says, and leave nothing out', (call) => {
    expect(callInFacts(call)).toEqual(files.get(call))
  })
})
