import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { paceOf } from '../domain/noticing/budget.ts'
import type { Observation } from '../domain/noticing/provider-watch.ts'
import { CONFIRM_AFTER_MS, rulesFor } from '../domain/noticing/rules.ts'
import type { Clock } from '../engine/ports/clock.ts'
import { decideIncident, NothingToDecide } from '../engine/decide-incident.ts'
import { openSqlite } from '../storage/sqlite.ts'
import { systemRandom } from '../vault/random.ts'
import { ProviderWatches } from './provider-watches.ts'

const PLACE = { provider: 'pleo', environment: 'production' }
const SILENT = { info() {}, warn() {}, error() {}, debug() {} }
const OPERATOR = { kind: 'operator', id: null, name: 'command line' } as const
const MINUTE = 60_000
const DAWN = Date.UTC(2026, 2, 2)
const STORM_OF_A_SMALL_FLEET = 3

const refused = (role: 'turned' | 'known' = 'turned'): Observation => ({
  kind: 'checked',
  id: systemRandom.id('connection'),
  evidence: { weighs: 'refusal', kind: 'unauthorized', details: {} },
  role,
})
const unanswered: Observation = {
  kind: 'checked',
  id: systemRandom.id('connection'),
  evidence: { weighs: 'nothing', reason: 'provider_unreachable', retryAfterMs: null },
  role: 'asked',
}
const answered: Observation = { ...unanswered, evidence: { weighs: 'good' } }

describe('several servers that watch one provider', () => {
  let folder: string
  let now: number
  let storage: Awaited<ReturnType<typeof openSqlite>>['storage']
  let db: Awaited<ReturnType<typeof openSqlite>>['db']
  let turns: number
  const clock: Clock = { now: () => now, sleep: async () => undefined }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-watches-'))
    now = DAWN
    turns = 0
    await reopened()
  })
  afterEach(async () => {
    await storage.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function reopened(): Promise<void> {
    const opened = await openSqlite({ file: join(folder, 'keyturn.db'), clock, role: 'server' })
    storage = opened.storage
    db = opened.db
  }
  const aServer = (): Promise<ProviderWatches> =>
    ProviderWatches.open({
      checks: storage.checks,
      clock,
      random: systemRandom,
      log: SILENT,
      rules: rulesFor({ intervalMs: 15 * MINUTE, confirmAfterMs: CONFIRM_AFTER_MS }),
      paces: [{ ...PLACE, pace: paceOf(500) }],
      incidentTurned: () => {
        turns += 1
      },
    })
  const sees = (server: ProviderWatches, observation: Observation, times = 1): void => {
    for (let left = times; left > 0; left -= 1) server.observe(PLACE, observation)
  }
  async function told() {
    const page = await storage.outbox.read(null, null, 50)
    if (page.kind !== 'page') throw new Error(page.kind)
    return page.events.map(({ envelope: { type, data } }) => ({ type, data }))
  }
  const kept = () => storage.checks.incidents(PLACE, 0, 9)

  it('tell of an incident once, with the change that begins it, though each of them sees it', async () => {
    const servers = [await aServer(), await aServer(), await aServer()]
    for (const server of servers) sees(server, refused(), STORM_OF_A_SMALL_FLEET)
    expect(await told()).toEqual([])
    await Promise.all(servers.map((server) => server.share(PLACE)))
    for (const server of servers) await server.share(PLACE)
    const [event, ...others] = await told()
    expect(others).toEqual([])
    expect(event).toMatchObject({
      type: 'provider.incident_suspected',
      data: { kind: 'provider_refusing_all', since: new Date(DAWN).toISOString() },
    })
    for (const server of servers) expect(server.incident(PLACE)).toEqual({ kind: 'provider_refusing_all', since: DAWN })
    expect(await kept()).toMatchObject([{ kind: 'provider_refusing_all', since: DAWN, overAt: null }])
  })

  it('tell those who look, at once where it was seen and elsewhere with the next sharing', async () => {
    const [here, there] = [await aServer(), await aServer()]
    sees(here, unanswered, 20)
    expect(turns).toBe(1)
    await here.share(PLACE)
    expect(there.incident(PLACE)).toBeNull()
    await there.share(PLACE)
    expect(there.incident(PLACE)).toEqual({ kind: 'provider_unreachable', since: DAWN })
    expect(turns).toBe(2)
  })

  it('do not tell again of what lasted over a restart, and end it under the same name', async () => {
    const before = await aServer()
    sees(before, unanswered, 20)
    await before.share(PLACE)
    await storage.close()
    await reopened()
    now += 5 * MINUTE
    const after = await aServer()
    expect(after.incident(PLACE)).toEqual({ kind: 'provider_unreachable', since: DAWN })
    sees(after, unanswered)
    await after.share(PLACE)
    expect(await told()).toHaveLength(1)
    sees(after, answered)
    now += MINUTE
    sees(after, { kind: 'time_passed' })
    await after.share(PLACE)
    const [began, over, ...others] = await told()
    expect(others).toEqual([])
    expect(over?.type).toBe('provider.incident_over')
    expect(over?.data).toEqual(began?.data)
    expect(await kept()).toMatchObject([{ since: DAWN, overAt: now }])
    expect(after.incident(PLACE)).toBeNull()
  })

  it('tell of none that a process saw and took with it before it was written', async () => {
    const lost = await aServer()
    sees(lost, refused(), STORM_OF_A_SMALL_FLEET)
    const other = await aServer()
    sees(other, refused())
    await other.share(PLACE)
    expect(other.incident(PLACE)).toBeNull()
    expect(await told()).toEqual([])
    expect(await kept()).toEqual([])
  })

  it('see together what none of them saw enough of alone', async () => {
    const servers = [await aServer(), await aServer(), await aServer()]
    for (const server of servers) sees(server, refused())
    for (const server of servers) expect(server.incident(PLACE)).toBeNull()
    for (const server of servers) await server.share(PLACE)
    for (const server of servers) await server.share(PLACE)
    for (const server of servers) expect(server.incident(PLACE)?.kind).toBe('provider_refusing_all')
    expect(await told()).toHaveLength(1)
  })

  it.each([
    { as: 'refused', phase: 'genuine' },
    { as: 'false_alarm', phase: 'calm' },
  ] as const)(
    'all do what an operator decided: $as, with its trace and the end of the incident',
    async ({ as, phase }) => {
      const [server, commandLine] = [await aServer(), await aServer()]
      const decide = () => decideIncident({ noticing: commandLine, clock, random: systemRandom }, PLACE, as, OPERATOR)
      await expect(decide()).rejects.toThrow(NothingToDecide)
      sees(server, refused(), STORM_OF_A_SMALL_FLEET)
      await server.share(PLACE)
      now += MINUTE
      await decide()
      await server.share(PLACE)
      expect(server.phase(PLACE)).toBe(phase)
      expect(server.incident(PLACE)).toBeNull()
      expect((await told()).map(({ type }) => type)).toEqual(['provider.incident_suspected', 'provider.incident_over'])
      const trail = await db.selectFrom('audit_events').select(['action', 'actor_kind', 'details']).execute()
      const details = JSON.stringify({ ...PLACE, decision: as })
      expect(trail).toEqual([{ action: 'provider.incident_decided', actor_kind: 'operator', details }])
      await expect(decide()).rejects.toThrow(NothingToDecide)
      expect(await db.selectFrom('audit_events').select('id').execute()).toHaveLength(1)
    },
  )

  it('know nothing of a place that is not configured', async () => {
    const server = await aServer()
    const elsewhere = { ...PLACE, environment: 'staging' }
    server.observe(elsewhere, unanswered)
    await server.share(elsewhere)
    expect(server.incident(elsewhere)).toBeNull()
    expect(server.phase(elsewhere)).toBe('calm')
    expect(await server.reserve(elsewhere, 1)).toEqual([])
    await expect(
      decideIncident({ noticing: server, clock, random: systemRandom }, elsewhere, 'refused', OPERATOR),
    ).rejects.toThrow(NothingToDecide)
  })
})
