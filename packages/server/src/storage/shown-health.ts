import { sql } from 'kysely'
import type { ExpressionBuilder, ExpressionWrapper, Kysely, SqlBool } from 'kysely'
import type { ConnectionFilter, HealthPlace } from '../engine/ports/stores.ts'
import type { Database } from './database.ts'

type Build = ExpressionBuilder<Database, 'connections'>
type Condition = (eb: Build) => ExpressionWrapper<Database, 'connections', SqlBool>

/**
 * Connections that show this health. While nothing goes on the rows say it, by their index; else it follows from when a
 * key was accepted last, which is looked at on the way through the list.
 */
export async function showsHealth(
  db: Kysely<Database>,
  { state, places }: NonNullable<ConnectionFilter['health']>,
): Promise<Condition> {
  const stored: Condition = (eb) => eb('health_state', '=', state)
  const isCalm = places.every(({ incidentWellSince }) => incidentWellSince === null)
  if (isCalm && !(await isAnyElsewhere(db, places))) return stored
  const isUnsure: Condition = (eb) => eb.and([eb('standing', '=', 'connected'), isBeside(places)(eb)])
  return state === 'unverified'
    ? (eb) => eb.or([stored(eb), isUnsure(eb)])
    : (eb) => eb.and([stored(eb), eb.not(isUnsure(eb))])
}

/** What its row says of its health does not hold: nobody asks there, or not heard of well since an incident began. */
const isBeside =
  (places: readonly HealthPlace[]): Condition =>
  (eb) =>
    eb.not(
      eb.or([
        eb.lit(false),
        ...places.map((place) =>
          eb.and([
            isIn(eb, place),
            ...(place.incidentWellSince === null
              ? []
              : [
                  eb('health_state', '=', 'healthy'),
                  eb(sql`coalesce(confirmed_at, 0)`, '>=', place.incidentWellSince),
                ]),
          ]),
        ),
      ]),
    )

const isIn = (eb: Build, { provider, environment }: HealthPlace) =>
  eb.and([eb('provider', '=', provider), eb('environment', '=', environment)])

/** Is there a key of an environment that is not configured? The index of due checks skips all those that are. */
async function isAnyElsewhere(db: Kysely<Database>, places: readonly HealthPlace[]): Promise<boolean> {
  let after: Pick<HealthPlace, 'provider' | 'environment'> = { provider: '', environment: '' }
  for (let seen = 0; seen <= places.length; seen += 1) {
    const next = await nextPlace(db, after)
    if (next === undefined) return false
    const isKnown = places.some(
      ({ provider, environment }) => provider === next.provider && environment === next.environment,
    )
    if (!isKnown) return true
    after = next
  }
  return true
}

async function nextPlace(
  db: Kysely<Database>,
  { provider, environment }: Pick<HealthPlace, 'provider' | 'environment'>,
) {
  const first = (beyond: Condition) =>
    db
      .selectFrom('connections')
      .select(['provider', 'environment'])
      .where('next_check_at', 'is not', null)
      .where(beyond)
      .orderBy('provider')
      .orderBy('environment')
      .limit(1)
      .executeTakeFirst()
  return (
    (await first((eb) => eb.and([eb('provider', '=', provider), eb('environment', '>', environment)]))) ??
    first((eb) => eb.and([eb('provider', '>', provider)]))
  )
}
