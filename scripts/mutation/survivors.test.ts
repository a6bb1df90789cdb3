import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ROOMS } from './rooms.mjs'
import { isOf, lineOf, pageWith, resultOf } from './survivors.mjs'
import type { Accepted } from './survivors.mjs'
import { mutantsOf } from './mutants.mjs'
import { mutantsOfRoom } from './try-room.mjs'

const [mutant] = mutantsOf('a.ts', 'const most = 3')
if (mutant === undefined) throw new Error('There is a number in it.')
const reason = 'Nothing counts so far.'
const acceptance: Accepted = { file: mutant.file, before: mutant.before, after: mutant.after, reason }
const of = (outcome: 'killed' | 'timeout' | 'survived' | 'discarded', tests = 2) => ({ mutant, outcome, tests, ms: 1 })
const run = { limit: 0.9, seed: 1 }

describe('what became of the mutants of a room', () => {
  it('counts what took too long as found, and what was never a program as nothing', () => {
    const result = resultOf([of('killed'), of('timeout'), of('discarded'), of('survived')], [])
    expect(result).toMatchObject({ judged: 3, killed: 2, timeouts: 1, share: 2 / 3 })
  })

  it('owes nothing for a survivor that has a reason', () => {
    const all = [of('killed'), of('survived')]
    expect(resultOf(all, [acceptance])).toMatchObject({ share: 1, survivors: [{ reason }] })
    expect(resultOf(all, [{ ...acceptance, after: 'const most = 5' }])).toMatchObject({ share: 0.5 })
  })

  it('does not round up to the limit', () => {
    const result = resultOf(
      [...Array.from({ length: 899 }, () => of('killed')), ...Array.from({ length: 101 }, () => of('survived'))],
      [],
    )
    expect(lineOf('domain', result, run)).toContain('101 open: 89 % (limit 90 %)')
  })
})

describe('the page of mutants', () => {
  const survivor = { mutant, tests: 2, reason: undefined }

  it('names a survivor by its place, what was changed, and who tried', () => {
    expect(pageWith('', 'domain', 'domain: 1 mutant', [survivor])).toContain(
      '- `a.ts:1` 3 becomes 4: `const most = 3` → `const most = 4`. Open: tried by 2 test files.',
    )
  })

  it('replaces the section of one room and keeps those of the others', () => {
    const before = pageWith(pageWith('', 'vault', 'old', [survivor]), 'domain', 'kept', [])
    const page = pageWith(before, 'vault', 'new', [{ ...survivor, reason }])
    expect(page).toContain('## domain\n\nkept.\n')
    expect(page).toContain(`## vault\n\nnew.\n\n- `)
    expect(page).toContain(reason)
    expect(page).not.toContain('old')
  })
})

describe('the accepted survivors', () => {
  const accepted = JSON.parse(readFileSync(new URL('accepted.json', import.meta.url), 'utf8')) as Accepted[]
  const rooms = Object.values(ROOMS)

  it('are mutants that can still be made, each with a reason', () => {
    const stale = accepted.filter((one) => {
      const room = rooms.find(({ folder }) => one.file.startsWith(`${folder}/`))
      return room === undefined || !mutantsOfRoom(room).some((found) => isOf(one, found)) || one.reason.length < 20
    })
    expect(stale).toEqual([])
  })
})
