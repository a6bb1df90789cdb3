import type { Customer, Ledger } from './customers.ts'

/** What Keyturn last told us of a ledger's connection, without our asking. */
export interface News {
  /** May calls to Pleo be made? Our nightly sync runs exactly then. */
  readonly usable: boolean
  /** Milliseconds since 1970. */
  readonly since: number
  /** What happened, the newest first. */
  readonly history: readonly Happening[]
}

interface Happening {
  /** Keyturn's word for it; there may be new ones. */
  readonly type: string
  readonly at: number
}

/** In memory, where a product has a table with one row for each connection. */
export interface NewsDesk {
  /** Takes an event of Keyturn; the same one twice, or an older one late, changes nothing. */
  hear(event: unknown): void
  of(customer: Customer, ledger: Ledger): News | undefined
}

interface Heard extends Happening {
  readonly connectionId: string
  readonly sequence: number
  readonly usable: boolean
}

interface Row extends News {
  readonly connectionId: string
  /** Of the newest event. */
  readonly sequence: number
  readonly heard: readonly Heard[]
}

const REMEMBERED = 6

export function newsDesk(): NewsDesk {
  const rows = new Map<string, Row>()

  return {
    hear(event) {
      const heard = read(event)
      if (heard === undefined) return
      const { key, news } = heard
      const known = rows.get(key)
      const before = known?.connectionId === news.connectionId ? known : undefined
      if (before?.heard.some(({ sequence }) => sequence === news.sequence)) return
      const all = [...(before?.heard ?? []), news].toSorted((one, other) => other.sequence - one.sequence)
      const history = all.slice(0, REMEMBERED)
      // Order is not promised: the sequence of a connection says which of two is the later one.
      const isLate = before !== undefined && before.sequence > news.sequence
      const isUnchanged = before !== undefined && before.usable === news.usable
      const now = isLate ? before : isUnchanged ? { ...news, since: before.since } : { ...news, since: news.at }
      rows.set(key, { ...now, heard: history, history })
    },
    of: ({ tenantId }, { reference }) => rows.get(keyOf(tenantId, reference)),
  }
}

const keyOf = (tenantId: string, reference: string): string => `${tenantId} ${reference}`

/** Of events of a connection what we need of them; of all others, and of types that are yet to come, nothing. */
function read(event: unknown): { readonly key: string; readonly news: Heard } | undefined {
  if (!isRecord(event) || !isRecord(event['data'])) return undefined
  const { type, tenantId, reference, connectionId, sequence, createdAt, data } = event
  const at = Date.parse(String(createdAt))
  const isOurs = typeof tenantId === 'string' && typeof reference === 'string' && typeof connectionId === 'string'
  if (!isOurs || typeof sequence !== 'number' || Number.isNaN(at)) return undefined
  const news = { type: String(type), at, connectionId, sequence, usable: data['usable'] === true }
  return { key: keyOf(tenantId, reference), news }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
