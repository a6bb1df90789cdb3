import { DatabaseSync, StatementSync } from 'node:sqlite'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Database } from './database.ts'
import { openSqlite } from './sqlite.ts'
import type { Storage } from './storage.ts'
import { systemClock } from './test-support.ts'
import { furnish } from './testing/furnished.ts'
import { QUESTIONS } from './testing/questions.ts'

type Question = keyof typeof QUESTIONS

/** Each question that a promise of speed rests on, and the indices that answer it, in SQLite's words. */
const PLANS: Readonly<Partial<Record<Question, readonly string[]>>> = {
  'a connection by its identity': [
    'sqlite_autoindex_connections_2 (tenant_id=? AND provider=? AND environment=? AND reference=?)',
  ],
  'a connection by its company': ['connections_live_account (provider=? AND environment=? AND account_id=?)'],
  'a change of a key': ['connect_sessions_handed_on (tenant_id=? AND connection_id=?)'],
  'a forgetting': [
    'notices_of (tenant_id=? AND connection_id=?)',
    'connect_sessions_of_connection (tenant_id=? AND connection_id=?)',
    'audit_events_of_connection (tenant_id=? AND connection_id=?)',
  ],
  'a history': ['audit_events_of_connection (tenant_id=? AND connection_id=?)'],

  'checks that are due': ['connections_due_check (provider=? AND environment=? AND check_lane=? AND next_check_at<?)'],
  'checks that a clock planned which was ahead': [
    'connections_due_check (provider=? AND environment=? AND check_lane=? AND next_check_at>?)',
  ],
  'how many are checked': ['connections_due_check (provider=? AND environment=?)'],
  'when the next check is due': [
    'connections_due_check (provider=? AND environment=? AND check_lane=? AND next_check_at>?)',
  ],
  'candidates for a panel': ['connections_id (id>?)', 'connections_id (id<?)'],
  'what went on at a provider': ['provider_incidents_newest (provider=? AND environment=?)'],
  'who lost a standing since a doubt began': ['connections_list_state (state=?)'],

  'a list': ['connections_list_created_at (created_at<?)'],
  'a list for tenants': ['sqlite_autoindex_connections_1 (tenant_id=?)'],
  'a list by tenant': ['sqlite_autoindex_connections_1 (tenant_id=?)'],
  'a list by provider': ['connections_list_created_at (created_at<?)'],
  'a list by reference': ['connections_by_reference (<expr>=?)'],
  'a list by state': ['connections_list_state (state=? AND created_at<?)'],
  'a list by usability': ['connections_list_usable (usable=? AND created_at<?)'],
  'a list by health': [
    'connections_due_check (provider=? AND environment>?)',
    'connections_due_check (provider>?)',
    'connections_list_health_state (health_state=? AND created_at<?)',
  ],
  'a list by company': ['connections_by_account_id (account_id=?)'],
  // Whether many begin so, by the indices of each column; then the few of them, newest first.
  'a search': [
    'connections_by_tenant_id (<expr>>? AND <expr><?)',
    'connections_by_reference (<expr>>? AND <expr><?)',
    'connections_by_label_folded (label_folded>? AND label_folded<?)',
    'connections_by_account_id (account_id>? AND account_id<?)',
    'connections_by_account_name_folded (account_name_folded>? AND account_name_folded<?)',
    'connections_list_created_at (created_at<?)',
  ],
  'who holds a company or a key': [
    'connections_live_account (provider=? AND environment=? AND account_id=?)',
    'connections_live_key (provider=? AND environment=? AND fingerprint=?)',
  ],
  'attempts that expired': ['connections_due_attempt_expires_at (attempt_expires_at<?)'],
  'attempts that run': ['connections_validating'],

  'a new link': ['connect_sessions_handed_on (tenant_id=? AND connection_id=?)'],
  'the latest link': ['connect_sessions_handed_on (tenant_id=? AND connection_id=?)'],
  'a session by its token': ['sqlite_autoindex_connect_sessions_2 (token_hash=?)'],
  'a session of a bearer': ['sqlite_autoindex_connect_sessions_2 (token_hash=?)'],
  'open sessions': ['connect_sessions_of_connection (tenant_id=? AND connection_id=?)'],
  'an end of all sessions': ['connect_sessions_of_connection (tenant_id=? AND connection_id=?)'],

  'events of tenants': ['outbox_events_of_tenant (tenant_id=? AND ordinal>? AND ordinal<?)'],
  'endpoints with deliveries that are due': [
    'deliveries_due (endpoint_id=? AND due_at<?)',
    'deliveries_tests (endpoint_id=?)',
  ],
  'deliveries that are due, and what became of them': [
    'deliveries_tests (endpoint_id=?)',
    'deliveries_due (endpoint_id=? AND due_at<?)',
  ],
  'deliveries that are given back': ['deliveries_due'],
  'a list of deliveries': ['deliveries_list (endpoint_id=? AND created_at<?)'],
  'what an endpoint missed': [
    'outbox_events_oldest (created_at>? AND created_at<?)',
    'deliveries_of_event (event_id=? AND endpoint_id=?)',
  ],
  'what people hear of events': ['notices_of (tenant_id=? AND connection_id=? AND closed_at=?)'],
  'notices that are due, and what became of them': [
    'notices_of (tenant_id=? AND connection_id=? AND closed_at=?)',
    'notices_due (due_at>? AND due_at<?)',
  ],
  'notices that are given back': ['notices_due (due_at>?)'],

  'a try of a person': ['tenant_tries_newest (tenant_id=? AND tried_at>?)'],
  'a check beside the schedule': ['tenant_checks_newest (tenant_id=? AND tried_at>?)'],
  'an API token': ['sqlite_autoindex_api_tokens_2 (token_hash=?)'],
  'a submit key': ['sqlite_autoindex_submit_keys_2 (period=? AND master_key_id=?)'],
  housekeeping: [
    'idempotency_oldest (claimed_at<?)',
    'connect_sessions_oldest (created_at<?)',
    'audit_events_oldest (action=? AND at<?)',
    'deliveries_oldest (created_at<?)',
    'outbox_events_oldest (created_at<?)',
    'deliveries_of_event (event_id=?)',
    'notices_oldest (closed_at<?)',
  ],
}

/** Few rows, however large the fleet: endpoints, incidents, and what is swept after an hour or less. */
const FEW = ['webhook_endpoints', 'e', 'provider_incidents', 'tenant_tries', 'tenant_checks', 'submit_keys']
/** No tables: what a query has gathered before. */
const GATHERED = ['near', String.raw`\d+-ROW`]
const READS_THROUGH = new RegExp(`^SCAN (?!(?:${[...FEW, ...GATHERED].join('|')})\\b)(?!.* USING (?:COVERING )?INDEX)`)

let storage: Storage
let db: Kysely<Database>
let database: DatabaseSync

beforeAll(async () => {
  const prepared = vi.spyOn(DatabaseSync.prototype, 'prepare')
  ;({ storage, db } = await openSqlite({ file: ':memory:', clock: systemClock, role: 'server' }))
  database = prepared.mock.contexts[0] as DatabaseSync
  prepared.mockRestore()
})
afterAll(() => storage.close())

/** How SQLite answers each of the statements that one question is. */
async function stepsOf(question: Question): Promise<readonly string[]> {
  const there = await furnish(storage)
  const spies = (['all', 'run'] as const).map((method) => vi.spyOn(StatementSync.prototype, method))
  try {
    await QUESTIONS[question](storage, there)
    const statements = spies.flatMap(({ mock }) => mock.contexts as StatementSync[]).map(({ sourceSQL }) => sourceSQL)
    const explained = [...new Set(statements)].filter((text) => /^(?:select|insert|update|delete) /.test(text))
    return explained.flatMap(planOf)
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

const planOf = (statement: string): readonly string[] =>
  database
    .prepare(`explain query plan ${statement}`)
    .all()
    .map(({ detail }) => String(detail))

/** By which indices, but for those that find one row by its key. */
const indicesIn = (steps: readonly string[]): readonly string[] => {
  const indices = steps.map((step) => / USING (?:COVERING )?INDEX (.*)$/.exec(step)?.[1] ?? '')
  return [...new Set(indices)].filter((index) => index !== '' && !/\((?:tenant_id=\? AND )?id=\?\)/.test(index))
}

const ALL = Object.keys(QUESTIONS) as Question[]

describe('however many rows there are,', () => {
  it.each(Object.entries(PLANS) as [Question, readonly string[]][])(
    'the database finds %s by its index',
    async (question, indices) => {
      expect(indicesIn(await stepsOf(question)).toSorted()).toEqual(indices.toSorted())
    },
  )

  it.each(ALL)('for %s it reads through no table that grows', async (question) => {
    expect((await stepsOf(question)).filter((step) => READS_THROUGH.test(step))).toEqual([])
  })

  it('each index answers a question, or holds a rule', async () => {
    const made = await sql<{ name: string }>`
      select name from sqlite_master where type = 'index' and sql not like 'create unique index%' order by name
    `.execute(db)
    const asked = Object.values(PLANS).flat()
    const idle = made.rows.filter(({ name }) => !asked.some((index) => index.split(' ')[0] === name))
    expect(idle).toEqual([])
    expect(made.rows.length).toBeGreaterThan(20)
  })
})
