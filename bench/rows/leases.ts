import { join } from 'node:path'
import { figureOf } from '../figure.ts'
import { A_DAY_MS, freshFleetOf, freshFolder } from '../fleet.ts'
import { valuesOf } from '../row.ts'
import type { Row } from '../row.ts'
import { runSource } from '../run-source.ts'

const CONNECTIONS = 1_000_000
const A_ROUND_MS = 3_000

export const leases: Row = {
  id: 'leases',
  what: 'leases of due checks a second, keys included, in batches of 500 from 1,000,000 connections, each batch synced to disk',
  beside:
    'a bare SQLite loop that marks the next 500 of 1,000,000 narrow rows by their index, each batch synced. A lease rewrites a row ten times as wide and reads it back with its sealed key',
  async open() {
    const { file } = await freshFleetOf(CONNECTIONS, A_DAY_MS)
    const bareFile = join(freshFolder(), 'due.db')
    const bare = async (forMs: number) =>
      runSource('bench/yardsticks/update-loop.ts', [bareFile, String(CONNECTIONS), String(forMs)])
    await bare(0)
    return {
      rounds: 7,
      variants: {
        leases: async () => ({
          rate: Number(await runSource('packages/server/src/testing/measure-leases.ts', [file, String(A_ROUND_MS)])),
        }),
        bare: async () => ({ rate: Number(await bare(A_ROUND_MS)) }),
      },
      figures: (summary) => [
        figureOf({
          name: 'leases',
          values: valuesOf(summary, 'leases', 'rate'),
          unit: { name: '/s' },
          limit: { least: 5_000 },
          yardstick: { values: valuesOf(summary, 'bare', 'rate'), ratio: { least: 0.03 } },
        }),
      ],
      async [Symbol.asyncDispose]() {},
    }
  },
}
