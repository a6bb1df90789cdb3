import { describe, expect, it } from 'vitest'
import { fromChecklist, fromSecurity } from './requirements.mjs'
import { faultsOf } from './trace-faults.mjs'

const line = (id: string) => ({ id, strength: 'must', label: `label of ${id}` })
const LISTS = { checklist: [line('S1'), line('D1')], security: [line('K1')], threats: [line('T1')] }
const NOTE = { reason: 'There is no proxy yet.', bringing: 'the proxy' }
const seen = (...ids: readonly string[]) => ({ told: `browser of ${ids.join()}`, ids, isInBrowser: true })
const held = (...ids: readonly string[]) => ({ told: `test of ${ids.join()}`, ids, isInBrowser: false })

describe('a strict trace', () => {
  it.each([
    { what: 'every id has a test', notes: {}, tests: [seen('S1'), held('D1', 'K1')] },
    { what: 'an id waits, with a reason', notes: { D1: NOTE }, tests: [seen('S1'), held('K1')] },
    {
      what: 'an id is not for software to meet',
      notes: { K1: { reason: 'It is a fact.' } },
      tests: [seen('S1', 'D1')],
    },
    { what: 'a title names a threat', notes: {}, tests: [seen('S1'), held('D1', 'K1', 'T1')] },
  ])('is content where $what', ({ notes, tests }) => {
    expect(faultsOf(LISTS, notes, tests)).toEqual([])
  })

  it.each([
    {
      what: 'an id has neither test nor note',
      tests: [seen('S1'), held('D1')],
      fault: 'K1 has no test and no note (must): label of K1',
    },
    {
      what: 'a note outlives the test it waits for',
      notes: { K1: NOTE },
      fault: 'K1 has a note although it has a test: test of D1,K1',
    },
    {
      what: 'a note gives no reason',
      notes: { K1: { reason: ' ' } },
      tests: [seen('S1', 'D1')],
      fault: 'K1 has a note without a reason.',
    },
    {
      what: 'a note waits for nothing that is planned',
      notes: { K1: { reason: 'Later.', bringing: 'some day' } },
      tests: [seen('S1', 'D1')],
      fault: 'K1 waits for work nobody plans: some day',
    },
    { what: 'a note is for no id', notes: { K7: NOTE }, fault: 'K7 has a note and is on no list.' },
    {
      what: 'a title names no id of any list',
      tests: [seen('S1'), held('D1', 'K1'), held('Z9')],
      fault: 'Z9 is on no list: test of Z9',
    },
    {
      what: 'a line about what a person sees is tested in no browser',
      tests: [held('S1', 'D1', 'K1')],
      fault: 'S1 has no test in a browser: label of S1',
    },
  ])('says so where $what', ({ notes = {}, tests = [seen('S1'), held('D1', 'K1')], fault }) => {
    expect(faultsOf(LISTS, notes, tests)).toEqual([fault])
  })
})

describe('the documents', () => {
  it('give ids, strengths and labels', () => {
    const checklist =
      '12. **S12** should (optional text): the **screen** explains. [guidance text]\nS13 is told of here.'
    expect(fromChecklist(checklist)).toEqual([{ id: 'S12', strength: 'should', label: 'the screen explains.' }])
  })

  it('tell an id of the plan from one of the checklist', () => {
    const plan = '| K9 | before |\n## 5. Test plan\n| S1 | **goal** | how |\n| K1 | goal |\n### 5.10\n| K2 | after |'
    expect(fromSecurity(plan, new Set(['S1'])).map(({ id, label }) => [id, label])).toEqual([
      ['SEC-S1', 'goal'],
      ['K1', 'goal'],
    ])
  })
})
