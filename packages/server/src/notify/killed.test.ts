import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { between, seeded } from '@keyturn/scripts/random-numbers'
import { reportFigure, scaled } from '@keyturn/scripts/scale'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseId, parseTenantId } from '../domain/ids.ts'
import { startProcess } from '../storage/testing/processes.ts'
import { chosenStep, DeadlyCatcher, kindOf, KINDS } from './testing/deadly-catcher.ts'
import type { Death, Kind } from './testing/deadly-catcher.ts'
import { masterKey } from './testing/killed.ts'
import { startMailCatcher } from './testing/mail-catcher.ts'
import type { CaughtMail } from './testing/mail-catcher.ts'
import { JONAS, MailWorld, METTE } from './testing/mail-world.ts'

const CHILD = fileURLToPath(new URL('testing/killed-child.ts', import.meta.url))
/** Each kind of kill once. */
const CYCLES = scaled({ test: 1, verify: 10 })
const KILLS = CYCLES * KINDS.length
/** That a sender needs for what it writes. */
const FEWEST_STATEMENTS = 100
const PATIENCE_MS = KILLS * 60_000
/** Conversations with a mail server that may be under way at once. */
const CONVERSATIONS_AT_ONCE = 4

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-mails-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** The connection that a mail is about. */
const subjectOf = ({ headers }: CaughtMail): string =>
  /conn_\S+?(?=>)/.exec(headers.get('list-unsubscribe') ?? '')?.[0] ?? ''

/** Connections of which a sender said `what`, with their tenants. */
const saidOf = (what: 'begins' | 'acknowledged', said: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    said
      .map((line) => line.split(' '))
      .filter(([word]) => word === what)
      .map(([, tenant = '', connection = '']) => [connection, tenant]),
  )

/** Senders on one database, one after the other, and the mail server that has them killed. */
class Senders {
  readonly catcher: DeadlyCatcher
  readonly deaths: Death[] = []
  readonly #numbers: () => number
  readonly #file = join(folder, 'keyturn.db')

  constructor(catcher: DeadlyCatcher, numbers: () => number) {
    this.catcher = catcher
    this.#numbers = numbers
  }

  get said(): readonly string[] {
    return this.deaths.flatMap(({ said }) => said)
  }

  #start(task: 'write' | 'drain', statement: readonly number[] = []) {
    return startProcess(CHILD, task, this.#file, String(this.catcher.port), ...statement.map(String))
  }

  async killOne(kind: Kind): Promise<void> {
    const nth = between(this.#numbers, 1, 5)
    const from = this.catcher.caught.length
    const asked = this.catcher.begin(kind, { nth, step: chosenStep(between(this.#numbers, 0, 2)) })
    const statement = between(this.#numbers, 1, FEWEST_STATEMENTS)
    const child = this.#start('write', kind === 'committing' ? [statement] : [])
    const died = child.ended.then(({ code, stderr }) => {
      if (code !== null) throw new Error(`ended with ${code}: ${stderr}`)
      return null
    })
    const idle = kind === 'idle' ? [this.#isIdle(child.said).then(() => null)] : []
    const by = await Promise.race([asked, died, ...idle])
    await child.kill()
    await this.catcher.left()
    this.deaths.push({ by, said: [...child.said], mails: this.catcher.caught.slice(from) })
  }

  /** All that it and those before it acknowledged was told. */
  #isIdle(said: readonly string[]): Promise<void> {
    const acknowledged = () => [...saidOf('acknowledged', [...this.said, ...said]).keys()]
    const look = () => {
      expect(said).toContain('rests')
      expect(this.catcher.caught.map(subjectOf)).toEqual(expect.arrayContaining(acknowledged()))
    }
    return vi.waitFor(look, { timeout: PATIENCE_MS, interval: 10 })
  }

  /** Problems that were acknowledged, and what whoever reads the connections can see beside them. */
  async happened(): Promise<readonly string[]> {
    await using world = await MailWorld.open({ file: this.#file, masterKey: masterKey() })
    const acknowledged = saidOf('acknowledged', this.said)
    const seen: string[] = []
    for (const [id, tenant] of saidOf('begins', this.said)) {
      const found = await world.storage.connections.find(parseTenantId(tenant), parseId('connection', id))
      if (found?.standing === 'action_required') seen.push(id)
    }
    expect(seen).toEqual(expect.arrayContaining([...acknowledged.keys()]))
    return seen
  }

  /** A last one, that nobody kills until nothing is missing. */
  async drain(problems: readonly string[]): Promise<void> {
    this.catcher.takeAll()
    const last = this.#start('drain')
    const told = () => this.catcher.caught.map(subjectOf)
    await vi.waitFor(() => expect(told()).toEqual(expect.arrayContaining([...problems])), {
      timeout: PATIENCE_MS,
      interval: 100,
    })
    await last.kill()
  }
}

describe('a server killed while mails leave', () => {
  it(
    `[C1] tells of every problem under one id, and again only what was on its way, whatever it was doing, ${KILLS} times`,
    { timeout: 2 * PATIENCE_MS },
    () =>
      seeded(async (numbers) => {
        await using catcher = await DeadlyCatcher.start()
        const senders = new Senders(catcher, numbers)
        for (let kill = 0; kill < KILLS; kill += 1) await senders.killOne(KINDS[kill % KINDS.length] ?? 'idle')
        const happened = await senders.happened()
        await senders.drain(happened)

        const kinds = Map.groupBy(senders.deaths, kindOf)
        const counts = KINDS.map((kind) => ({ kind, count: kinds.get(kind)?.length ?? 0 }))
        expect(counts).toEqual(KINDS.map((kind) => ({ kind, count: CYCLES })))
        const mails = Map.groupBy(catcher.caught, subjectOf)
        expect([...mails.keys()].toSorted()).toEqual(happened.toSorted())
        for (const ofProblem of mails.values()) expectTheSame(ofProblem)
        const again = senders.deaths.map((death) => toldAgain(death, catcher.caught))
        for (const ofLife of again) expect(ofLife.length).toBeLessThanOrEqual(CONVERSATIONS_AT_ONCE)

        const acknowledged = saidOf('acknowledged', senders.said).size
        const told = counts.map(({ kind, count }) => `${count} ${kind}`).join(', ')
        reportFigure(
          'C1',
          `${KILLS} kills of a sender of mails: ${told}; ${acknowledged} problems acknowledged, ${happened.length} made, all told of under one id each, ${again.flat().length} of them twice`,
        )
      }),
  )
})

function expectTheSame(mails: readonly CaughtMail[]): void {
  expect(new Set(mails.map(({ headers }) => headers.get('message-id'))).size).toBe(1)
  expect(new Set(mails.map(({ text }) => text)).size).toBe(1)
}

/** Of the mails of a life those that a later one sent again. In one life none is taken twice. */
function toldAgain({ mails }: Death, caught: readonly CaughtMail[]): readonly string[] {
  const subjects = mails.map(subjectOf)
  expect(new Set(subjects).size).toBe(subjects.length)
  const last = mails.at(-1)
  const later = new Set(last === undefined ? [] : caught.slice(caught.indexOf(last) + 1).map(subjectOf))
  return subjects.filter((subject) => later.has(subject))
}

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
