import { malformed } from './api-request.ts'
import type { Parsed } from './api-request.ts'
import type { Said } from '../answer.ts'

const DEFAULT_LIMIT = 20
const MAX_LIMIT = 100
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const CURSOR = /^[A-Z2-7=~]+$/
const CURSOR_LENGTH = 7
const ORDERS = new Set(['ASC', 'ASC_NULLS_FIRST', 'ASC_NULLS_LAST', 'DESC', 'DESC_NULLS_FIRST', 'DESC_NULLS_LAST'])
const EDGES = ['after', 'before', 'offset'] as const

/** A position as the alphabet of Pleo's cursors writes it. */
function cursorAt(index: number): string {
  const digits = Array.from({ length: CURSOR_LENGTH }, (_, place) => ALPHABET[Math.floor(index / 32 ** place) % 32])
  return digits.toReversed().join('')
}

const indexAt = (cursor: string): number => [...cursor].reduce((sum, digit) => sum * 32 + ALPHABET.indexOf(digit), 0)

interface Wanted {
  readonly limit: number | null
  readonly edge: (typeof EDGES)[number] | null
  readonly index: number
}

/** One page of a list (FACTS section 11): after the end cursor comes the next page, before the start cursor the last. */
export function paged(items: readonly unknown[], query: URLSearchParams): Said {
  const wanted = wantedPage(query)
  if (!wanted.ok) return wanted.said
  const limit = wanted.value.limit ?? DEFAULT_LIMIT
  const [from, to] = bounds(wanted.value, limit)
  const data = items.slice(from, to)
  const end = from + data.length
  return {
    status: 200,
    assumes: ['paging'],
    body: {
      data,
      pagination: {
        hasNextPage: end < items.length,
        hasPreviousPage: from > 0 && items.length > 0,
        ...(data.length === 0 ? {} : { startCursor: cursorAt(from), endCursor: cursorAt(end - 1) }),
        total: items.length,
        currentRequestPagination: currentRequest(query, wanted.value),
      },
    },
  }
}

function bounds({ edge, index }: Wanted, limit: number): readonly [from: number, to: number] {
  if (edge === 'before') return [Math.max(0, index - limit), index]
  const from = edge === 'after' ? index + 1 : index
  return [from, from + limit]
}

function wantedPage(query: URLSearchParams): Parsed<Wanted> {
  const edges = EDGES.filter((name) => query.has(name))
  const [edge = null] = edges
  const limit = query.has('limit') ? wholeNumber(query.get('limit')) : null
  const index = edge === null ? 0 : positionOf(edge, query.get(edge) ?? '')
  const fault = [
    edges.length > 1 && 'Only one of after, before and offset may be given.',
    limit !== null && !(limit >= 1 && limit <= MAX_LIMIT) && `limit must be 1 to ${MAX_LIMIT}.`,
    Number.isNaN(index) && `${edge} is malformed.`,
    query.getAll('sorting_keys').length !== query.getAll('sorting_order').length &&
      'sorting_order must be as long as sorting_keys.',
    query.getAll('sorting_order').some((order) => !ORDERS.has(order)) && 'sorting_order is malformed.',
  ].find((one) => one !== false)
  return fault === undefined ? { ok: true, value: { limit, edge, index } } : { ok: false, said: malformed(fault) }
}

/** @returns NaN where it is none. */
const wholeNumber = (text: string | null): number => (/^\d{1,9}$/.test(text ?? '') ? Number(text) : Number.NaN)

function positionOf(edge: (typeof EDGES)[number], text: string): number {
  if (edge === 'offset') return wholeNumber(text)
  if (!CURSOR.test(text) || text.length !== CURSOR_LENGTH) return Number.NaN
  return /^[A-Z2-7]+$/.test(text) ? indexAt(text) : Number.NaN
}

function currentRequest(query: URLSearchParams, { limit, edge, index }: Wanted): Readonly<Record<string, unknown>> {
  const parameters = Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]))
  const position = edge === null ? {} : { [edge]: edge === 'offset' ? index : query.get(edge) }
  return { parameters, ...(limit === null ? {} : { limit }), ...position }
}
