import { describe, expect, it } from 'vitest'
import type { ProviderEvent } from '../../domain/events.ts'
import { paceOf } from '../../domain/noticing/budget.ts'
import { FRESH_WATCH, observe } from '../../domain/noticing/provider-watch.ts'
import { CONFIRM_AFTER_MS, rulesFor } from '../../domain/noticing/rules.ts'
import type { Lane } from '../../domain/noticing/schedule.ts'
import { aConnection, anAuditEvent, anId, KEPT, NOW } from './fixtures.ts'
import { committed, eachTest, everything } from './opened.ts'
import type { OpensStorage } from './opened.ts'
import { aLease, due, idsOf, PLACE } from './planned-checks.ts'

const anIncident = (type: ProviderEvent['type']): ProviderEvent => ({
  id: anId('event'),
  type,
  createdAt: NOW,
  tenantId: null,
  connectionId: null,
  reference: null,
  ...PLACE,
  data: { incidentId: 'inc_1', kind: 'provider_unreachable', since: NOW },
})

/** What the servers know of a provider together, and what went on there. */
export function describeWatches(open: OpensStorage): void {
  describe('what is known of a provider', () => {
    const at = eachTest(open)
    const tripped = observe(
      FRESH_WATCH,
      { kind: 'people_called', calls: 3 },
      {
        now: NOW,
        rules: rulesFor({ intervalMs: 900_000, confirmAfterMs: CONFIRM_AFTER_MS }),
        pace: paceOf(500),
        roll: 0.5,
      },
    ).watch

    it('is read as it was written, with its events in the outbox', async () => {
      const { storage } = at
      expect(await storage.checks.readWatch(PLACE)).toBeUndefined()
      const events = [anIncident('provider.incident_suspected')]
      const write = { watch: tripped, revision: 0, events, audit: [], doubtSince: null }
      expect(await storage.checks.writeWatch(PLACE, write, NOW)).toBe('written')
      expect(await storage.checks.readWatch(PLACE)).toEqual({ watch: tripped, revision: 1 })
      expect(await storage.checks.readWatch({ ...PLACE, environment: 'staging' })).toBeUndefined()
      const page = await storage.outbox.read(null, null, 10)
      expect(page).toMatchObject({ events: [{ envelope: { type: 'provider.incident_suspected', sequence: null } }] })
    })

    it.each([
      { revision: 0, what: 'for the first time' },
      { revision: 1, what: 'later' },
    ])('is not overwritten by a server that has not read it, $what', async ({ revision }) => {
      const { storage, db } = at
      for (let read = 0; read <= revision; read += 1) {
        await storage.checks.writeWatch(
          PLACE,
          { watch: tripped, revision: read, events: [], audit: [], doubtSince: null },
          NOW,
        )
      }
      const before = await everything(db)
      const events = [anIncident('provider.incident_over')]
      const late = { watch: FRESH_WATCH, revision, events, audit: [], doubtSince: 0 }
      expect(await storage.checks.writeWatch(PLACE, late, NOW)).toBe('stale')
      expect(await everything(db)).toEqual(before)
      expect((await storage.checks.readWatch(PLACE))?.watch).toEqual(tripped)
    })

    it('is written with the trace of an operator’s decision, or not at all', async () => {
      const { storage, db } = at
      const audit = [{ ...anAuditEvent(aConnection()), tenantId: null, connectionId: null }]
      const write = { watch: tripped, revision: 0, events: [], audit, doubtSince: null }
      expect(await storage.checks.writeWatch(PLACE, write, NOW)).toBe('written')
      expect(await db.selectFrom('audit_events').select('id').execute()).toEqual(audit.map(({ id }) => ({ id })))
      expect(await storage.checks.writeWatch(PLACE, write, NOW)).toBe('stale')
      expect(await db.selectFrom('audit_events').select('id').execute()).toHaveLength(1)
    })

    it('keeps what went on there, newest first, until it has been over for as long as records are kept', async () => {
      const { storage } = at
      let revision = 0
      const happens = async (events: readonly ProviderEvent[], place = PLACE) => {
        const write = { watch: tripped, revision, events, audit: [], doubtSince: null }
        expect(await storage.checks.writeWatch(place, write, NOW)).toBe('written')
        if (place === PLACE) revision += 1
      }
      const event = (
        what: 'suspected' | 'over',
        data: ProviderEvent['data'],
        over: Partial<ProviderEvent> = {},
      ): ProviderEvent => ({ ...anIncident(`provider.incident_${what}`), data, ...over })
      const first = { incidentId: 'inc_1', kind: 'provider_unreachable', since: NOW - 900 } as const
      const second = { incidentId: 'inc_2', kind: 'provider_refusing_all', since: NOW - 300 } as const
      await happens([event('suspected', first)])
      const lasting = { id: 'inc_1', kind: first.kind, since: first.since, overAt: null }
      expect(await storage.checks.incidents(PLACE, NOW, 9)).toEqual([lasting])
      await happens([event('over', first, { createdAt: NOW - 600 }), event('suspected', second)])
      // One that nobody saw begin.
      await happens([event('over', { ...first, incidentId: 'inc_3', since: NOW - 100 }, { createdAt: NOW })])
      const elsewhere = { ...PLACE, environment: 'staging' }
      await storage.checks.writeWatch(
        elsewhere,
        {
          watch: tripped,
          revision: 0,
          events: [event('suspected', { ...second, incidentId: 'inc_4' }, elsewhere)],
          audit: [],
          doubtSince: null,
        },
        NOW,
      )
      const over = { ...lasting, overAt: NOW - 600 }
      const storm = { id: 'inc_2', kind: second.kind, since: second.since, overAt: null }
      const late = { id: 'inc_3', kind: first.kind, since: NOW - 100, overAt: NOW }
      expect(await storage.checks.incidents(PLACE, NOW - 600, 9)).toEqual([late, storm, over])
      expect(await storage.checks.incidents(PLACE, NOW - 599, 9)).toEqual([late, storm])
      expect(await storage.checks.incidents(PLACE, 0, 1)).toEqual([late])
      await storage.housekeeping.sweep(NOW - 600 + KEPT.audit, KEPT)
      expect(await storage.checks.incidents(PLACE, 0, 9)).toEqual([late, storm])
      await storage.housekeeping.sweep(NOW + 2 * KEPT.audit, KEPT)
      expect(await storage.checks.incidents(PLACE, 0, 9)).toEqual([storm])
    })

    it('brings those forward that lost their standing since then, and nobody else', async () => {
      const { storage } = at
      const claim = (lane: Lane) => storage.checks.claim(PLACE, lane, aLease(), NOW, 9)
      const flipped = async (since: number) => {
        const live = await due(storage, NOW + 900_000)
        const issue = { code: 'key_revoked', details: {}, since, supportReference: 'K7QX-2M4D' } as const
        return committed(storage, { ...live, standing: 'action_required', issue, standingSince: since })
      }
      const lately = await flipped(NOW - 10)
      await flipped(NOW - 11)
      await due(storage, NOW + 900_000)
      const write = { watch: tripped, revision: 0, events: [], audit: [], doubtSince: NOW - 10 }
      await storage.checks.writeWatch(PLACE, write, NOW)
      expect(idsOf(await claim('confirmations'))).toEqual([lately.id])
      expect(await claim('sweep')).toEqual([])
    })
  })
}
