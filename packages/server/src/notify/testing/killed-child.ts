/**
 * A server's mails in a process of their own: `node killed-child.ts <write|drain|beside> <file> <port>`. `write` makes problems
 * until it is killed, and says each one that was acknowledged; `drain` only sends; `beside` does that on a file others have too.
 */
import { argv } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { masterKey } from './killed.ts'
import { MailWorld } from './mail-world.ts'

const [, , task = '', file = '', port = ''] = argv
/** To a pipe this is written before it returns: what was said outlives the process. */
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const role = task === 'beside' ? 'command' : 'server'
const world = await MailWorld.open({ file, role, masterKey: masterKey() })
// As the one server does when it starts: whoever held a lease is dead.
if (role === 'server') await world.storage.notices.release(null)
world.notify(Number(port))
say('started')
if (task === 'write') await writeOn()

async function writeOn(): Promise<never> {
  for (;;) {
    const { id } = await world.brokenOne()
    say(id)
    await sleep(20)
  }
}
