import { sql } from 'kysely'
import type { ExpressionBuilder, ExpressionWrapper, Kysely, RawBuilder, SelectQueryBuilder, SqlBool } from 'kysely'
import type { Reference } from '../domain/ids.ts'
import type { ConnectionFilter } from '../engine/ports/stores.ts'
import type { ConnectionRow } from './connection-row.ts'
import type { Database } from './database.ts'
import { prefixRange } from './search.ts'
import { showsHealth } from './shown-health.ts'

export type ConnectionQuery = SelectQueryBuilder<Database, 'connections', ConnectionRow>
type Build = ExpressionBuilder<Database, 'connections'>
type Condition = (eb: Build) => ExpressionWrapper<Database, 'connections', SqlBool>

/**
 * A condition that one connection may fulfil, or all of them; the database cannot tell which when it plans. Few are
 * fetched by the index and then sorted, many are met soon on the way from the newest to the oldest.
 */
interface Selective {
  readonly byIndex: Condition
  /** The same, spelt so that no index fits. */
  readonly onTheWay: Condition
}

/** Where sorting that many costs as much as finding a page of them among a million. */
const MANY = 3_000

export async function filtered(
  db: Kysely<Database>,
  query: ConnectionQuery,
  filter: ConnectionFilter,
): Promise<ConnectionQuery> {
  const { tenantId, provider, reference, state, usable, health, accountId, q } = filter
  let result = query
  if (tenantId !== undefined) result = result.where('tenant_id', '=', tenantId)
  if (provider !== undefined) result = result.where('provider', '=', provider)
  if (state !== undefined) result = result.where('state', '=', state)
  if (usable !== undefined) result = result.where('usable', '=', usable ? 1 : 0)
  if (health !== undefined) result = result.where(await showsHealth(db, health))
  if (accountId !== undefined) result = result.where('account_id', '=', accountId)
  if (reference !== undefined) result = result.where(await chosen(db, isReference(reference)))
  if (q !== undefined && q !== '') result = result.where(await chosen(db, startsWith(q)))
  return result
}

async function chosen(db: Kysely<Database>, { byIndex, onTheWay }: Selective): Promise<Condition> {
  const many = await db
    .selectFrom('connections')
    .select(sql.lit(1).as('one'))
    .where(byIndex)
    .offset(MANY)
    .limit(1)
    .executeTakeFirst()
  return many === undefined ? byIndex : onTheWay
}

const isReference = (reference: Reference): Selective => ({
  byIndex: (eb) => eb.and([eb(sql`lower(reference)`, '=', reference.toLowerCase()), eb('reference', '=', reference)]),
  onTheWay: (eb) => eb(sql`coalesce(reference, '')`, '=', reference),
})

const SEARCHED: readonly RawBuilder<string | null>[] = [
  sql`lower(tenant_id)`,
  sql`lower(reference)`,
  sql`label_folded`,
  sql`account_id`,
  sql`account_name_folded`,
]

function startsWith(q: string): Selective {
  const { from, before } = prefixRange(q)
  const within = (eb: Build, column: RawBuilder<string | null>) =>
    eb.and([eb(column, '>=', from), eb(column, '<', before)])
  return {
    byIndex: (eb) => eb.or(SEARCHED.map((column) => within(eb, column))),
    onTheWay: (eb) => eb.or(SEARCHED.map((column) => within(eb, sql`coalesce(${column}, '')`))),
  }
}
