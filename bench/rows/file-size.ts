import { fleetOf } from '../fleet.ts'
import { shown, spreadOf } from '../row.ts'
import type { Row } from '../row.ts'

const CONNECTIONS = 1_000_000
const LIMIT_BYTES = 1_500

export const fileSize: Row = {
  id: 'file-size',
  what: 'SQLite file ÷ 1,000,000 fresh connections in as many tenants, indices included, without audit and events',
  limit: '≤ 1.5 kB',
  open: async () => ({
    rounds: 1,
    variants: {
      file: async () => ({ bytes: (await fleetOf(CONNECTIONS, 24 * 60 * 60_000)).bytes / CONNECTIONS }),
    },
    figure(summary) {
      const bytes = spreadOf(summary, 'file', 'bytes')
      return { shown: shown(bytes, 'bytes'), holds: bytes.median <= LIMIT_BYTES }
    },
    async [Symbol.asyncDispose]() {},
  }),
}
