import type { Customer, Ledger } from './customers.ts'

/** What Keyturn last told us of a ledger's connection, without our asking. */
export interface News {
  /** May calls to Pleo be made? Our nightly sync runs exactly then. */
  readonly usable: boolean
  /** Milliseconds since 1970. */
  readonly since: number
}

/** In memory, where a product has a table with one row for each connection. */
export interface NewsDesk {
  /** Takes an event of Keyturn; the same one twice, or an older one late, changes nothing. */
  hear(event: unknown): void
  of(customer: Customer, ledger: Ledger): News | undefined
}

interface Row extends News {
  readonly connectionId: string
  readonly sequence: number
}

export function newsDesk(): NewsDesk {
  const rows = new Map<string, Row>()

  return {
    hear(event) {
      const heard = read(event)
      if (heard === undefined) return
      const { key, row } = heard
      const known = rows.get(key)
      // Order is not promised: the sequence of a connection says which of two is the later one.
      if (known?.connectionId === row.connectionId && known.sequence >= row.sequence) return
      const isUnchanged = known?.connectionId === row.connectionId && known.usable === row.usable
      rows.set(key, isUnchanged ? { ...row, since: known.since } : row)
    },
    of: ({ tenantId }, { reference }) => rows.get(keyOf(tenantId, reference)),
  }
}

const keyOf = (tenantId: string, reference: string): string => `${tenantId} ${reference}`

/** Of events of a connection what we need of them; of all others, and of types that are yet to come, nothing. */
function read(event: unknown): { readonly key: string; readonly row: Row } | undefined {
  if (!isRecord(event) || !isRecord(event['data'])) return undefined
  const { tenantId, reference, connectionId, sequence, createdAt, data } = event
  const since = Date.parse(String(createdAt))
  const isOurs = typeof tenantId === 'string' && typeof reference === 'string' && typeof connectionId === 'string'
  if (!isOurs || typeof sequence !== 'number' || Number.isNaN(since)) return undefined
  return { key: keyOf(tenantId, reference), row: { connectionId, sequence, since, usable: data['usable'] === true } }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
