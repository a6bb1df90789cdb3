/**
 * A server's mails in a process of their own: `node killed-child.ts <write|drain|beside> <file> <port> [<statement>]`. `write`
 * makes problems, says of each that it begins and that it was acknowledged, and then rests; or it dies at a statement. `drain`
 * only sends; `beside` does that on a file others have too.
 */
import { argv } from 'node:process'
import { diesAtStatement } from '../../storage/testing/dies-at.ts'
import { masterKey } from './killed.ts'
import { MailWorld } from './mail-world.ts'

const PROBLEMS = 8

const [, , task = '', file = '', port = '', statement = ''] = argv
/** To a pipe this is written before it returns: what was said outlives the process. */
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const role = task === 'beside' ? 'command' : 'server'
const world = await MailWorld.open({ file, role, masterKey: masterKey() })
// As the one server does when it starts: whoever held a lease is dead.
if (role === 'server') await world.storage.notices.release(null)
world.notify(Number(port))
say('started')
if (statement !== '') diesAtStatement(Number(statement))
if (task === 'write') await writeSome()

async function writeSome(): Promise<void> {
  for (let made = 0; made < PROBLEMS; made += 1) {
    const connection = await world.connected()
    say(`begins ${connection.tenantId} ${connection.id}`)
    await world.breaks(connection)
    say(`acknowledged ${connection.tenantId} ${connection.id}`)
  }
  say('rests')
}
