// `node read-server.ts <database of a fleet>`: the newest 50 connections before some time, by their index, as JSON.
import { DatabaseSync } from 'node:sqlite'
import { answerWith } from './answer.ts'

const [file = ':memory:'] = process.argv.slice(2)
const database = new DatabaseSync(file, { readOnly: true })
const read = database.prepare(`
  select id, tenant_id, reference, label, account_id, account_name, state, usable, granted_scopes, health_state, health_since,
    checked_at, next_check_at, revision, created_at, updated_at
  from connections where created_at <= ? order by created_at desc limit 50`)

answerWith((incoming, outgoing) => {
  const before = Number(new URL(incoming.url ?? '/', 'http://localhost').searchParams.get('before'))
  outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(read.all(before)))
})
