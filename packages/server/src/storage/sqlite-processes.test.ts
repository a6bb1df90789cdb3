import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { reportFigure, scaled } from '@keyturn/scripts/scale'
import { parseId, parseTenantId } from '../domain/ids.ts'
import { aChange, aConnection, anId, aTenant, connected, disconnected, putKey, sealed } from './contract/fixtures.ts'
import { committed, inserted, liveConnection, sequences } from './contract/opened.ts'
import { MIGRATIONS } from './migrations/migrate.ts'
import type { Migration } from './migrations/migrate.ts'
import { openSqlite, openSqliteStorage } from './sqlite.ts'
import type { SqliteOptions } from './sqlite.ts'
import { MigrationFailed, SchemaDiffers, SchemaTooNew, StorageInUse } from './storage-errors.ts'
import { systemClock } from './test-support.ts'
import { startChild } from './testing/processes.ts'

/** A process takes a second to start on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-storage-'))
  file = join(folder, 'data', 'keyturn.db')
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const open = (role: SqliteOptions['role'] = 'server') => openSqliteStorage({ file, clock: systemClock, role })
const openWith = (migrations: Readonly<Record<string, Migration>>) =>
  openSqlite({ file, clock: systemClock, role: 'server' }, { ...MIGRATIONS, ...migrations })

describe('one server a file', () => {
  it('refuses a second server in this process, under any name of the file', async () => {
    const first = await open()
    await expect(open()).rejects.toThrow(StorageInUse)
    file = join(folder, 'data', '..', 'data', 'keyturn.db')
    await expect(open()).rejects.toThrow(StorageInUse)
    await first.close()
    const second = await open()
    await second.close()
  })

  it('refuses a second server while another process serves, and not once that is killed', async () => {
    const other = startChild('serve', file)
    await other.saidLines(1)
    await expect(open()).rejects.toThrow(StorageInUse)
    await other.kill()
    const storage = await open()
    await storage.ready()
    await storage.close()
  })

  it('refuses a server of another process, which says why', async () => {
    const storage = await open()
    const { code, stderr } = await startChild('serve', file).ended
    expect(code).toBe(1)
    expect(stderr).toContain('Another Keyturn server uses')
    await storage.close()
  })

  it('lets a refused server leave the running one its lock', async () => {
    const first = await open()
    await expect(open()).rejects.toThrow(StorageInUse)
    expect((await startChild('serve', file).ended).code).toBe(1)
    await first.close()
  })
})

describe('a command beside a running server', () => {
  it('changes what the server has, and the server sees it within a second', async () => {
    const storage = await open()
    const connection = await inserted(storage, aConnection())
    const changed = vi.fn<() => void>()
    storage.changes.watch(connection.id, changed)
    const command = startChild('relabel', file, connection.tenantId, connection.id)
    await command.saidLines(1)
    expect(command.said).toEqual(['committed'])
    await vi.waitFor(() => expect(changed).toHaveBeenCalled(), { timeout: 1_000, interval: 10 })
    const found = await storage.connections.find(connection.tenantId, connection.id)
    expect(found).toEqual({ ...connection, label: 'Relabelled', revision: 2 })
    const late = await storage.connections.commit(connection.tenantId, aChange(connection))
    expect(late).toEqual({ kind: 'stale' })
    await storage.close()
  })

  it('waits for its turn to write, and loses nothing', async () => {
    const { storage, db } = await openSqlite({ file, clock: systemClock, role: 'server' })
    const tenant = aTenant()
    const commands = await Promise.all(Array.from({ length: 3 }, () => startChild('try', file, tenant).ended))
    expect(commands).toEqual(commands.map(() => ({ code: 0, stderr: '' })))
    expect(await db.selectFrom('tenant_tries').selectAll().execute()).toHaveLength(300)
    await storage.close()
  })

  it('works before there is a database', async () => {
    expect((await startChild('visit', file).ended).code).toBe(0)
    const storage = await open()
    await storage.close()
  })
})

describe('a server killed while it writes', () => {
  const ROUNDS = scaled({ test: 10, verify: 200 })

  it(`[C1] loses nothing it acknowledged, ${ROUNDS} times`, { timeout: ROUNDS * 20_000 }, async () => {
    const tenant = aTenant()
    let acknowledged = 0
    for (let round = 0; round < ROUNDS; round += 1) {
      const writer = startChild('write', file, tenant)
      await writer.saidLines(20 + ((round * 7) % 50))
      await writer.kill()
      acknowledged += writer.said.length
      await everyLineHolds(tenant, writer.said)
    }
    reportFigure('C1', `${acknowledged} acknowledged writes over ${ROUNDS} kills of the store, none lost`)
  })

  async function everyLineHolds(tenant: string, said: readonly string[]): Promise<void> {
    const { storage, db } = await openSqlite({ file, clock: systemClock, role: 'server' })
    const check = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db)
    expect(check.rows.map((row) => row.integrity_check)).toEqual(['ok'])
    for (const line of said) {
      const [id = '', version = ''] = line.split(' ')
      const connectionId = parseId('connection', id)
      const found = await storage.connections.findSealed(parseTenantId(tenant), connectionId)
      const holds = found?.connection.credentialVersion ?? 0
      expect(holds).toBeGreaterThanOrEqual(Number(version))
      expect(found?.credential).toEqual(sealed(`${id} key ${holds}`))
      expect(await storage.connections.timeline(parseTenantId(tenant), connectionId, 10)).toHaveLength(holds)
      expect(await sequences(db, { id: connectionId })).toEqual([1, 2].slice(0, holds))
    }
    await storage.close()
  }
})

describe('the schema', () => {
  const fails: Migration = async (db) => {
    await db.schema.createTable('half_done').addColumn('id', 'integer').execute()
    await sql`insert into nowhere values (1)`.execute(db)
  }
  const addsTable =
    (name: string): Migration =>
    async (db) => {
      await db.schema.createTable(name).addColumn('id', 'integer').execute()
    }
  const tablesOf = async (db: Pick<Kysely<unknown>, 'introspection'>): Promise<readonly string[]> =>
    (await db.introspection.getTables()).map(({ name }) => name)

  it('of a newer release is refused, and left alone', async () => {
    const newer = await openWith({ '9999-newer': addsTable('newer') })
    await newer.storage.close()
    await expect(open()).rejects.toThrow(SchemaTooNew)
    await expect(open('command')).rejects.toThrow('9999-newer')
    const again = await openWith({ '9999-newer': addsTable('newer') })
    await again.storage.close()
  })

  it('that was applied in another form is refused', async () => {
    const first = await openWith({ '9999-next': addsTable('one_name') })
    await first.storage.close()
    await expect(openWith({ '9999-next': addsTable('another_name') })).rejects.toThrow(SchemaDiffers)
  })

  it('stays as it was when a migration fails, on a new file and on an old one', async () => {
    await expect(openWith({ '9999-fails': fails })).rejects.toThrow(MigrationFailed)
    const old = await open()
    const connection = await inserted(old, aConnection())
    await old.close()
    await expect(openWith({ '9999-fails': fails })).rejects.toThrow(MigrationFailed)
    const { storage, db } = await openWith({ '9999-works': addsTable('works') })
    expect(await storage.connections.find(connection.tenantId, connection.id)).toEqual(connection)
    const tables = await tablesOf(db)
    expect(tables).toContain('works')
    expect(tables).not.toContain('half_done')
    await storage.close()
  })

  it('keeps the events of before in their order when their table is made anew', async () => {
    const firstOnly = Object.fromEntries(Object.entries(MIGRATIONS).slice(0, 1))
    const before = await openSqlite({ file, clock: systemClock, role: 'server' }, firstOnly)
    const [late, early] = [anId('event'), anId('event')]
    for (const [ordinal, id] of [[7, late] as const, [5, early] as const]) {
      const row = sql`${ordinal}, ${id}, 'acme', 'conn_1', ${ordinal}, 'connection.connected', 1, ${JSON.stringify({ id })}`
      await sql`insert into outbox_events values (${row})`.execute(before.db)
    }
    await before.storage.close()
    const storage = await open()
    const read = await storage.outbox.read(null, null, 10)
    expect(read).toMatchObject({ kind: 'page', events: [{ envelope: { id: early } }, { envelope: { id: late } }] })
    await storage.close()
  })

  it('is made once when several processes start on a new file', async () => {
    const visits = await Promise.all(Array.from({ length: 4 }, () => startChild('visit', file).ended))
    expect(visits).toEqual(visits.map(() => ({ code: 0, stderr: '' })))
    const { storage, db } = await openSqlite({ file, clock: systemClock, role: 'server' })
    const applied = await sql<{ name: string }>`select name from schema_migrations order by name`.execute(db)
    expect(applied.rows.map(({ name }) => name)).toEqual(Object.keys(MIGRATIONS))
    await storage.close()
  })
})

describe('the file', () => {
  const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8)

  it('belongs to its owner alone, with all that lies beside it', async () => {
    const storage = await open()
    await inserted(storage, aConnection())
    expect(await modeOf(join(folder, 'data'))).toBe('700')
    const names = await readdir(join(folder, 'data'))
    expect(names.toSorted()).toEqual(['keyturn.db', 'keyturn.db-shm', 'keyturn.db-wal', 'keyturn.db.lock'])
    for (const name of names) expect([name, await modeOf(join(folder, 'data', name))]).toEqual([name, '600'])
    await storage.close()
    expect((await readdir(join(folder, 'data'))).toSorted()).toEqual(['keyturn.db', 'keyturn.db.lock'])
  })

  it('is written durably, and deleted for good', async () => {
    const { storage, db } = await openSqlite({ file, clock: systemClock, role: 'server' })
    const pragma = async (name: string): Promise<unknown> => {
      const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db)
      return Object.values(rows[0] ?? {})[0]
    }
    expect(await pragma('journal_mode')).toBe('wal')
    expect(await pragma('synchronous')).toBe(2)
    expect(await pragma('foreign_keys')).toBe(1)
    expect(await pragma('secure_delete')).toBe(1)
    const live = await liveConnection(storage, aConnection())
    expect(await pragma('busy_timeout')).toBe(5_000)
    const by = { tenantId: live.tenantId, sessionId: null }
    expect(await storage.tries.add(by, systemClock.now(), 1, 60_000)).toBeNull()
    expect(await storage.tries.add(by, systemClock.now(), 1, 60_000)).not.toBeNull()
    await expect(storage.tries.add(by, Number.NaN, 1, 60_000)).rejects.toThrow()
    expect(await pragma('synchronous')).toBe(2)
    await storage.close()
  })

  it.each(['replaced', 'disconnected', 'candidate dropped'] as const)(
    'holds no byte of a key that was %s',
    async (how) => {
      const planted = 'PLANTED-0123456789-SEALED-BYTES'
      const holds = async (): Promise<boolean> => {
        const names = await readdir(join(folder, 'data'))
        const contents = await Promise.all(names.map((name) => readFile(join(folder, 'data', name), 'latin1')))
        return contents.some((content) => content.includes(planted))
      }
      const storage = await open()
      const fresh = await inserted(storage, aConnection())
      const candidate = { kind: 'put', sealed: sealed(planted) } as const
      const live =
        how === 'candidate dropped'
          ? await committed(storage, fresh, { candidate })
          : await committed(storage, connected(fresh), { credential: putKey(planted) })
      expect(await holds()).toBe(true)
      if (how === 'replaced') await committed(storage, connected(live), { credential: putKey('new') })
      if (how === 'disconnected') await committed(storage, disconnected(live), { credential: { kind: 'destroy' } })
      if (how === 'candidate dropped') await committed(storage, live, { candidate: { kind: 'destroy' } })
      expect(await holds()).toBe(false)
      await storage.close()
    },
  )

  it('is not waited for while another process reads it', async () => {
    const storage = await open()
    const live = await liveConnection(storage, aConnection())
    const reader = new DatabaseSync(file)
    reader.exec('BEGIN; SELECT * FROM connections')
    reader.prepare('SELECT count(*) FROM connections').get()
    await committed(storage, disconnected(live), { credential: { kind: 'destroy' } })
    expect(reader.isTransaction).toBe(true)
    reader.exec('COMMIT')
    reader.close()
    await storage.close()
  })

  it('that is no database is refused, and left as it is', async () => {
    const first = await open()
    await first.close()
    await writeFile(file, 'not a database, but somebody’s notes, long enough to be looked at. '.repeat(20))
    const before = await readFile(file, 'utf8')
    await expect(open()).rejects.toThrow('file is not a database')
    expect(await readFile(file, 'utf8')).toBe(before)
  })
})
