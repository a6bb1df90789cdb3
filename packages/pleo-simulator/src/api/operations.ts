import type { Said } from '../answer.ts'
import type { OperationName } from '../operation-names.ts'
import type { ApiCall } from './api-request.ts'
import { listCompanies, listEmployees, readCompany, readEmployee } from './company-calls.ts'
import { listData, searchAccounts, searchData } from './data-calls.ts'
import {
  activateInstallation,
  createInstallation,
  deleteInstallation,
  readInstallation,
  updateInstallation,
} from './installation-calls.ts'
import { introspect } from './introspection.ts'

export interface Operation {
  readonly name: OperationName
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** As the OpenAPI files write it; `{…}` is one segment. */
  readonly path: string
  /** Null: no scope is documented. */
  readonly scope: string | null
  readonly answer: (call: ApiCall) => Said
}

type Row = readonly [OperationName, Operation['method'], path: string, scope: string | null, Operation['answer']]

/** Every call the stand-in answers. What Pleo offers beyond it (webhook subscriptions, exports with content) is absent. */
const ROWS: readonly Row[] = [
  ['introspect', 'GET', '/v1/introspect', null, introspect],
  ['installation_create', 'POST', '/v1/installations/me', null, createInstallation],
  ['installation_read', 'GET', '/v1/installations/me', null, readInstallation],
  ['installation_update', 'PUT', '/v1/installations/me', null, updateInstallation],
  ['installation_delete', 'DELETE', '/v1/installations/me', null, deleteInstallation],
  ['installation_activate', 'POST', '/v1/installations/me:activate', null, activateInstallation],
  ['installation_activate', 'PUT', '/v1/installations/completions', null, activateInstallation],
  ['company', 'GET', '/v1/companies/{companyId}', 'companies:read', readCompany],
  ['companies', 'GET', '/v1/companies', 'companies:read', listCompanies],
  ['employees', 'GET', '/v2/employees', 'users:read', listEmployees],
  ['employees', 'GET', '/v2/employees/{employeeId}', 'users:read', readEmployee],
  ['data', 'GET', '/v3/export-jobs', 'export-jobs:read', listData],
  ['data', 'GET', '/v0/tag-groups', 'tag-groups:read', listData],
  ['data', 'POST', '/v0/tax-codes:search', 'tax-codes:read', searchData],
  ['data', 'POST', '/v1/vendors:search', 'vendors:read', searchData],
  ['data', 'POST', '/v1/accounting-entries:search', 'accounting-entries:read', searchData],
  ['data', 'POST', '/v1/chart-of-accounts:search', 'accounts:read', searchAccounts],
]

export const OPERATIONS: readonly Operation[] = ROWS.map(([name, method, path, scope, answer]) => ({
  name,
  method,
  path,
  scope,
  answer,
}))

export interface Found {
  readonly operation: Operation | undefined
  /** The methods the path knows; empty for an unknown path. */
  readonly methods: readonly string[]
  readonly id: string
}

const PATTERNS = OPERATIONS.map((one) => ({
  operation: one,
  pattern: new RegExp(`^${one.path.replace(/\{\w+\}/g, '([^/]+)')}$`),
}))

/** @param path As it came, not decoded: an encoded colon or slash is another path. */
export function findOperation(method: string, path: string): Found {
  const matching = PATTERNS.map(({ operation: one, pattern }) => ({ one, match: pattern.exec(path) })).filter(
    ({ match }) => match !== null,
  )
  const found = matching.find(({ one }) => one.method === method)
  return {
    operation: found?.one,
    methods: matching.map(({ one }) => one.method),
    id: found?.match?.[1] ?? '',
  }
}
