import type { ExpressionBuilder, Insertable, Selectable } from 'kysely'
import { SESSION_IDLE_MS, SESSION_LASTS_MS } from '../domain/connect-session.ts'
import type { ConnectSession } from '../domain/connect-session.ts'
import type { TokenHash } from '../domain/sealed.ts'
import type { ConnectSessionStore } from '../engine/ports/stores.ts'
import type { ConnectSessionTable, Database } from './database.ts'
import { fromJson, fromJsonOrNull, toJson, toJsonOrNull } from './json.ts'
import { endHandedOn } from './links.ts'
import { writeAudit } from './records.ts'
import type { StorageBase } from './storage-base.ts'

/** How exact `lastUsedAt` is: a write a request would be a disk sync a request. */
export const TOUCH_EVERY_MS = 60_000

export function connectSessionStore({ db, changed }: StorageBase): ConnectSessionStore {
  const sessions = () => db.selectFrom('connect_sessions').selectAll()
  return {
    async insert(session, tokenHash, audit) {
      await db.transaction().execute(async (trx) => {
        await trx.insertInto('connect_sessions').values(insertedRow(session, tokenHash)).execute()
        await writeAudit(trx, [audit])
      })
    },

    async insertMailed(link, tokenHash) {
      await db
        .insertInto('connect_sessions')
        .values(insertedRow(link, tokenHash))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
      const row = await sessions().where('id', '=', link.id).executeTakeFirstOrThrow()
      return sessionOf(row)
    },

    async handOver(link, tokenHash, audit) {
      await db.transaction().execute(async (trx) => {
        await endHandedOn(trx, link.tenantId, link.connectionId, link.createdAt)
        await trx.insertInto('connect_sessions').values(insertedRow(link, tokenHash)).execute()
        await writeAudit(trx, [audit])
      })
      changed(link.connectionId)
    },

    async latestHandOff(tenant, connection) {
      const row = await sessions()
        .where('tenant_id', '=', tenant)
        .where('connection_id', '=', connection)
        .where('hand_off', 'is not', null)
        .where('notice_id', 'is', null)
        .orderBy('created_at', 'desc')
        .orderBy((eb) => eb('ended_at', 'is', null), 'desc')
        .limit(1)
        .executeTakeFirst()
      return row && sessionOf(row)
    },

    async findByToken(tokenHash) {
      const row = await sessions().where('token_hash', '=', tokenHash).executeTakeFirst()
      return row && sessionOf(row)
    },

    async findForBrowser(id, cookieHash) {
      const row = await sessions().where('id', '=', id).where('cookie_hash', '=', cookieHash).executeTakeFirst()
      return row && sessionOf(row)
    },

    async findForBearer(tokenHash) {
      const row = await sessions()
        .where('token_hash', '=', tokenHash)
        .where('cookie_hash', 'is', null)
        .executeTakeFirst()
      return row && sessionOf(row)
    },

    async find(id) {
      const row = await sessions().where('id', '=', id).executeTakeFirst()
      return row && sessionOf(row)
    },

    async begin(id, at, audit) {
      return db.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('connect_sessions')
          .set({ opened_at: at, last_used_at: at })
          .where('id', '=', id)
          .where('opened_at', 'is', null)
          .where((eb) => notOver(eb, at))
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return false
        await writeAudit(trx, [audit])
        return true
      })
    },

    async open(id, cookieHash, at, audit) {
      return db.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('connect_sessions')
          .set((eb) => ({
            cookie_hash: cookieHash,
            opened_at: eb.fn.coalesce('opened_at', eb.val(at)),
            last_used_at: at,
          }))
          .where('id', '=', id)
          .where('cookie_hash', 'is', null)
          .where((eb) => notOver(eb, at))
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return false
        await writeAudit(trx, [audit])
        return true
      })
    },

    async touch(id, at) {
      await db
        .updateTable('connect_sessions')
        .set({ last_used_at: at })
        .where('id', '=', id)
        .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<=', at - TOUCH_EVERY_MS)]))
        .execute()
    },

    async endTurn(id, turn) {
      const { numUpdatedRows } = await db
        .updateTable('connect_sessions')
        .set({ turn: turn + 1 })
        .where('id', '=', id)
        .where('turn', '=', turn)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    async setLocale(id, locale) {
      await db.updateTable('connect_sessions').set({ locale }).where('id', '=', id).execute()
    },

    async end(id, at, audit) {
      const ended = await db.transaction().execute(async (trx) => {
        const row = await trx
          .updateTable('connect_sessions')
          .set({ ended_at: at })
          .where('id', '=', id)
          .where('ended_at', 'is', null)
          .where('used_at', 'is', null)
          .returning('connection_id')
          .executeTakeFirst()
        if (row !== undefined) await writeAudit(trx, [audit])
        return row
      })
      if (ended !== undefined) changed(ended.connection_id)
    },

    async listOpen(tenant, connection, now) {
      const rows = await sessions()
        .where('tenant_id', '=', tenant)
        .where('connection_id', '=', connection)
        .where((eb) => notOver(eb, now))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .execute()
      return rows.map(sessionOf)
    },

    async endAll(tenant, connection, at, audit) {
      const ended = await db.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('connect_sessions')
          .set({ ended_at: at })
          .where('tenant_id', '=', tenant)
          .where('connection_id', '=', connection)
          .where((eb) => notOver(eb, at))
          .executeTakeFirst()
        if (numUpdatedRows > 0n) await writeAudit(trx, [audit])
        return Number(numUpdatedRows)
      })
      if (ended > 0) changed(connection)
      return ended
    },
  }
}

/** `!isSessionOver`, as the database asks it; a property holds the two together. */
const notOver = (eb: ExpressionBuilder<Database, 'connect_sessions'>, now: number) =>
  eb.and([
    eb('ended_at', 'is', null),
    eb('used_at', 'is', null),
    eb.or([
      eb.and([eb('opened_at', 'is', null), eb('open_by', '>', now)]),
      eb.and([
        eb('opened_at', '>', now - SESSION_LASTS_MS),
        eb(eb.fn.coalesce('last_used_at', 'opened_at'), '>', now - SESSION_IDLE_MS),
      ]),
    ]),
  ])

const insertedRow = (session: ConnectSession, tokenHash: TokenHash): Insertable<ConnectSessionTable> => ({
  id: session.id,
  tenant_id: session.tenantId,
  connection_id: session.connectionId,
  token_hash: tokenHash,
  cookie_hash: null,
  user: toJsonOrNull(session.user),
  expected_account_id: session.expectedAccountId,
  return_url: session.returnUrl,
  embed_origins: toJson(session.embedOrigins),
  theme: toJsonOrNull(session.theme),
  locale: session.locale,
  confirmation: session.confirmation,
  capabilities: toJson(session.capabilities),
  hand_off: session.handOff === null ? null : toJson({ askedBy: session.handOff.askedBy }),
  notice_id: session.handOff?.noticeId ?? null,
  open_by: session.openBy,
  opened_at: session.openedAt,
  last_used_at: session.lastUsedAt,
  ended_at: session.endedAt,
  used_at: session.handOff?.usedAt ?? null,
  tries: session.tries,
  last_try_at: session.lastTryAt,
  turn: session.turn,
  created_at: session.createdAt,
})

const sessionOf = (row: Selectable<ConnectSessionTable>): ConnectSession => ({
  id: row.id,
  tenantId: row.tenant_id,
  connectionId: row.connection_id,
  user: fromJsonOrNull(row.user),
  expectedAccountId: row.expected_account_id,
  returnUrl: row.return_url,
  embedOrigins: fromJson(row.embed_origins),
  theme: fromJsonOrNull(row.theme),
  locale: row.locale,
  confirmation: row.confirmation,
  capabilities: fromJson(row.capabilities),
  handOff: row.hand_off === null ? null : { ...fromJson(row.hand_off), noticeId: row.notice_id, usedAt: row.used_at },
  openBy: row.open_by,
  openedAt: row.opened_at,
  lastUsedAt: row.last_used_at,
  endedAt: row.ended_at,
  tries: row.tries,
  lastTryAt: row.last_try_at,
  turn: row.turn,
  createdAt: row.created_at,
})
