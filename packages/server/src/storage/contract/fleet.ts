import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Attempt } from '../../domain/attempt.ts'
import type { Connection } from '../../domain/connection.ts'
import { parseReference, parseTenantId } from '../../domain/ids.ts'
import { HEALTH_STATES } from '../../domain/health.ts'
import type { HealthState } from '../../domain/health.ts'
import { healthNow } from '../../domain/noticing/health-now.ts'
import type { ListPosition } from '../../engine/ports/list-position.ts'
import type { ConnectionFilter, HealthPlace } from '../../engine/ports/stores.ts'
import { insertedRow } from '../connection-row.ts'
import type { Storage } from '../storage.ts'
import { anyText } from './arbitraries.ts'
import {
  aConnection,
  aFingerprint,
  anAccountId,
  anId,
  aTenant,
  connected,
  disconnected,
  mac,
  NOW,
  putKey,
} from './fixtures.ts'
import { committed, eachTest, inserted, liveConnection } from './opened.ts'
import type { OpensStorage } from './opened.ts'

const ALL = { after: null, limit: 200 } as const
const idsOf = (connections: readonly Connection[]): readonly string[] => connections.map(({ id }) => id)
const placeOf = ({ createdAt, id }: Connection): ListPosition => ({ createdAt, id })
const newestFirst = (a: Connection, b: Connection): number => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1)

const HERE: HealthPlace = { provider: 'pleo', environment: 'production', incidentWellSince: null }

const aRevokedKey = { code: 'key_revoked', details: {}, since: NOW, supportReference: 'K7QX-2M4D' } as const

const attempt = (over: Partial<Attempt> = {}): Attempt => ({
  id: anId('attempt'),
  kind: 'connect',
  status: 'validating',
  step: 'key',
  startedAt: NOW,
  expiresAt: NOW + 30_000,
  account: null,
  issue: null,
  sessionId: null,
  grantedScopes: null,
  ...over,
})

export function describeFleet(open: OpensStorage): void {
  describe('the fleet', () => {
    const at = eachTest(open)
    const found = async (q: string): Promise<readonly string[]> => idsOf(await at.storage.fleet.list(null, { q }, ALL))

    it('tells whose a connection is, and nothing of an unknown one', async () => {
      const connection = await inserted(at.storage, aConnection())
      expect(await at.storage.fleet.tenantOf(connection.id)).toBe(connection.tenantId)
      expect(await at.storage.fleet.tenantOf(anId('connection'))).toBeUndefined()
    })

    it('lists newest first, and walks through all by cursor while others are added', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 15 }),
          fc.integer({ min: 1, max: 4 }),
          async (ages, limit) => {
            const { storage } = at
            const reference = parseReference(anId('event'))
            const add = (age: number) => inserted(storage, aConnection({ reference, at: NOW - age }))
            const there: Connection[] = []
            for (const age of ages) there.push(await add(age))
            const walked: Connection[] = []
            let after: ListPosition | null = null
            for (;;) {
              const page: readonly Connection[] = await storage.fleet.list(null, { reference }, { after, limit })
              const last = page.at(-1)
              if (last === undefined) break
              expect(page.length).toBeLessThanOrEqual(limit)
              walked.push(...page)
              after = placeOf(last)
              await add(-1)
            }
            expect(walked).toEqual(there.toSorted(newestFirst))
          },
        ),
        { numRuns: 25 },
      )
    })

    it('goes on from a place whose connection is gone', async () => {
      const [first, second] = [await inserted(at.storage, aConnection()), await inserted(at.storage, aConnection())]
      await at.storage.connections.forget(second, { events: [], audit: [] })
      expect(idsOf(await at.storage.fleet.list(null, {}, { after: placeOf(second), limit: 5 }))).toEqual([first.id])
    })

    it('shows only the tenants it may', async () => {
      const [a, b, c] = await Promise.all([1, 2, 3].map(() => inserted(at.storage, aConnection())))
      if (a === undefined || b === undefined || c === undefined) throw new Error('three were inserted')
      const list = async (tenants: Parameters<Storage['fleet']['list']>[0], filter: ConnectionFilter = {}) =>
        new Set(idsOf(await at.storage.fleet.list(tenants, filter, ALL)))
      expect(await list(null)).toEqual(new Set([a.id, b.id, c.id]))
      expect(await list([a.tenantId, c.tenantId])).toEqual(new Set([a.id, c.id]))
      expect(await list([])).toEqual(new Set())
      expect(await list([a.tenantId], { tenantId: b.tenantId })).toEqual(new Set())
      expect(await list([a.tenantId], { q: b.tenantId })).toEqual(new Set())
    })

    it.each<{ by: string; filter: (mine: Connection) => ConnectionFilter }>([
      { by: 'tenant', filter: ({ tenantId }) => ({ tenantId }) },
      { by: 'provider', filter: ({ provider }) => ({ provider }) },
      { by: 'reference', filter: ({ reference }) => ({ reference }) },
      { by: 'state', filter: () => ({ state: 'action_required' }) },
      { by: 'usability', filter: () => ({ usable: false }) },
      { by: 'health', filter: () => ({ health: { state: 'failing', places: [HERE] } }) },
      { by: 'account', filter: ({ account }) => ({ accountId: account?.id ?? '' }) },
      { by: 'several', filter: ({ tenantId }) => ({ tenantId, state: 'action_required', usable: false, q: 'led' }) },
    ])('filters by $by', async ({ filter }) => {
      await liveConnection(at.storage, aConnection())
      const live = await liveConnection(
        at.storage,
        aConnection({ provider: 'other', reference: parseReference('ledger-2') }),
      )
      const mine = await committed(at.storage, {
        ...live,
        standing: 'action_required',
        issue: aRevokedKey,
        health: { ...live.health, state: 'failing' },
      })
      expect(await at.storage.fleet.list(null, filter(mine), ALL)).toEqual([mine])
    })

    it('filters by the health that is shown, also during an incident and where nobody asks any more', async () => {
      const { storage } = at
      const row = fc.record({
        provider: fc.constantFrom('pleo', 'other'),
        environment: fc.constantFrom('production', 'staging'),
        standing: fc.constantFrom('connected' as const, 'action_required' as const),
        state: fc.constantFrom(...HEALTH_STATES),
        confirmedAt: fc.option(fc.constantFrom(NOW - 2, NOW - 1, NOW)),
      })
      const incident = fc.option(
        fc.record({
          kind: fc.constantFrom('provider_refusing_all' as const, 'provider_unreachable' as const),
          since: fc.constantFrom(NOW - 1, NOW),
        }),
      )
      const rule = fc.asyncProperty(fc.array(row, { maxLength: 6 }), incident, async (rows, happening) => {
        const reference = parseReference(anId('event'))
        const there: Connection[] = []
        for (const { state, confirmedAt, standing, ...place } of rows) {
          const fresh = await liveConnection(storage, aConnection({ reference, ...place }))
          const reason = state === 'unverified' ? ('suspected' as const) : null
          const health = { ...fresh.health, state, reason, since: NOW, confirmedAt, nextCheckAt: NOW }
          const issue = standing === 'connected' ? null : aRevokedKey
          there.push(await committed(storage, { ...fresh, standing, issue, health }))
        }
        const shown = (connection: Connection): HealthState => {
          const isHere = connection.provider === 'pleo' && connection.environment === 'production'
          const environment = isHere ? 'configured' : 'not_configured'
          return healthNow(connection, { environment, incident: happening, intervalMs: 900_000, now: NOW }).state
        }
        const places = [{ ...HERE, incidentWellSince: happening?.since ?? null }]
        for (const state of HEALTH_STATES) {
          const listed = await storage.fleet.list(null, { reference, health: { state, places } }, ALL)
          const expected = there.filter((connection) => shown(connection) === state)
          expect(new Set(idsOf(listed))).toEqual(new Set(idsOf(expected)))
        }
      })
      await fc.assert(rule, { numRuns: 25 })
    })

    it.each(['not_connected', 'validating', 'connected', 'failed', 'disconnected'] as const)(
      'finds the %s by the state they show',
      async (state) => {
        const { storage } = at
        const fresh = await inserted(storage, aConnection())
        const tried = await inserted(storage, aConnection())
        const failed = await inserted(storage, aConnection())
        const live = await liveConnection(storage, aConnection())
        const gone = await liveConnection(storage, aConnection())
        const byState = {
          not_connected: fresh,
          validating: await committed(storage, { ...tried, attempt: attempt() }),
          connected: live,
          failed: await committed(storage, { ...failed, attempt: attempt({ status: 'failed', expiresAt: null }) }),
          disconnected: await committed(storage, disconnected(gone), { credential: { kind: 'destroy' } }),
        }
        expect(await storage.fleet.list(null, { state }, ALL)).toEqual([byState[state]])
      },
    )

    it.each([
      { what: 'tenant', q: 'ACME:4' },
      { what: 'reference', q: 'LedGer' },
      { what: 'label', q: 'åse' },
      { what: 'account id', q: '7A0C' },
      { what: 'account name', q: 'æBLE & c' },
    ])('searches by prefix of the $what, whatever the case', async ({ q }) => {
      await liveConnection(at.storage, aConnection({ label: 'Other' }))
      const fresh = await inserted(
        at.storage,
        aConnection({ tenantId: parseTenantId('Acme:42'), reference: parseReference('lEDger-2'), label: 'ÅSE' }),
      )
      const next = connected(fresh)
      const account = { id: '7a0c2f5e-0000-4000-8000-000000000000', kind: 'company', name: 'Æble & Co' }
      await committed(at.storage, { ...next, account }, { credential: putKey('k') })
      expect(await found(q)).toEqual([fresh.id])
      expect(await found(q.slice(1))).toEqual([])
      expect(await found(`${q}~`)).toEqual([])
    })

    it.each(['%', '_', '\\', "'", '"', '*', '?', '[', '%%', 'a_c', 'a%'])('takes %j for what it is', async (q) => {
      const plain = await inserted(at.storage, aConnection({ label: 'abc' }))
      expect(await found(q)).toEqual([])
      expect(await found('abc')).toEqual([plain.id])
      const odd = await inserted(at.storage, aConnection({ label: `${q} Ltd` }))
      expect(await found(q)).toEqual([odd.id])
    })

    it('finds every label by each of its prefixes, in any case and composition', async () => {
      const words = fc.oneof(
        anyText(),
        fc.constantFrom('ΟΔΟΣΑ', 'İstanbul', 'Ａｃｍｅ', 'e\u0301clair', '🏢 Ops', 'straße'),
      )
      await fc.assert(
        fc.asyncProperty(words, fc.nat(), async (label, cut) => {
          const points = [...label.normalize('NFC')]
          fc.pre(points.length > 0)
          const prefix = points.slice(0, 1 + (cut % points.length)).join('')
          const { id, tenantId } = await inserted(at.storage, aConnection({ label }))
          for (const q of [prefix, prefix.toLowerCase(), prefix.normalize('NFD')]) {
            expect(idsOf(await at.storage.fleet.list([tenantId], { q }, ALL))).toEqual([id])
          }
        }),
        {
          numRuns: 100,
          examples: [
            ['ΟΔΟΣΑ', 3],
            ['e\u0301clair', 0],
            ['İstanbul', 0],
            ['a\u{10FFFF}', 0],
            ['a\u{10FFFF}', 1],
          ],
        },
      )
    })

    it.each<{ by: string; filter: ConnectionFilter }>([
      { by: 'searched', filter: { q: 'Many' } },
      { by: 'referred to', filter: { reference: parseReference('default') } },
      { by: 'both', filter: { q: 'many 1', reference: parseReference('default') } },
    ])('pages through very many that are $by like through few', async ({ filter }) => {
      const { storage, db } = at
      const many = Array.from({ length: 3_200 }, (_, index) =>
        index % 50 === 0
          ? aConnection({ at: NOW - index, label: 'few', reference: parseReference('ledger-2') })
          : aConnection({ at: NOW - index, label: `Many ${index}` }),
      )
      await db.transaction().execute(async (trx) => {
        for (const one of many)
          await trx
            .insertInto('connections')
            .values(insertedRow(one, mac('m')))
            .execute()
      })
      const all = many.filter(({ label }) => label?.startsWith(filter.q === 'many 1' ? 'Many 1' : 'Many'))
      const first = await storage.fleet.list(null, filter, { after: null, limit: 30 })
      expect(first).toEqual(all.slice(0, 30))
      const last = first.at(-1)
      if (last === undefined) throw new Error('nothing was found')
      const second = await storage.fleet.list(null, filter, { after: placeOf(last), limit: 30 })
      expect(second).toEqual(all.slice(30, 60))
    })

    it('names the holder of an account or a key, and nobody once it is free', async () => {
      const { storage } = at
      const [accountId, fingerprint] = [anAccountId(), aFingerprint()]
      const fresh = await inserted(storage, aConnection())
      const live = await committed(storage, connected(fresh, accountId), { credential: putKey('k', fingerprint) })
      const holder = { tenantId: live.tenantId, connectionId: live.id }
      const ask = (taken: { accountId: string; fingerprint: typeof fingerprint }, environment = 'production') =>
        storage.fleet.holderOf('pleo', environment, taken)
      expect(await ask({ accountId, fingerprint })).toEqual({ ...holder, what: 'account' })
      expect(await ask({ accountId: anAccountId(), fingerprint })).toEqual({ ...holder, what: 'key' })
      expect(await ask({ accountId: anAccountId(), fingerprint: aFingerprint() })).toBeUndefined()
      expect(await ask({ accountId, fingerprint }, 'staging')).toBeUndefined()
      await committed(storage, disconnected(live), { credential: { kind: 'destroy' } })
      expect(await ask({ accountId, fingerprint })).toBeUndefined()
    })

    it('knows the attempts that expired, and those that run', async () => {
      const { storage } = at
      const trying = async (over: Partial<Attempt>): Promise<Connection> => {
        const fresh = await inserted(storage, aConnection())
        return committed(storage, { ...fresh, attempt: attempt(over) })
      }
      const late = await trying({ expiresAt: NOW })
      const asked = await trying({ expiresAt: NOW - 1, status: 'awaiting_confirmation' })
      const running = await trying({ expiresAt: NOW + 1 })
      await trying({ expiresAt: null, status: 'failed' })
      await inserted(storage, aConnection())
      expect(await storage.fleet.expiredAttempts(NOW, 10)).toEqual([asked, late])
      expect(await storage.fleet.expiredAttempts(NOW, 1)).toEqual([asked])
      expect(await storage.fleet.expiredAttempts(NOW - 2, 10)).toEqual([])
      expect(new Set(idsOf(await storage.fleet.validatingAttempts(10)))).toEqual(new Set([late.id, running.id]))
      expect(await storage.fleet.validatingAttempts(1)).toHaveLength(1)
    })

    it('lists nothing for a tenant that has nothing', async () => {
      await inserted(at.storage, aConnection())
      expect(await at.storage.fleet.list([aTenant()], {}, ALL)).toEqual([])
    })
  })
}
