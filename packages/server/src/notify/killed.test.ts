import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reportFigure, scaled } from '@keyturn/scripts/scale'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startProcess } from '../storage/testing/processes.ts'
import { masterKey } from './testing/killed.ts'
import { startMailCatcher } from './testing/mail-catcher.ts'
import { JONAS, MailWorld, METTE } from './testing/mail-world.ts'

const CHILD = fileURLToPath(new URL('testing/killed-child.ts', import.meta.url))
const ROUNDS = scaled({ test: 2, verify: 50 })
const PATIENCE_MS = ROUNDS * 20_000 + 60_000

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-mails-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('a server killed while mails leave', () => {
  it(
    `[C1] tells of every problem that was acknowledged, and where twice then under one id, ${ROUNDS} times`,
    { timeout: PATIENCE_MS },
    async () => {
      await using catcher = await startMailCatcher()
      const [file, port] = [join(folder, 'keyturn.db'), String(catcher.port)]
      const acknowledged: string[] = []
      for (let round = 0; round < ROUNDS; round += 1) {
        const child = startProcess(CHILD, 'write', file, port)
        await child.saidLines(4 + ((round * 7) % 20))
        await child.kill()
        acknowledged.push(...child.said.slice(1))
      }
      const last = startProcess(CHILD, 'drain', file, port)
      const told = () =>
        catcher.caught.map(({ headers }) => /conn_\S+?(?=>)/.exec(headers.get('list-unsubscribe') ?? '')?.[0])
      await vi.waitFor(() => expect(told()).toEqual(expect.arrayContaining(acknowledged)), {
        timeout: PATIENCE_MS,
        interval: 100,
      })
      await last.kill()
      for (const mails of Map.groupBy(catcher.caught, ({ headers }) => headers.get('list-unsubscribe')).values()) {
        expect(new Set(mails.map(({ headers }) => headers.get('message-id'))).size).toBe(1)
        expect(new Set(mails.map(({ text }) => text)).size).toBe(1)
      }
      const again = catcher.caught.length - new Set(told()).size
      reportFigure(
        'C1-mail',
        `${ROUNDS} kills while mails leave: ${acknowledged.length} problems acknowledged, all told of, ${again} of them twice under one id`,
      )
    },
  )
})

it('two processes on one database send each mail once', { timeout: 60_000 }, async () => {
  await using catcher = await startMailCatcher()
  const [file, port] = [join(folder, 'keyturn.db'), String(catcher.port)]
  await using world = await MailWorld.open({ file, masterKey: masterKey() })
  const beside = [startProcess(CHILD, 'beside', file, port), startProcess(CHILD, 'beside', file, port)]
  await Promise.all(beside.map((child) => child.saidLines(1)))
  const ids = () => catcher.caught.map(({ headers }) => headers.get('message-id'))
  const caught = (count: number) =>
    vi.waitFor(() => expect(ids()).toHaveLength(count), { timeout: 20_000, interval: 50 })
  const broken = []
  for (let made = 0; made < 6; made += 1) broken.push(await world.brokenOne([METTE, JONAS]))
  await caught(12)
  for (const connection of broken) await world.mends(connection, 'connection.replaced')
  await caught(24)
  await vi.waitFor(async () => expect((await world.notices()).every(({ stage }) => stage === 'closed')).toBe(true), {
    timeout: 20_000,
    interval: 50,
  })
  expect(new Set(ids()).size).toBe(24)
  await Promise.all(beside.map((child) => child.kill()))
})
