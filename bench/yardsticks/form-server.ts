// `node form-server.ts <database>`: takes a form, writes it as one row that is on the disk when it answers, and no more.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { DatabaseSync } from 'node:sqlite'
import { answerWith } from './answer.ts'

const [file = ':memory:'] = process.argv.slice(2)
const database = new DatabaseSync(file)
database.exec(
  'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; create table forms (at integer, sealed text) strict',
)
const insert = database.prepare('insert into forms (at, sealed) values (?, ?)')

answerWith((incoming, outgoing) => void take(incoming, outgoing))

async function take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await text(incoming))
  insert.run(Date.now(), form.get('sealed'))
  outgoing.writeHead(303, { location: '/' }).end()
}
