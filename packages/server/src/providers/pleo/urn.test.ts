import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PATIENCE_MS, runs } from '../../testing/scale.ts'
import { readCompanyId, readUrn } from './urn.ts'

const ID = '7a0c2f5e-91d4-4f0e-8a39-2f4d1c6b8e10'

it.each([
  [`urn:pleo:company:${ID}`, { kind: 'company', id: ID }],
  [`URN:Pleo:COMPANY:${ID.toUpperCase()}`, { kind: 'company', id: ID }],
  [`urn:pleo:organisation:${ID}`, { kind: 'organisation', id: ID }],
  [`urn:pleo:organization:${ID.toUpperCase()}`, { kind: 'organisation', id: ID }],
  [`urn:pleo:employee:${ID}`, { kind: 'other' }],
  [`urn:pleo:companies:${ID}`, { kind: 'other' }],
  [`urn:plea:company:${ID}`, { kind: 'other' }],
  [`urn:pleo:company:${ID}\n`, { kind: 'other' }],
  [` urn:pleo:company:${ID}`, { kind: 'other' }],
  [`urn:pleo:company:${ID}:extra`, { kind: 'other' }],
  [`xurn:pleo:company:${ID}`, { kind: 'other' }],
  ['urn:pleo:company:', { kind: 'other' }],
  ['urn:pleo:company:------------------------------------', { kind: 'other' }],
  [`urn:pleo:company:{${ID}}`, { kind: 'other' }],
  [`urn:pleo:company:${ID.replaceAll('-', '')}`, { kind: 'other' }],
  [ID, { kind: 'other' }],
  ['', { kind: 'other' }],
])('%j is read as %j', (urn, owner) => {
  expect(readUrn(urn)).toEqual(owner)
})

it.each([
  [ID, ID],
  [ID.toUpperCase(), ID],
  [`urn:pleo:company:${ID}`, ID],
  [`urn:pleo:organisation:${ID}`, null],
  [`${ID} `, null],
  ['', null],
  ['7a0c2f5e', null],
])('a company id written as %j is %j', (text, id) => {
  expect(readCompanyId(text)).toBe(id)
})

it(
  '[F1] a company is read from nothing but its own URN',
  () => {
    const piece = fc.constantFrom(
      'urn:',
      'pleo:',
      'company:',
      'organisation:',
      'organization:',
      ID,
      ID.slice(1),
      '-',
      ':',
      '\n',
      'ſ',
      'K',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (urn) => {
          const owner = readUrn(urn)
          if (owner.kind === 'company') expect(urn.toLowerCase()).toBe(`urn:pleo:company:${owner.id}`)
        },
      ),
      { numRuns: runs({ test: 20_000, verify: 1_000_000 }) },
    )
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(readUrn(`urn:pleo:company:${id}`)).toEqual({ kind: 'company', id })
      }),
    )
  },
  PATIENCE_MS,
)

// Whatever starts anew at each character would be at it for minutes.
it.each([
  ['a URN with an id of a million digits', `urn:pleo:company:${'0'.repeat(1_000_000)}`],
  ['200,000 beginnings of a URN', 'urn:pleo:'.repeat(200_000)],
  ['50,000 ids in a row', ID.repeat(50_000)],
])('%s is read in one go', (_name, urn) => {
  expect(readUrn(urn)).toEqual({ kind: 'other' })
})
