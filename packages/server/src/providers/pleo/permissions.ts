/**
 * The scopes Pleo documents (FACTS 9), each with the key of its words in the catalogue. A scope that is not here is
 * shown as the provider spells it.
 */
export const PERMISSION_WORDS = {
  'export-jobs:read': 'exportJobsRead',
  'export-jobs:write': 'exportJobsWrite',
  'export-items:read': 'exportItemsRead',
  'tag-groups:read': 'tagGroupsRead',
  'tag-groups:write': 'tagGroupsWrite',
  'tax-codes:read': 'taxCodesRead',
  'tax-codes:write': 'taxCodesWrite',
  'accounts:read': 'accountsRead',
  'accounts:write': 'accountsWrite',
  'vendors:read': 'vendorsRead',
  'vendors:write': 'vendorsWrite',
  'users:read': 'usersRead',
  'accounting-entries:read': 'accountingEntriesRead',
  'companies:read': 'companiesRead',
} as const

export type PermissionWords = (typeof PERMISSION_WORDS)[keyof typeof PERMISSION_WORDS]

const isKnown = (scope: string): scope is keyof typeof PERMISSION_WORDS => Object.hasOwn(PERMISSION_WORDS, scope)

export const permissionWords = (scope: string): PermissionWords | null =>
  isKnown(scope) ? PERMISSION_WORDS[scope] : null

/** RFC 6749 §3.3: printable ASCII but space, quote and backslash; and no longer than a name may reasonably be. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/
const MOST_SCOPES = 256

/** Reads introspection's `scope`: names between white space, each once, at most 256. */
export const readScopes = (scope: string): readonly string[] =>
  [...new Set(scope.split(/\s+/).filter((name) => SCOPE.test(name)))].slice(0, MOST_SCOPES)

export const missingScopes = (required: readonly string[], granted: readonly string[]): readonly string[] =>
  required.filter((scope) => !granted.includes(scope))
