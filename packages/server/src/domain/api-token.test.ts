import { expect, it } from 'vitest'
import { mayActFor } from './api-token.ts'
import { parseTenantId } from './ids.ts'

const acme = parseTenantId('acme')
const globex = parseTenantId('globex')
const initech = parseTenantId('initech')

it.each([
  { what: 'all tenants', tenants: null, tenant: acme, may: true },
  { what: 'one of its own', tenants: [globex, acme], tenant: acme, may: true },
  { what: "nobody else's", tenants: [globex, acme], tenant: initech, may: false },
  { what: 'nobody, when its list is empty', tenants: [], tenant: acme, may: false },
])('an API token acts for $what', ({ tenants, tenant, may }) => {
  expect(mayActFor({ tenants }, tenant)).toBe(may)
})
