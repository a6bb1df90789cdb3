import { DatabaseSync } from 'node:sqlite'
import { A_DAY_MS, edit, freshFleetOf, overdue } from './fleet.ts'
import type { Fleet } from './fleet.ts'

const CONNECTIONS = 1_000_000
const ASKED = 200
/** Enough to open a circuit: after that one at a time tries it. */
const ASKED_IN_VAIN = 200

/** A connection that is asked for. */
export interface Asked {
  readonly tenantId: string
  readonly accountId: string
  readonly name: string
  readonly createdAt: number
}

interface AskedFleets {
  readonly calm: Fleet
  /** Some of its keys are due: whoever serves it without a provider finds out. */
  readonly ill: Fleet
  /** From all over the fleet. */
  readonly asked: readonly Asked[]
}

const ISSUE = '{"code":"key_revoked","details":{},"since":1767225600000,"supportReference":"KT-BENCH"}'
/** 50 each of the oldest, which a list that goes from the newest finds last; as rows only: nobody checks their keys. */
const RARE = `
  update connections set standing = 'action_required', state = 'action_required', usable = 0, issue = '${ISSUE}',
    health_state = 'failing' where rowid between 1001 and 1050;
  update connections set standing = 'disconnected', state = 'disconnected', usable = 0, next_check_at = null,
    health_state = 'unknown' where rowid between 1101 and 1150;`

export async function askedFleets(): Promise<AskedFleets> {
  const calm = await freshFleetOf(CONNECTIONS, A_DAY_MS)
  edit(calm, RARE)
  const ill = await freshFleetOf(CONNECTIONS, A_DAY_MS)
  edit(ill, RARE)
  overdue(ill, ASKED_IN_VAIN)
  return { calm, ill, asked: askedOf(calm) }
}

function askedOf({ file }: Fleet): readonly Asked[] {
  const database = new DatabaseSync(file, { readOnly: true })
  const read = database.prepare(
    'select tenant_id as tenantId, account_id as accountId, account_name as name, created_at as createdAt from connections where rowid = ?',
  )
  const rows = Array.from({ length: ASKED }, (_, index) => read.get(1 + ((index * 7_919 * 631) % CONNECTIONS)))
  database.close()
  return rows.map((row) => ({
    tenantId: String(row?.['tenantId']),
    accountId: String(row?.['accountId']),
    name: String(row?.['name']),
    createdAt: Number(row?.['createdAt']),
  }))
}
