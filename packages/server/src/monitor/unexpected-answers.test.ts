import { expect, it } from 'vitest'
import type { Evidence } from '../domain/noticing/evidence.ts'
import { raw } from '../providers/testing/scripted-http.ts'
import { ALIVE, NoticingWorld } from './testing/noticing-world.ts'
import { UnexpectedAnswers } from './unexpected-answers.ts'

const PLACE = { provider: 'pleo', environment: 'production' }
const MINUTE = 60_000

const answeredWith = (status: number): Evidence => ({
  weighs: 'nothing',
  reason: 'provider_unexpected',
  retryAfterMs: null,
  status,
})

/** What is logged of answers, at a time each in minutes. */
function warningsOf(answers: readonly (readonly [minute: number, evidence: Evidence])[]): readonly object[] {
  let now = 0
  const warned: object[] = []
  const quiet = () => undefined
  const log = { info: quiet, error: quiet, debug: quiet, warn: (fields: object) => void warned.push(fields) }
  const unexpected = new UnexpectedAnswers({ clock: { now: () => now, sleep: async () => undefined }, log })
  for (const [minute, evidence] of answers) {
    now = minute * MINUTE
    unexpected.note(PLACE, evidence)
  }
  return warned
}

it('an operator is told of the first answer that nobody expects, and after an hour how many there were', () => {
  const missing = answeredWith(404)
  const minutes = [0, 0, 1, 30, 59, 60, 61, 119, 300]
  expect(warningsOf(minutes.map((minute) => [minute, missing]))).toEqual([
    { ...PLACE, status: 404, answers: 1 },
    { ...PLACE, status: 404, answers: 5 },
    { ...PLACE, status: 404, answers: 3 },
  ])
})

it('an operator is told of each status by itself', () => {
  const statuses = [404, 422, 404, 422, 400]
  expect(warningsOf(statuses.map((status) => [0, answeredWith(status)]))).toMatchObject(
    [404, 422, 400].map((status) => ({ status, answers: 1 })),
  )
})

it('an operator is told nothing of good answers, refusals and outages', () => {
  const usual: readonly Evidence[] = [
    { weighs: 'good' },
    { weighs: 'refusal', kind: 'unauthorized', details: {} },
    { weighs: 'nothing', reason: 'provider_unreachable', retryAfterMs: null },
    { weighs: 'nothing', reason: 'provider_busy', retryAfterMs: 1_000 },
  ]
  expect(warningsOf(usual.map((evidence) => [0, evidence]))).toEqual([])
})

it.each([
  [404, 'provider_unexpected'],
  [503, 'provider_unreachable'],
])('checks that are answered with %i are counted as %s, and nobody loses anything by it', async (status, reason) => {
  const answer = raw(status, '{}', 'application/json')
  await using world = await NoticingWorld.open({
    connections: 40,
    callsPerMinute: 50,
    seed: 1,
    answer: (company) => (company === 1 ? answer : ALIVE(company)),
  })
  await world.run(40 * MINUTE)
  expect((await world.condemned()).size).toBe(0)
  const counted = (await world.metrics.text()).match(/^keyturn_inconclusive_checks_total.*$/gm)
  expect(counted).toEqual([
    expect.stringMatching(new RegExp(`^keyturn_inconclusive_checks_total\\{reason="${reason}",lane="sweep"\\} [1-9]`)),
  ])
  const warned = world.warnings.filter((warning) => 'status' in warning)
  expect(warned).toEqual(status === 404 ? [{ provider: 'pleo', environment: 'custom', status, answers: 1 }] : [])
})
