/**
 * Another process on the same database: `node child.ts <task> <file> [<tenant> <connection>]`. It says on stdout what
 * was acknowledged, a line each.
 */
import { argv } from 'node:process'
import { parseId, parseReference, parseTenantId } from '../../domain/ids.ts'
import {
  aChange,
  aConnection,
  anAuditEvent,
  anEvent,
  anId,
  connected,
  mac,
  NOTHING,
  putKey,
} from '../contract/fixtures.ts'
import { openSqliteStorage } from '../sqlite.ts'
import type { SqliteOptions } from '../sqlite.ts'
import { systemClock } from '../test-support.ts'

const [, , task = '', file = '', tenant = '', connection = ''] = argv

/** To a pipe this is written before it returns: what was said outlives the process. */
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const open = (role: SqliteOptions['role']) => openSqliteStorage({ file, clock: systemClock, role })

const TASKS: Readonly<Record<string, () => Promise<void>>> = {
  /** Is a server until it is killed. */
  async serve() {
    await open('server')
    say('serving')
    await systemClock.sleep(60_000)
  },

  /** Opens and closes, as a command does. */
  async visit() {
    const storage = await open('command')
    await storage.ready()
    await storage.close()
    say('visited')
  },

  async relabel() {
    const storage = await open('command')
    const found = await storage.connections.find(parseTenantId(tenant), parseId('connection', connection))
    if (found === undefined) throw new Error('no such connection')
    const outcome = await storage.connections.commit(found.tenantId, aChange({ ...found, label: 'Relabelled' }))
    await storage.close()
    say(outcome.kind)
  },

  /** Counts a hundred tries, each of which reads before it writes. */
  async try() {
    const storage = await open('command')
    for (let count = 0; count < 100; count += 1) {
      await storage.tries.add({ tenantId: parseTenantId(tenant), sessionId: null }, systemClock.now(), 1_000, 3_600_000)
    }
    await storage.close()
    say('tried')
  },

  /** Connects and replaces, eight at a time, until it is killed. */
  async write() {
    const storage = await open('server')
    const writeOn = async (): Promise<never> => {
      for (;;) {
        const reference = parseReference(anId('event'))
        let current = aConnection({ tenantId: parseTenantId(tenant), reference })
        await storage.connections.insert(current, mac('m'), NOTHING)
        for (const version of [1, 2]) {
          const next = connected(current)
          const outcome = await storage.connections.commit(
            next.tenantId,
            aChange(next, {
              credential: putKey(`${next.id} key ${version}`),
              records: { events: [anEvent(next)], audit: [anAuditEvent(next)] },
            }),
          )
          if (outcome.kind !== 'committed') throw new Error(outcome.kind)
          current = outcome.connection
          say(`${current.id} ${version}`)
        }
      }
    }
    await Promise.all(Array.from({ length: 8 }, writeOn))
  },
}

await TASKS[task]?.()
