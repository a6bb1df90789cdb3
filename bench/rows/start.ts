import { setTimeout as wait } from 'node:timers/promises'
import { fleetOf } from '../fleet.ts'
import { shown, spreadOf } from '../row.ts'
import type { Row } from '../row.ts'
import { NO_PROVIDER, startFleetServer, UNHURRIED } from '../fleet-server.ts'

const CONNECTIONS = 100_000
/** Nothing is due while it is looked at: that is what idle means. */
const DUE_WITHIN_MS = 24 * 60 * 60_000
const SETTLES_AFTER_MS = 4_000
const LIMIT = { readyMs: 1_000, megabytes: 120 }

export const start: Row = {
  id: 'start',
  what: 'start to ready, and idle memory, of the built server with 100,000 connections',
  limit: '≤ 1 s, ≤ 120 MB',
  async open() {
    const fleet = await fleetOf(CONNECTIONS, DUE_WITHIN_MS)
    return {
      rounds: 7,
      variants: {
        server: async () => {
          await using server = await startFleetServer(fleet, NO_PROVIDER, UNHURRIED)
          await wait(SETTLES_AFTER_MS)
          return { readyMs: server.readyAfterMs, megabytes: server.memory() }
        },
      },
      figure(summary) {
        const ready = spreadOf(summary, 'server', 'readyMs')
        const memory = spreadOf(summary, 'server', 'megabytes')
        return {
          shown: `${shown(ready, 'ms')}; ${shown(memory, 'MB')}`,
          holds: ready.median <= LIMIT.readyMs && memory.median <= LIMIT.megabytes,
        }
      },
      async [Symbol.asyncDispose]() {},
    }
  },
}
