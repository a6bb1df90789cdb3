import type { Customer } from './customers.ts'
import type { Connection } from './keyturn-answers.ts'
import type { Keyturn } from './keyturn.ts'

/** What is known of a customer's connections. Times are milliseconds since 1970. */
export interface Reading {
  /** As Keyturn told them at `readAt`; empty when it never did. */
  readonly connections: readonly Connection[]
  readonly readAt: number | null
  /** Null: this is how it is now. Otherwise Keyturn has not answered since then, and nobody knows. */
  readonly unknownSince: number | null
}

export interface ReadingPorts {
  readonly keyturn: Pick<Keyturn, 'listConnections'>
  readonly provider: string
  readonly now: () => number
  readonly onProblem: (error: unknown) => void
}

/** Asks Keyturn each time. While it does not answer, the last answer is kept and marked as old. */
export function connectionReader(ports: ReadingPorts): (customer: Customer) => Promise<Reading> {
  const lastOf = new Map<string, Reading>()

  async function read(tenantId: string): Promise<Reading> {
    const last = lastOf.get(tenantId)
    try {
      const connections = await ports.keyturn.listConnections({ tenantId, provider: ports.provider })
      return { connections, readAt: ports.now(), unknownSince: null }
    } catch (error) {
      ports.onProblem(error)
      return {
        connections: last?.connections ?? [],
        readAt: last?.readAt ?? null,
        unknownSince: last?.unknownSince ?? ports.now(),
      }
    }
  }

  return async ({ tenantId }) => {
    const reading = await read(tenantId)
    lastOf.set(tenantId, reading)
    return reading
  }
}

export const connectionFor = (reading: Reading, reference: string): Connection | undefined =>
  reading.connections.find((connection) => connection.reference === reference)
