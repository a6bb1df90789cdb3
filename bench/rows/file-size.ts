import { figureOf } from '../figure.ts'
import { A_DAY_MS, fleetOf } from '../fleet.ts'
import { valuesOf } from '../row.ts'
import type { Row } from '../row.ts'

const CONNECTIONS = 1_000_000

export const fileSize: Row = {
  id: 'file-size',
  what: 'SQLite file ÷ 1,000,000 fresh connections in as many tenants, indices included, without audit and events. Ids and names of tenants, connections, credentials and companies come in no order, as in service: pages of an index split anywhere and stay partly empty',
  beside: null,
  open: async () => ({
    rounds: 1,
    variants: {
      file: async () => ({ bytes: (await fleetOf(CONNECTIONS, A_DAY_MS)).bytes / CONNECTIONS }),
    },
    figures: (summary) => [
      figureOf({
        name: 'a connection',
        values: valuesOf(summary, 'file', 'bytes'),
        unit: { name: 'bytes' },
        limit: { most: 1_700 },
      }),
    ],
    async [Symbol.asyncDispose]() {},
  }),
}
