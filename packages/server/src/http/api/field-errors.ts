import type { FieldError } from '../problems.ts'

/** What the validator found, as far as it is spoken of (zod 4). */
interface Issue {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly expected?: unknown
  readonly origin?: unknown
  readonly minimum?: unknown
  readonly maximum?: unknown
  readonly format?: unknown
  readonly values?: readonly unknown[]
}

/** One fault a field, in words and never with its value: what is missing is not also too short. */
export function fieldErrorsOf(issues: readonly Issue[]): readonly FieldError[] {
  const first = new Map<string, FieldError>()
  for (const issue of issues) {
    const pointer = issue.path.map((part) => `/${escapePointer(part)}`).join('')
    const code = issue.code === 'unrecognized_keys' ? 'unknown_field' : (issue.code ?? 'malformed')
    if (!first.has(pointer)) first.set(pointer, { pointer, code, message: messageOf(issue) })
  }
  return [...first.values()]
}

/** RFC 6901, section 3 */
const escapePointer = (part: PropertyKey): string => String(part).replaceAll('~', '~0').replaceAll('/', '~1')

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' }
const unitOf = ({ origin }: Issue): string => UNITS[String(origin)] ?? ''

const SENTENCES: Readonly<Record<string, (issue: Issue) => string>> = {
  // The name of an unknown field is left out as well: it could be a pasted key.
  unrecognized_keys: () => 'There is a field here that this call does not know.',
  invalid_type: ({ message, expected }) =>
    message.endsWith('received undefined') ? 'This field is missing.' : `This must be ${kindOf(expected)}.`,
  too_small: (issue) => `This must be at least ${String(issue.minimum)}${unitOf(issue)}.`,
  too_big: (issue) => `This must be at most ${String(issue.maximum)}${unitOf(issue)}.`,
  invalid_value: ({ values = [] }) =>
    `This must be ${values.length === 1 ? '' : 'one of '}${values.map(String).join(', ')}.`,
  invalid_format: ({ format, message }) =>
    format === 'datetime' ? 'This must be a time in UTC, for instance 2026-11-24T10:41:00Z (RFC 3339).' : message,
}

const kindOf = (expected: unknown): string => KINDS[String(expected)] ?? 'of another kind'

const messageOf = (issue: Issue): string => SENTENCES[issue.code ?? '']?.(issue) ?? issue.message
