import { describe, expect, it } from 'vitest'
import { add, isGood, lineOf, NOTHING, ofPlaywright, ofVitest, remarksOn, withExitCode } from './test-totals.mjs'

const file = (status: string, ...tests: string[]) => ({
  name: 'some.test.ts',
  status,
  assertionResults: tests.map((outcome, at) => ({ status: outcome, fullName: `test ${at}` })),
})

describe('the totals of a run', () => {
  it.each([
    { what: 'passed tests', files: [file('passed', 'passed', 'passed')], line: '2 passed, 0 failed, 0 skipped' },
    { what: 'a failed test', files: [file('failed', 'passed', 'failed')], line: '1 passed, 1 failed, 0 skipped' },
    {
      what: 'skipped and todo',
      files: [file('passed', 'passed', 'pending', 'todo')],
      line: '1 passed, 0 failed, 2 skipped',
    },
    { what: 'a file that does not load', files: [file('failed')], line: '0 passed, 1 failed, 0 skipped' },
    {
      what: 'a broken hook beside good tests',
      files: [file('failed', 'passed')],
      line: '1 passed, 1 failed, 0 skipped',
    },
  ])('count $what of vitest: $line', ({ files, line }) => {
    expect(lineOf(ofVitest({ testResults: files }))).toBe(line)
  })

  it('count what Playwright ran, suites within suites, and name what passed at the second try only', () => {
    const spec = (title: string, status: string) => ({
      title,
      ok: status === 'expected',
      tests: [{ status, annotations: status === 'skipped' ? [{ type: 'skip', description: 'no printer' }] : [] }],
    })
    const inner = { title: 'inner', specs: [spec('c', 'flaky'), spec('d', 'skipped')] }
    const outer = { title: 'outer', specs: [spec('a', 'expected'), spec('b', 'unexpected')], suites: [inner] }
    const totals = ofPlaywright({ suites: [outer], errors: [] })
    expect(lineOf(totals)).toBe('2 passed, 1 failed, 1 skipped')
    expect(remarksOn(totals)).toBe('skipped: inner d (no printer)\nunsteady: inner c\nfailed: outer b\n')
  })

  it('count an error of Playwright outside all tests as a failure', () => {
    expect(lineOf(ofPlaywright({ suites: [], errors: [{}] }))).toBe('0 passed, 1 failed, 0 skipped')
  })

  it.each([
    { exitCode: 1, failed: 0, says: 1 },
    { exitCode: 1, failed: 3, says: 3 },
    { exitCode: 0, failed: 0, says: 0 },
  ])('say $says failed when a runner ends with $exitCode and reports $failed', ({ exitCode, failed, says }) => {
    expect(withExitCode({ ...NOTHING, failed }, exitCode).failed).toBe(says)
  })

  it('are good only when something ran', () => {
    expect(isGood(NOTHING)).toBe(false)
    expect(isGood({ ...NOTHING, passed: 1 })).toBe(true)
    expect(isGood({ ...NOTHING, passed: 9, failed: 1 })).toBe(false)
  })

  it('name what failed, and the file where no test did', () => {
    expect(remarksOn(ofVitest({ testResults: [file('failed', 'passed', 'failed'), file('failed')] }))).toBe(
      'failed: test 1\nfailed: some.test.ts\n',
    )
    expect(remarksOn(ofVitest({ testResults: [file('passed', 'passed')] }))).toBe('')
  })

  it('name what was skipped and why, and say so where nobody said why', () => {
    const assertionResults = [
      { status: 'skipped', fullName: 'prints (skipped where there is no printer)' },
      { status: 'todo', fullName: 'sings' },
    ]
    const totals = ofVitest({ testResults: [{ name: 'some.test.ts', status: 'passed', assertionResults }] })
    expect(remarksOn(totals)).toBe(
      'skipped: prints (skipped where there is no printer)\nskipped: sings (nobody said why)\n',
    )
  })

  it('add up', () => {
    const one = { passed: 1, failed: 2, unsteady: ['c'], skips: ['d'], failures: ['b'] }
    expect(add(one, one)).toEqual({
      passed: 2,
      failed: 4,
      unsteady: ['c', 'c'],
      skips: ['d', 'd'],
      failures: ['b', 'b'],
    })
  })
})
