/**
 * A server's webhooks in a process of their own: `node killed-child.ts <write|drain> <file> <tenant>`. `write` connects and
 * replaces until it is killed, and says each event whose change was acknowledged; `drain` only delivers.
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
import { masterKey } from './killed.ts'
import { WebhookWorld } from './webhook-world.ts'

const [, , task = '', file = '', tenant = ''] = argv
/** To a pipe this is written before it returns: what was said outlives the process. */
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const world = await WebhookWorld.open({ file, masterKey: masterKey() })
// As the one server does when it starts: whoever held a lease is dead.
await world.storage.deliveries.release(null)
world.dispatch()
say('started')
if (task === 'write') await Promise.all(Array.from({ length: 4 }, writeOn))

async function writeOn(): Promise<never> {
  const { connections } = world.storage
  for (;;) {
    let current = aConnection({ tenantId: parseTenantId(tenant), reference: parseReference(anId('event')) })
    await connections.insert(current, mac('m'), NOTHING)
    for (let sequence = 1; sequence <= 3; sequence += 1) {
      const next = connected(current)
      const event = anEvent(next)
      const records = { events: [event], audit: [] }
      const change = aChange(next, { credential: putKey(`key ${sequence}`), records })
      const outcome = await connections.commit(next.tenantId, change)
      if (outcome.kind !== 'committed') throw new Error(outcome.kind)
      current = outcome.connection
      say(`${current.id} ${sequence} ${event.id}`)
    }
  }
}
