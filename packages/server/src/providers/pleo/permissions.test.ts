import { expect, it } from 'vitest'
import { missingScopes, permissionWords, readScopes } from './permissions.ts'

it.each([
  ['export-jobs:read companies:read', ['export-jobs:read', 'companies:read']],
  ['', []],
  [' \t a:read \n  a:read b:read ', ['a:read', 'b:read']],
  ['a:read "quoted" back\\slash \u0007bell \u202eturned b:read', ['a:read', 'b:read']],
  [`a:read ${'x'.repeat(129)}`, ['a:read']],
])('%j grants %j', (scope, granted) => {
  expect(readScopes(scope)).toEqual(granted)
})

it('keeps no more than 256 scopes', () => {
  expect(readScopes(Array.from({ length: 1_000 }, (_, index) => `s${index}`).join(' '))).toHaveLength(256)
})

it('[D32] names what is missing, in the order of the configuration', () => {
  expect(missingScopes(['c:read', 'a:read', 'b:read'], ['a:read', 'A:read'])).toEqual(['c:read', 'b:read'])
  expect(missingScopes([], [])).toEqual([])
})

it.each([
  ['companies:read', 'companiesRead'],
  ['tax-codes:write', 'taxCodesWrite'],
  ['something:new', null],
  ['toString', null],
  ['__proto__', null],
])('%s has the words %j', (scope, words) => {
  expect(permissionWords(scope)).toBe(words)
})
