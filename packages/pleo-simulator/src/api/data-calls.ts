import { z } from 'zod'
import { refusal } from '../answer.ts'
import type { Said } from '../answer.ts'
import { UUID } from '../uuid.ts'
import { malformed, parseBody, uuidFrom } from './api-request.ts'
import type { ApiCall } from './api-request.ts'
import { paged } from './paging.ts'

/** `POST /v1/chart-of-accounts:search` names the company in its body; the two switches are required. */
const ChartOfAccountsBody = z.object({
  companyId: z.string().regex(UUID),
  excludeIfAssignedToCategory: z.boolean(),
  excludeIfAssignedToContraAccount: z.boolean(),
})

const SearchBody = z.record(z.string(), z.unknown())

/** An empty list of the company in the query, which the key must open. */
export function listData({ world, key, query }: ApiCall): Said {
  const companyId = uuidFrom(query, 'company_id')
  if (!companyId.ok) return companyId.said
  if (companyId.value === null) return malformed('company_id is required.')
  const isMine = world.companiesOf(key).some(({ id }) => id === companyId.value)
  if (!isMine) return refusal(403, 'FORBIDDEN', 'Missing permissions.', 'not_yours')
  const page = paged([], query)
  return { ...page, assumes: [...(page.assumes ?? []), 'empty_data'] }
}

/** A search: the same list behind a POST with a JSON body. */
export function searchData(call: ApiCall): Said {
  const body = parseBody(call, SearchBody)
  return body.ok ? listData(call) : body.said
}

export function searchAccounts(call: ApiCall): Said {
  const body = parseBody(call, ChartOfAccountsBody)
  if (!body.ok) return body.said
  const query = new URLSearchParams(call.query)
  query.set('company_id', body.value.companyId)
  return listData({ ...call, query })
}
