import { companyUrn, NORDLYS } from './companies.ts'

/**
 * JSON that a careless reader gets wrong. `JSON.stringify` cannot write it, so it is written here.
 */

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type ObjectWriter = (fields: readonly (readonly [name: string, json: string, value: unknown])[]) => string

function write(value: unknown, writeObject: ObjectWriter): string {
  if (Array.isArray(value)) return `[${value.map((item) => write(item, writeObject)).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const present = Object.entries(value).filter(([, part]) => part !== undefined)
  return writeObject(present.map(([name, part]) => [name, write(part, writeObject), part]))
}

const field = (name: string, json: string): string => `${JSON.stringify(name)}:${json}`

/** The text that stands the second time: a company's URN becomes another company's. */
const decoy = (value: string): string => (value.startsWith('urn:pleo:') ? companyUrn(NORDLYS.id) : value)

/** Every text field twice; where it names a company, the second time another one (most parsers keep the last). */
export function withDuplicateFields(body: unknown): string {
  return write(body, (fields) => {
    const twice = fields.flatMap(([name, json, value]) =>
      typeof value === 'string' ? [field(name, json), field(name, JSON.stringify(decoy(value)))] : [field(name, json)],
    )
    return `{${twice.join(',')}}`
  })
}

/** A field named `__proto__` at the end of every object; it names another company and grants every scope. */
export function withProtoFields(body: unknown): string {
  const proto = JSON.stringify({
    polluted: true,
    subjectURN: companyUrn(NORDLYS.id),
    resource: companyUrn(NORDLYS.id),
    scope: 'export-jobs:read export-jobs:write companies:read users:read',
  })
  return write(body, (fields) => {
    const all = [...fields.map(([name, json]) => field(name, json)), field('__proto__', proto)]
    return `{${all.join(',')}}`
  })
}
