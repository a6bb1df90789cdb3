import type { Transaction } from 'kysely'
import type { ConnectionId, ConnectSessionId, TenantId } from '../domain/ids.ts'
import type { LinkSlot } from '../engine/ports/stores.ts'
import type { Database } from './database.ts'

/** The link is over through which a key came: what was written with it is taken back. */
export class LinkOver extends Error {}

/** @throws LinkOver */
export async function settleLinks(
  trx: Transaction<Database>,
  tenant: TenantId,
  connection: ConnectionId,
  slot: LinkSlot,
): Promise<void> {
  if (slot.kind === 'keep') return
  if (slot.usedBy !== null) await use(trx, slot.usedBy, slot.at)
  await endLinks(trx, tenant, connection, slot.at)
}

const waiting = (trx: Transaction<Database>, tenant: TenantId, connection: ConnectionId, at: number) =>
  trx
    .updateTable('connect_sessions')
    .set({ ended_at: at })
    .where('tenant_id', '=', tenant)
    .where('connection_id', '=', connection)
    .where('hand_off', 'is not', null)
    .where('ended_at', 'is', null)
    .where('used_at', 'is', null)

type EndsLinks = (trx: Transaction<Database>, tenant: TenantId, connection: ConnectionId, at: number) => Promise<void>

/** Ends the links of a connection that wait for somebody. */
const endLinks: EndsLinks = async (...of) => {
  await waiting(...of).execute()
}

/** Those that a person made on their page; what was sent by mail stays. */
export const endHandedOn: EndsLinks = async (...of) => {
  await waiting(...of)
    .where('notice_id', 'is', null)
    .execute()
}

/** The link of one mail. */
export async function endMailed(trx: Transaction<Database>, link: ConnectSessionId, at: number): Promise<void> {
  await trx
    .updateTable('connect_sessions')
    .set({ ended_at: at })
    .where('id', '=', link)
    .where('ended_at', 'is', null)
    .where('used_at', 'is', null)
    .execute()
}

async function use(trx: Transaction<Database>, session: ConnectSessionId, at: number): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('connect_sessions')
    .set({ used_at: at })
    .where('id', '=', session)
    .where('hand_off', 'is not', null)
    .where('ended_at', 'is', null)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows > 0n) return
  const row = await trx.selectFrom('connect_sessions').select('hand_off').where('id', '=', session).executeTakeFirst()
  if (row !== undefined && row.hand_off !== null) throw new LinkOver()
}
