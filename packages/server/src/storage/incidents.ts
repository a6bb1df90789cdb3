import type { Transaction } from 'kysely'
import type { ProviderEvent } from '../domain/events.ts'
import type { Database } from './database.ts'
import { instanceRow } from './outbox-store.ts'

/** What began and what is over, told to everybody who hears of events and kept for the history of connections. */
export async function writeIncidents(trx: Transaction<Database>, events: readonly ProviderEvent[]): Promise<void> {
  if (events.length === 0) return
  await trx.insertInto('outbox_events').values(events.map(instanceRow)).execute()
  for (const event of events) await keepIncident(trx, event)
}

async function keepIncident(
  trx: Transaction<Database>,
  { type, provider, environment, createdAt, data }: ProviderEvent,
): Promise<void> {
  const { incidentId: id, kind, since } = data
  const overAt = type === 'provider.incident_over' ? createdAt : null
  await trx
    .insertInto('provider_incidents')
    .values({ id, provider, environment, kind, since, over_at: overAt })
    .onConflict((conflict) =>
      overAt === null ? conflict.doNothing() : conflict.column('id').doUpdateSet({ over_at: overAt }),
    )
    .execute()
}
