import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { between, seeded } from '@keyturn/scripts/random-numbers'
import { reportFigure, scaled } from '@keyturn/scripts/scale'
import type { Page } from '@playwright/test'
import { expect, SOON_AGAIN, test, World } from './world.ts'

// What is held here holds each time, or it does not hold.
test.describe.configure({ retries: 0 })

/** What Pleo is asked while a key is checked, in this order. */
const CALLS = {
  connect: ['introspect', 'company', 'installation_create'],
  replace: ['introspect', 'company', 'installation_read', 'installation_update'],
} as const
type Job = keyof typeof CALLS
const JOBS = ['connect', 'replace'] as const

/** When the server is killed, and which end that leaves open. */
const ENDS = {
  'before an answer': ['interrupted'],
  'between two calls': ['interrupted'],
  'after the last answer': ['interrupted', 'done'],
  'in the commit': ['interrupted', 'done'],
  'once the person was told': ['done'],
} as const
type Kind = keyof typeof ENDS
const KINDS = Object.keys(ENDS) as Kind[]

const CYCLES = scaled({ test: 1, verify: 10 })
const KILLS = CYCLES * KINDS.length * JOBS.length
const PAGE_MS = 60_000

/** Looks each millisecond: the moment is short. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(1)
}

/** A tenant of its own for each kill: a tenant's tries are limited. */
class Story {
  readonly world: World
  readonly page: Page
  readonly job: Job
  readonly company: { readonly id: string; readonly name: string }
  readonly #tenantId: string
  readonly #fresh: { readonly key: string; readonly id: string }
  readonly #from: number
  #connection = ''
  #address = ''

  constructor(world: World, page: Page, job: Job, number: number) {
    this.world = world
    this.page = page
    this.job = job
    this.#tenantId = `killed-${number}`
    const { key, id, company } = world.simulator.control.createKey({ company: { name: `Killed ${number} ApS` } })
    this.company = { id: company.id, name: company.name }
    this.#fresh = { key, id }
    this.#from = world.simulator.control.requests().last
  }

  async open(): Promise<void> {
    const { world, page, job, company } = this
    if (job === 'replace') {
      const old = { tenantId: this.#tenantId, provider: 'pleo', key: world.key({ company: { id: company.id } }) }
      expect((await world.api('POST', '/v1/connections/import', old)).status).toBe(201)
    }
    const session = await world.session({ tenantId: this.#tenantId })
    this.#connection = session.connectionId
    await page.goto(session.url)
    this.#address = page.url()
    if (job === 'replace') await page.goto(`${this.#address}?view=replace`)
    await page.getByLabel(/^API key/).fill(this.#fresh.key)
  }

  /** Of the new key, as the stand-in wrote them down. */
  calls() {
    return this.world.simulator.control.requests(this.#from).requests.filter(({ keyId }) => keyId === this.#fresh.id)
  }

  hang(nth: number): void {
    const operation = CALLS[this.job][nth - 1]
    if (operation === undefined) throw new Error(`There is no call ${nth}.`)
    this.world.simulator.control.setBehaviour({ key: this.#fresh.key, behaviour: 'hang', operation })
  }

  /** Sends the key, and kills the server when it is time. @returns what the stand-in had written down by then */
  async send(moment: Promise<void>): Promise<ReturnType<Story['calls']>> {
    const killed = moment.then(async () => {
      const calls = this.calls()
      await this.world.stopServer('SIGKILL')
      return calls
    })
    const button = this.job === 'replace' ? 'Save new key' : 'Connect'
    const [calls] = await Promise.all([killed, this.page.getByRole('button', { name: button, exact: true }).click()])
    return calls
  }

  /** After the restart: whose key serves, by what the stand-in is asked with, and that API and page say the same. */
  async end(): Promise<'interrupted' | 'done'> {
    const { world, page, job } = this
    await world.startServer()
    await world.passTime(SOON_AGAIN)
    const before = this.calls().length
    const { state, usable, attempt, account } = await world.connection(this.#connection)
    const isUsed = usable && (await this.#isFreshInUse())
    const end = isUsed ? 'done' : 'interrupted'
    expect(attempt?.issue?.code ?? null).toBe(isUsed ? null : 'interrupted')
    const serves = isUsed || job === 'replace'
    expect({ state, usable }).toEqual({ state: serves ? 'connected' : 'failed', usable: serves })
    if (serves) expect(account).toMatchObject(this.company)
    if (!isUsed) expect(this.calls()).toHaveLength(before)

    await page.goto(this.#address)
    const chip = page.locator('.chip:visible')
    await (serves ? expect(chip).toContainText('Connected') : expect(chip).not.toContainText('Connected'))
    const said = page.getByText('The check stopped before Pleo had answered').first()
    await expect(said).toBeVisible({ visible: !isUsed })
    return end
  }

  async #isFreshInUse(): Promise<boolean> {
    const { last } = this.world.simulator.control.requests()
    expect((await this.world.tell(this.#connection, 'check')).health.state).toBe('healthy')
    const [asked] = this.world.simulator.control.requests(last).requests
    expect(asked?.status).toBe(200)
    return asked?.keyId === this.#fresh.id
  }

  /** Resolves when the stand-in has the `nth` call, or has answered it. */
  async came(nth: number, what: 'asked' | 'answered'): Promise<void> {
    await until(() => {
      const call = this.calls()[nth - 1]
      return call !== undefined && (what === 'asked' || call.status !== null)
    })
  }

  /** Resolves when something is written to the database's log. */
  async writes(): Promise<void> {
    const stamp = () => statSync(join(this.world.folder, 'data/keyturn.db-wal'), { bigint: true }).mtimeNs
    const before = stamp()
    await until(() => stamp() !== before)
  }

  async told(): Promise<void> {
    const { page, job } = this
    const news = job === 'replace' ? 'The new key is in use' : `Connected to ${this.company.name}`
    await expect(page.getByText(news).first()).toBeVisible({ timeout: PAGE_MS })
  }
}

/** Readies the stand-in. @returns when the server is to be killed */
async function momentOf(kind: Kind, story: Story, numbers: () => number): Promise<void> {
  const last = CALLS[story.job].length
  if (kind === 'before an answer') {
    const nth = between(numbers, 1, last)
    story.hang(nth)
    return story.came(nth, 'asked')
  }
  if (kind === 'between two calls') {
    const nth = between(numbers, 1, last - 1)
    story.hang(nth + 1)
    return story.came(nth, 'answered')
  }
  await story.came(last, 'asked')
  const written = kind === 'in the commit' ? story.writes() : undefined
  await story.came(last, 'answered')
  await written
  if (kind === 'once the person was told') await story.told()
}

test('[C1] a server killed while a key is checked is either connected with it or exactly as before, and the page says which', async ({
  page,
}) => {
  test.setTimeout(KILLS * 60_000 + 60_000)
  const world = await World.start({ KEYTURN_CHECK_INTERVAL: '24h' })
  const ends: { kind: Kind; end: 'interrupted' | 'done' }[] = []
  try {
    await seeded(async (numbers) => {
      for (let kill = 0; kill < KILLS; kill += 1) {
        const kind = KINDS[kill % KINDS.length] ?? 'in the commit'
        const job = JOBS[Math.floor(kill / KINDS.length) % JOBS.length] ?? 'connect'
        const story = new Story(world, page, job, kill)
        await story.open()
        const calls = await story.send(momentOf(kind, story, numbers))
        expect(calls.map(({ operation }) => operation)).toEqual(CALLS[job].slice(0, calls.length))
        const isAnswered = calls.at(-1)?.status === 200
        // Between two calls the next may be on its way already.
        if (kind !== 'between two calls') expect(isAnswered).toBe(kind !== 'before an answer')
        expect(calls.length === CALLS[job].length && isAnswered).toBe(ENDS[kind].some((end) => end === 'done'))
        const end = await story.end()
        expect(ENDS[kind]).toContain(end)
        ends.push({ kind, end })
      }
    })
  } finally {
    await world.close()
  }
  const counts = KINDS.map((kind) => {
    const of = ends.filter((one) => one.kind === kind)
    return {
      kind,
      interrupted: of.filter(({ end }) => end === 'interrupted').length,
      done: of.filter(({ end }) => end === 'done').length,
    }
  })
  const each = CYCLES * JOBS.length
  for (const { kind, interrupted, done } of counts) {
    expect(interrupted + done, kind).toBe(each)
    if (!ENDS[kind].some((end) => end === 'done')) expect(done, kind).toBe(0)
    if (!ENDS[kind].some((end) => end === 'interrupted')) expect(interrupted, kind).toBe(0)
  }
  const figure = counts.map(({ kind, interrupted, done }) => `${kind} ${interrupted} as before and ${done} connected`)
  reportFigure('C1', `${KILLS} kills while a key is checked: ${figure.join(', ')}`)
})
