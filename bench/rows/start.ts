import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { makeCold, nodeOfItsOwn } from '../cold.ts'
import { figureOf } from '../figure.ts'
import { A_DAY_MS, fleetOf } from '../fleet.ts'
import { NO_PROVIDER, startFleetServer, UNHURRIED } from '../fleet-server.ts'
import { valuesOf } from '../row.ts'
import type { Row, Summary } from '../row.ts'
import { BUILT_FOLDER, startYardstick } from '../server-process.ts'
import { openWorkload } from '../workload.ts'

const CONNECTIONS = 100_000
const SETTLES_AFTER_MS = 4_000
const BARE = 'node-start.ts'

export const start: Row = {
  id: 'start',
  what: 'of the built server with 100,000 connections: start to ready, warm and cold; memory when nothing is to do, 4 s after the start, and 4 s after an hour’s work in one go: 24,000 checks (all that an hour’s budget has), 200 pages, 50 connects, 100 lists. Cold: the build, the database and a Node of its own have left the page cache before (dd `nocache`, seen with fincore); the system’s libraries stay. There is no compile cache, warm or cold',
  beside:
    'a bare Node that starts, reads all files of the build from the disk, and listens; cold likewise. It compiles nothing, opens no database and unwraps no key',
  async open() {
    const fleet = await fleetOf(CONNECTIONS, A_DAY_MS)
    const node = nodeOfItsOwn()
    const read = readdirSync(BUILT_FOLDER).map((name) => join(BUILT_FOLDER, name))
    const work = await openWorkload(CONNECTIONS)
    return {
      rounds: 5,
      variants: {
        warm: async () => {
          await using server = await startFleetServer(fleet, NO_PROVIDER, UNHURRIED)
          await wait(SETTLES_AFTER_MS)
          return { readyMs: server.readyAfterMs, megabytes: server.memory() }
        },
        bareWarm: async () => {
          await using server = await startYardstick(BARE, [BUILT_FOLDER])
          return { readyMs: server.readyAfterMs }
        },
        cold: async () => {
          makeCold([node, fleet.file, ...read])
          await using server = await startFleetServer(fleet, NO_PROVIDER, UNHURRIED, node)
          return { readyMs: server.readyAfterMs }
        },
        bareCold: async () => {
          makeCold([node, ...read])
          await using server = await startYardstick(BARE, [BUILT_FOLDER], node)
          return { readyMs: server.readyAfterMs }
        },
        worked: async () => {
          await using server = await work.done()
          await wait(SETTLES_AFTER_MS)
          return { megabytes: server.memory() }
        },
      },
      figures,
      [Symbol.asyncDispose]: () => work[Symbol.asyncDispose](),
    }
  },
}

const figures = (summary: Summary) => [
  figureOf({
    name: 'ready, warm',
    values: valuesOf(summary, 'warm', 'readyMs'),
    unit: { name: 'ms' },
    limit: { most: 1_000 },
    yardstick: { values: valuesOf(summary, 'bareWarm', 'readyMs'), ratio: { most: 6 } },
  }),
  figureOf({
    name: 'ready, cold',
    values: valuesOf(summary, 'cold', 'readyMs'),
    unit: { name: 'ms' },
    limit: { most: 1_000 },
    yardstick: { values: valuesOf(summary, 'bareCold', 'readyMs'), ratio: { most: 4 } },
  }),
  figureOf({
    name: 'memory, fresh',
    values: valuesOf(summary, 'warm', 'megabytes'),
    unit: { name: 'MB' },
    limit: { most: 120 },
  }),
  figureOf({
    name: 'memory, after an hour’s work',
    values: valuesOf(summary, 'worked', 'megabytes'),
    unit: { name: 'MB' },
    limit: { most: 120 },
  }),
]
