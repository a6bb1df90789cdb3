/** What the permissions page says about a scope. A scope that is not listed is shown as it is written. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['export-jobs:read', 'See exports'],
  ['export-jobs:write', 'Create and update exports'],
  ['export-items:read', 'See what is in an export'],
  ['accounts:read', 'See the chart of accounts'],
  ['accounts:write', 'Change the chart of accounts'],
  ['vendors:read', 'See vendors'],
  ['vendors:write', 'Change vendors'],
  ['users:read', 'See employees'],
  ['accounting-entries:read', 'See accounting entries and receipts'],
  ['companies:read', 'See the company name'],
  ['tag-groups:read', 'See tags'],
  ['tag-groups:write', 'Change tags'],
  ['tax-codes:read', 'See tax codes'],
  ['tax-codes:write', 'Change tax codes'],
])

export const KNOWN_SCOPES: readonly string[] = [...WORDS.keys()]

export const DEFAULT_SCOPES: readonly string[] = [
  'export-jobs:read',
  'export-jobs:write',
  'tag-groups:read',
  'companies:read',
]

export const scopeInWords = (scope: string): string => WORDS.get(scope) ?? scope
