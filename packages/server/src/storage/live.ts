import { sql } from 'kysely'

/** Holds its account and its key: spelt like the predicate of the partial indices, or they are not used. */
export const LIVE = sql<boolean>`standing in ('connected', 'action_required')`
