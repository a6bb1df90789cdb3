import { A_DAY_MS, freshFleetOf } from '../fleet.ts'
import { shown, spreadOf } from '../row.ts'
import type { Row } from '../row.ts'
import { runSource } from '../run-source.ts'

const CONNECTIONS = 1_000_000
const A_ROUND_MS = 3_000
const LIMIT = 5_000

export const leases: Row = {
  id: 'leases',
  what: 'leases of due checks a second, keys included, in batches of 500 from 1,000,000 connections, each batch synced to disk',
  limit: '≥ 5,000/s',
  async open() {
    const { file } = await freshFleetOf(CONNECTIONS, A_DAY_MS)
    return {
      rounds: 5,
      variants: {
        sqlite: async () => {
          const rate = await runSource('packages/server/src/testing/measure-leases.ts', [file, String(A_ROUND_MS)])
          return { rate: Number(rate) }
        },
      },
      figure(summary) {
        const rate = spreadOf(summary, 'sqlite', 'rate')
        return { shown: shown(rate, '/s'), holds: rate.median >= LIMIT }
      },
      async [Symbol.asyncDispose]() {},
    }
  },
}
