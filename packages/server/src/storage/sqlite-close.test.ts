import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StillClock } from '../testing/still-clock.ts'
import { aChange, aConnection, aHash } from './contract/fixtures.ts'
import { inserted } from './contract/opened.ts'
import { MIGRATIONS } from './migrations/migrate.ts'
import { openSqlite, openSqliteStorage } from './sqlite.ts'
import { StorageInUse } from './storage-errors.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-close-'))
  file = join(folder, 'keyturn.db')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const clock = new StillClock()
const open = () => openSqliteStorage({ file, clock, role: 'server' })
const filesThere = async () => (await readdir(folder)).toSorted()

describe('a storage that is closed', () => {
  it('leaves all that was written in one file, and the file to the next server', async () => {
    const storage = await open()
    const connection = await inserted(storage, aConnection())
    await expect(open()).rejects.toThrow(StorageInUse)
    await storage.close()
    expect(await filesThere()).toEqual(['keyturn.db', 'keyturn.db.lock'])
    const next = await open()
    expect(await next.connections.find(connection.tenantId, connection.id)).toEqual(connection)
    await next.close()
  })

  it('leaves nothing in the log either while another process has the file open', async () => {
    const storage = await open()
    const other = new DatabaseSync(file)
    other.prepare('select count(*) from connections').get()
    await inserted(storage, aConnection())
    expect((await stat(`${file}-wal`)).size).toBeGreaterThan(0)
    await storage.close()
    expect((await stat(`${file}-wal`)).size).toBe(0)
    other.close()
  })

  it('has written what was asked of it before', async () => {
    const storage = await open()
    const connection = await inserted(storage, aConnection())
    const committing = storage.connections.commit(connection.tenantId, aChange({ ...connection, label: 'Last' }))
    await storage.close()
    expect(await committing).toMatchObject({ kind: 'committed' })
    const next = await open()
    expect(await next.connections.find(connection.tenantId, connection.id)).toMatchObject({ label: 'Last' })
    await next.close()
  })

  it('refuses whatever is asked of it afterwards', async () => {
    const storage = await open()
    const connection = await inserted(storage, aConnection())
    await storage.close()
    await expect(storage.ready()).rejects.toThrow('destroyed')
    await expect(storage.connections.find(connection.tenantId, connection.id)).rejects.toThrow('destroyed')
    await expect(storage.apiTokens.findByHash(aHash())).rejects.toThrow('destroyed')
  })

  it('looks for changes of others no more', async () => {
    const storage = await open()
    storage.changes.watch(aConnection().id, () => undefined)
    storage.outbox.watch(() => undefined)
    expect(clock.waiting).toBe(1)
    await storage.close()
    await Promise.resolve()
    expect(clock.waiting).toBe(0)
  })
})

describe('a storage that could not be opened', () => {
  it('holds neither the file nor its lock', async () => {
    const newer = await openSqlite(
      { file, clock, role: 'server' },
      { ...MIGRATIONS, '9999-newer': async () => undefined },
    )
    await newer.storage.close()
    await expect(open()).rejects.toThrow('9999-newer')
    expect(await filesThere()).toEqual(['keyturn.db', 'keyturn.db.lock'])
    await expect(open()).rejects.toThrow('9999-newer')
  })

  it('because a folder lies in its place, can be opened when that is away', async () => {
    await mkdir(file)
    await expect(open()).rejects.toThrow('unable to open database file')
    await rm(file, { recursive: true })
    const storage = await open()
    expect(existsSync(file)).toBe(true)
    await storage.close()
  })
})
