/** Replaces a key in a process of its own, and dies at a statement of it: `node replaces-key.ts <file> <tenant> <id> <statement>`. */
import { argv } from 'node:process'
import { parseId, parseTenantId } from '../../domain/ids.ts'
import { aChange, anAuditEvent, anEvent, connected, putKey } from '../contract/fixtures.ts'
import { openSqliteStorage } from '../sqlite.ts'
import { systemClock } from '../test-support.ts'
import { diesAtStatement } from './dies-at.ts'

const [, , file = '', tenant = '', id = '', statement = ''] = argv
/** To a pipe this is written before it returns: what was said outlives the process. */
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const storage = await openSqliteStorage({ file, clock: systemClock, role: 'server' })
const tenantId = parseTenantId(tenant)
const found = await storage.connections.find(tenantId, parseId('connection', id))
if (found === undefined) throw new Error('There is no such connection.')
const next = { ...connected(found, found.account?.id), issue: null }
const records = { events: [anEvent(next, { type: 'connection.replaced' })], audit: [anAuditEvent(next)] }
const change = aChange(next, { credential: putKey('new key'), candidate: { kind: 'destroy' }, records })
diesAtStatement(Number(statement))
say('begins')
const { kind } = await storage.connections.commit(tenantId, change)
say(kind)
process.exit(0)
