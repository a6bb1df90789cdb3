import { parseReference } from '../../domain/ids.ts'
import { FRESH_WATCH } from '../../domain/noticing/provider-watch.ts'
import {
  aChange,
  aCheck,
  aConnection,
  aFingerprint,
  aHash,
  anAccountId,
  anEvent,
  anId,
  anIncident,
  aSession,
  connected,
  heldBy,
  KEPT,
  mac,
  NOTHING,
  NOW,
  putKey,
  sealed,
} from '../contract/fixtures.ts'
import { aLease, PLACE } from '../contract/planned-checks.ts'
import type { Storage } from '../storage.ts'
import { hears } from './furnished.ts'
import type { Furniture } from './furnished.ts'

type Ask = (storage: Storage, there: Furniture) => Promise<unknown>

const LEASE = { now: NOW, until: NOW + 30_000, holder: 'one' }
const PAGE = { after: { createdAt: NOW, id: anId('connection') }, limit: 20 }
const TRY = { at: NOW, durationMs: 1, status: 200, failure: null } as const
const calm = { state: 'healthy', places: [{ ...PLACE, incidentWellSince: null }] } as const
const reference = parseReference('ledger-2')

/** What the storage is asked while a server serves, each with data that lets it go all its way. */
export const QUESTIONS = {
  'a connection': ({ connections }, { connection: { tenantId, id } }) => connections.find(tenantId, id),
  'a connection by its identity': ({ connections }, { connection }) =>
    connections.findByIdentity(connection.tenantId, connection),
  'a connection by its company': ({ connections }, { connection: { tenantId } }) =>
    connections.findByAccount(tenantId, 'pleo', 'production', anAccountId()),
  'a connection with its key': ({ connections }, { connection: { tenantId, id } }) =>
    connections.findSealed(tenantId, id),
  'a change of a key': ({ connections }, { connection, session, audit }) =>
    connections.commit(
      connection.tenantId,
      aChange(connected(connection), {
        credential: putKey('new'),
        candidate: { kind: 'destroy' },
        links: { kind: 'end', at: NOW, usedBy: session.id },
        records: { events: [anEvent(connection)], audit: [audit()] },
      }),
    ),
  'a forgetting': ({ connections }, { connection }) => connections.forget(connection, NOTHING),
  'a taking of a place': ({ connections }, { connection }) =>
    connections.takePlace(connection, aConnection({ tenantId: connection.tenantId, reference }), mac('f'), NOTHING),
  'a history': ({ connections }, { connection: { tenantId, id } }) =>
    connections.timeline(tenantId, id, 20, ['connection.connected']),

  'checks that are due': ({ checks }) => checks.claim(PLACE, 'sweep', aLease(), NOW, 10),
  'checks that a clock planned which was ahead': ({ checks }) =>
    checks.claimMisplanned(PLACE, { lane: 'sweep', dueAfter: NOW, askedAfter: NOW, farthest: NOW }, aLease(), NOW, 10),
  'members of a panel': ({ checks }, { connection: { id } }) => checks.claimMembers(PLACE, [id], aLease(), NOW),
  'a lease for a person': ({ checks }, { connection: { tenantId, id } }) =>
    checks.take(tenantId, id, aLease(), NOW, NOW),
  'the end of a person’s check': ({ checks }, { connection: { tenantId, id } }) =>
    checks.endPersonsCheck(tenantId, id, aLease()),
  'leases that are given back': ({ checks }, { connection: { id } }) => checks.release('one', [id]),
  'a result': ({ checks }, { connection }) =>
    checks.record([aCheck(connection, { lease: heldBy('keep', 'one', connection) })]),
  'how many are checked': ({ checks }) => checks.countChecked(PLACE),
  'when the next check is due': ({ checks }) => checks.nextDueAt(PLACE),
  'candidates for a panel': ({ checks }) => checks.candidates(PLACE, anId('connection'), 8, 'well'),
  'what went on at a provider': ({ checks }) => checks.incidents(PLACE, NOW, 9),
  'who lost a standing since a doubt began': ({ checks }) =>
    checks.writeWatch(
      { ...PLACE, environment: anId('event') },
      { watch: FRESH_WATCH, revision: 0, events: [], audit: [], doubtSince: NOW },
      NOW,
    ),

  'the tenant of an id': ({ fleet }, { connection: { id } }) => fleet.tenantOf(id),
  'a list': ({ fleet }) => fleet.list(null, {}, PAGE),
  'a list for tenants': ({ fleet }, { connection: { tenantId } }) => fleet.list([tenantId], {}, PAGE),
  'a list by tenant': ({ fleet }, { connection: { tenantId } }) => fleet.list(null, { tenantId }, PAGE),
  'a list by provider': ({ fleet }) => fleet.list(null, { provider: 'pleo' }, PAGE),
  'a list by reference': ({ fleet }) => fleet.list(null, { reference }, PAGE),
  'a list by state': ({ fleet }) => fleet.list(null, { state: 'connected' }, PAGE),
  'a list by usability': ({ fleet }) => fleet.list(null, { usable: true }, PAGE),
  'a list by health': ({ fleet }) => fleet.list(null, { health: calm }, PAGE),
  'a list by company': ({ fleet }) => fleet.list(null, { accountId: anAccountId() }, PAGE),
  'a search': ({ fleet }) => fleet.list(null, { q: 'ac' }, PAGE),
  'who holds a company or a key': ({ fleet }) =>
    fleet.holderOf('pleo', 'production', { accountId: anAccountId(), fingerprint: aFingerprint() }),
  'attempts that expired': ({ fleet }) => fleet.expiredAttempts(NOW, 9),
  'attempts that run': ({ fleet }) => fleet.validatingAttempts(9),

  'a new session': ({ sessions }, { connection, audit }) => sessions.insert(aSession(connection), aHash(), audit()),
  'a new link': ({ sessions }, { connection, audit }) => sessions.handOver(aSession(connection), aHash(), audit()),
  'the latest link': ({ sessions }, { connection: { tenantId, id } }) => sessions.latestHandOff(tenantId, id),
  'a session by its token': ({ sessions }) => sessions.findByToken(aHash()),
  'a session of a browser': ({ sessions }, { session }) => sessions.findForBrowser(session.id, aHash()),
  'a session of a bearer': ({ sessions }) => sessions.findForBearer(aHash()),
  'an opening of a session': ({ sessions }, { session, audit }) => sessions.open(session.id, aHash(), NOW, audit()),
  'open sessions': ({ sessions }, { connection: { tenantId, id } }) => sessions.listOpen(tenantId, id, NOW),
  'an end of all sessions': ({ sessions }, { connection: { tenantId, id }, audit }) =>
    sessions.endAll(tenantId, id, NOW, audit()),

  'events of all': ({ outbox }) => outbox.read(null, 0, 9),
  'events of tenants': ({ outbox }, { connection: { tenantId } }) => outbox.read([tenantId], 0, 9),
  'the newest event': ({ outbox }) => outbox.newest(),

  'a handing on of events': async ({ outbox, deliveries }) => {
    await outbox.append([anIncident()])
    await deliveries.fanOut(NOW, 9, () => anId('delivery'))
  },
  'endpoints with deliveries that are due': ({ deliveries }) => deliveries.dueEndpoints(NOW),
  'deliveries that are due, and what became of them': async ({ deliveries }, { endpoint }) => {
    const [claimed] = await deliveries.claim(new Map([[endpoint.id, 9]]), LEASE)
    if (claimed === undefined) throw new Error('nothing was due')
    const { id } = claimed.delivery
    const decide = (delivery: typeof claimed.delivery) => ({
      delivery,
      endpoint: { ...endpoint, description: 'new' },
      events: [],
      audit: [],
    })
    await deliveries.settle('one', [{ id, tried: TRY, retryAfterMs: null }], decide)
  },
  'deliveries that are given back': ({ deliveries }) => deliveries.release('one'),
  'a delivery': ({ deliveries }, { test }) => deliveries.find(test.id),
  'the body of a delivery': ({ deliveries }, { test }) => deliveries.bodyOf(test.id),
  'a list of deliveries': ({ deliveries }, { endpoint, test }) =>
    deliveries.list(endpoint.id, {}, { after: { createdAt: NOW, id: test.id }, limit: 9 }),
  'what an endpoint missed': ({ deliveries }, { endpoint, audit }) =>
    deliveries.replay(
      { endpointId: endpoint.id, from: 0, to: NOW, which: 'missed' },
      NOW,
      9,
      () => anId('delivery'),
      audit(),
    ),

  'what people hear of events': ({ notices }) => notices.hear(99, hears),
  'notices that are due, and what became of them': async ({ notices }) => {
    await notices.hear(99, hears)
    const [notice] = await notices.claim(LEASE, 9)
    if (notice === undefined) throw new Error('nobody is to be told')
    await notices.begin('one', notice.id)
    await notices.settle('one', notice.id, (now) => ({ notice: now, audit: [] }))
  },
  'notices that are given back': ({ notices }) => notices.release('one'),

  'a try of a person': ({ tries }, { connection: { tenantId }, session }) =>
    tries.add({ tenantId, sessionId: session.id }, NOW, 1, 9),
  'a check beside the schedule': ({ tries }, { connection: { tenantId } }) => tries.addCheck(tenantId, NOW, 1, 9),
  'an API token': ({ apiTokens }) => apiTokens.findByHash(aHash()),
  'a request that may be a repeat': async ({ idempotency }) => {
    await idempotency.claim('scope', 'key', 'digest', NOW, 9)
    await idempotency.keep('scope', 'key', { status: 201, headers: {}, body: sealed('answer') }, NOW)
    await idempotency.release('scope', 'key')
  },
  'a tenant key': async ({ keys }, { connection: { tenantId } }) => {
    await keys.find(tenantId)
    await keys.find(tenantId, 1)
    await keys.destroy(tenantId)
  },
  'a submit key': async ({ submitKeys }) => {
    await submitKeys.find('k')
    await submitKeys.findOfPeriod(1, 'm')
  },
  housekeeping: ({ housekeeping }) => housekeeping.sweep(NOW, KEPT),
} as const satisfies Record<string, Ask>
