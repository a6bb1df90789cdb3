/**
 * A server's webhooks in a process of their own: `node killed-child.ts <write|drain> <file> <tenant> [<statement>]`. `write`
 * connects and replaces, says of each change that it begins and that it was acknowledged, and then rests; or it dies at a
 * statement. `drain` only delivers.
 */
import { argv } from 'node:process'
import { parseReference, parseTenantId } from '../../domain/ids.ts'
import {
  aChange,
  aConnection,
  anEvent,
  anId,
  connected,
  mac,
  NOTHING,
  putKey,
} from '../../storage/contract/fixtures.ts'
import { diesAtStatement } from '../../storage/testing/dies-at.ts'
import { masterKey } from './killed.ts'
import { WebhookWorld } from './webhook-world.ts'

const WRITERS = 4
const CONNECTIONS = 2
const CHANGES = 3

const [, , task = '', file = '', tenant = '', statement = ''] = argv
/** To a pipe this is written before it returns: what was said outlives the process. */
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const world = await WebhookWorld.open({ file, masterKey: masterKey() })
// As the one server does when it starts: whoever held a lease is dead.
await world.storage.deliveries.release(null)
world.dispatch()
say('started')
if (statement !== '') diesAtStatement(Number(statement))
if (task === 'write') {
  await Promise.all(Array.from({ length: WRITERS }, writeSome))
  say('rests')
}

async function writeSome(): Promise<void> {
  const { connections } = world.storage
  for (let made = 0; made < CONNECTIONS; made += 1) {
    let current = aConnection({ tenantId: parseTenantId(tenant), reference: parseReference(anId('event')) })
    await connections.insert(current, mac('m'), NOTHING)
    for (let sequence = 1; sequence <= CHANGES; sequence += 1) {
      const next = connected(current)
      const event = anEvent(next)
      const records = { events: [event], audit: [] }
      const change = aChange(next, { credential: putKey(`${current.id} ${sequence}`), records })
      say(`begins ${current.id} ${sequence} ${event.id}`)
      const outcome = await connections.commit(next.tenantId, change)
      if (outcome.kind !== 'committed') throw new Error(outcome.kind)
      current = outcome.connection
      say(`acknowledged ${current.id} ${sequence} ${event.id}`)
    }
  }
}
