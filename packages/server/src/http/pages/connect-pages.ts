import { Hono } from 'hono'
import type { Context } from 'hono'
import { chooseLocale, shippedLocales } from '@keyturn/connect/words'
import type { PageFacts, PlaceFacts } from '@keyturn/connect/views'
import type { ConnectSession } from '../../domain/connect-session.ts'
import type { Connection } from '../../domain/connection.ts'
import { IllegalTransition } from '../../domain/errors.ts'
import { TENANT_CHECKS_WINDOW_MS } from '../../domain/noticing/asked-already.ts'
import { startPersonsCheck } from '../../engine/check-connection.ts'
import { disconnectConnection } from '../../engine/disconnect-connection.ts'
import { acceptAccount, cancelAttempt, cancelAttemptOf, declineAccount } from '../../engine/end-attempt.ts'
import { connectDifferent } from '../../engine/forget-connection.ts'
import { makeHandOff, withdrawHandOff } from '../../engine/hand-off.ts'
import { dismissFailure, openConnectLink } from '../../engine/open-connect-session.ts'
import { NotFound, RevisionMismatch, TooManyChecks } from '../../engine/refusals.ts'
import { submitKey } from '../../engine/submit-key.ts'
import { timelineOf } from '../../engine/timeline.ts'
import type { KeyOrigin } from '../../engine/key-origin.ts'
import type { Env } from '../context.ts'
import { readFormField } from '../form-body.ts'
import type { HttpDeps } from '../http-deps.ts'
import { EdgeRefusal, problemResponse } from '../problems.ts'
import { speechFor } from '../speech-of.ts'
import { liveEvents } from './live-events.ts'
import { liveState, liveVersion } from './live-state.ts'
import { colleagueOf, handOffFacts, noteForColleague } from './hand-off-facts.ts'
import { colleagueEndPage, handOffPages } from './hand-off-pages.ts'
import { SHOWN_ACTIONS, TIMELINE_LENGTH } from './happenings.ts'
import { connectionFacts, fromOf, hostFacts, noteFor, providerFacts, wishOf } from './page-facts.ts'
import { sameOriginOnly, withPageHeaders } from './page-security.ts'
import { sealFacts } from './seal-facts.ts'
import { endPage, htmlPage } from './send-page.ts'
import { sentKey, withForm } from './sent-key.ts'
import { readSessionCookie, setSessionCookie } from './session-cookie.ts'
import { linkFor, PageGone, visitOf } from './session-of.ts'
import type { Visit } from './session-of.ts'

const LINK_TOKEN = /^[A-Za-z0-9_-]{43}$/

const baseOf = (session: ConnectSession): string => `/connect/${session.id}/`
const wantsJson = (c: Context<Env>): boolean => (c.req.header('accept') ?? '').includes('application/json')

/** The customer's pages: complete without JavaScript, live with it. DESIGN section 9. */
export function createConnectPages(deps: HttpDeps): Hono<Env> {
  const { engine, config } = deps
  const app = new Hono<Env>()

  app.use('/connect/*', sameOriginOnly(config.publicUrl))
  app.use('/connect/*', withPageHeaders(config.publicUrl))
  app.onError((error, c) => pageRefusal(deps, error, c))

  handOffPages(app, deps)
  app.get('/connect/:token', async (c) => {
    const token = c.req.param('token')
    if (c.req.header('sec-purpose')?.includes('prefetch')) return c.body(null, 204)
    if (token.startsWith('cs_')) return c.redirect(`/connect/${encodeURIComponent(token)}/`, 303)
    if (!LINK_TOKEN.test(token)) return endPage(deps, c, 'unknown', null)
    if (c.req.method === 'HEAD') return c.body(null, 204)
    if (!isFollowed(c)) return endPage(deps, c, 'unknown', null)
    const opened = await openConnectLink(engine, token, (id) => readSessionCookie(c, id))
    if (opened.kind === 'unknown') return endPage(deps, c, 'unknown', null)
    if (opened.kind === 'ended' || opened.kind === 'elsewhere') return endPage(deps, c, opened.kind, opened.session)
    if (opened.kind === 'opened') setSessionCookie(c, opened.session.id, opened.cookie, config.publicUrl)
    return c.redirect(baseOf(opened.session), 303)
  })

  app.get('/connect/:sessionId/', async (c) => {
    const visit = await openedVisit(deps, c)
    const facts = await placeFacts(deps, c, visit)
    return htmlPage(deps, c, facts, visit.session.theme)
  })
  app.get('/connect/:sessionId/state', async (c) => {
    const visit = await visitOf(deps, c)
    return c.json(liveState(engine, visit, speechFor(deps, c, visit.session.locale)))
  })
  app.get('/connect/:sessionId/events', async (c) => liveEvents(deps, c, await visitOf(deps, c)))

  app.post('/connect/:sessionId/key', async (c) => {
    const visit = await visitOf(deps, c)
    const { connection, session } = visit
    const live = connection.standing === 'connected' || connection.standing === 'action_required'
    demand(session, live ? 'replace' : 'connect')
    const submitted = await sentKey(deps, c, session)
    const started = await submitKey(engine, session.tenantId, connection.id, submitted, originOf(visit))
    const { attempt } = started
    if (attempt !== null && attempt.status !== 'failed' && attempt.id === connection.attempt?.id) {
      throw new EdgeRefusal('reason')
    }
    const replacing = live && attempt?.status === 'failed' ? 'replace' : null
    return answer(deps, c, visit, started, { attempt: attempt?.id ?? null, view: replacing })
  })
  app.post('/connect/:sessionId/confirmation', async (c) => {
    const visit = await ownVisitOf(deps, c)
    const decision = await fieldOf(c, 'decision')
    const { tenantId, connectionId } = visit.session
    if (decision === 'accept') {
      return answer(deps, c, visit, await acceptAccount(engine, tenantId, connectionId, shownIn(c), originOf(visit)))
    }
    if (decision !== 'decline') throw new EdgeRefusal('malformed_request')
    return answer(deps, c, visit, await declineAccount(engine, tenantId, connectionId, shownIn(c), visit.actor))
  })
  app.post('/connect/:sessionId/check', async (c) => {
    const visit = await visitOf(deps, c)
    demand(visit.session, 'check')
    const { tenantId, connectionId } = visit.session
    try {
      const { connection, askedUntil } = await startPersonsCheck(engine, tenantId, connectionId, visit.actor)
      return await answer(deps, c, visit, connection, { again: askedUntil === null ? null : ['asked', askedUntil] })
    } catch (error) {
      if (!(error instanceof TooManyChecks)) throw error
      return answer(deps, c, visit, visit.connection, { again: ['later', error.retryAt] })
    }
  })
  app.post('/connect/:sessionId/disconnect', async (c) => {
    const visit = await visitOf(deps, c)
    demand(visit.session, 'disconnect')
    demandShown(c, visit.connection)
    const { tenantId, connectionId } = visit.session
    const by = { actor: visit.actor, source: 'person' } as const
    return answer(deps, c, visit, await disconnectConnection(engine, tenantId, connectionId, by))
  })
  app.post('/connect/:sessionId/cancel', async (c) => {
    const visit = await visitOf(deps, c)
    const { session, actor } = visit
    if (session.handOff !== null) return answer(deps, c, visit, await cancelAttemptOf(engine, session, actor))
    return answer(deps, c, visit, await cancelAttempt(engine, session.tenantId, session.connectionId, actor))
  })
  app.post('/connect/:sessionId/handoff', async (c) => {
    const visit = await ownVisitOf(deps, c)
    const { session, connection, actor, secret } = visit
    demand(session, 'handoff')
    const wish = await fieldOf(c, 'link')
    if (wish === 'withdraw') return answer(deps, c, visit, await withdrawHandOff(engine, connection, actor))
    if (wish !== 'make') throw new EdgeRefusal('malformed_request')
    await makeHandOff(engine, session, connection, secret, actor)
    return answer(deps, c, visit, connection, { view: 'link' })
  })
  app.post('/connect/:sessionId/different', async (c) => {
    const visit = await ownVisitOf(deps, c)
    demand(visit.session, 'connect')
    demandShown(c, visit.connection)
    const { tenantId, connectionId } = visit.session
    return answer(deps, c, visit, await connectDifferent(engine, tenantId, connectionId, visit.actor))
  })
  app.post('/connect/:sessionId/language', async (c) => {
    const visit = await visitOf(deps, c)
    const [locale = '', view = null] = await fieldsOf(c, ['locale', 'view'])
    const from = fromOf(view)
    if (!shippedLocales().some((shipped) => shipped.locale === locale)) throw new EdgeRefusal('malformed_request')
    await engine.stores.sessions.setLocale(visit.session.id, locale)
    return answer(deps, c, visit, visit.connection, from === 'state' ? {} : { view: from })
  })
  return app
}

/** By a person, in a window of its own: what frames a link or loads it as something else must not take it away. */
const isFollowed = (c: Context<Env>): boolean => (c.req.header('sec-fetch-dest') ?? 'document') === 'document'

/** Of the customer's own page; a colleague who came by a link may not. */
async function ownVisitOf(deps: HttpDeps, c: Context<Env>): Promise<Visit> {
  const visit = await visitOf(deps, c)
  if (visit.session.handOff !== null) throw new EdgeRefusal('capability_missing')
  return visit
}

function demand(session: ConnectSession, capability: ConnectSession['capabilities'][number]): void {
  if (!session.capabilities.includes(capability)) throw new EdgeRefusal('capability_missing')
}

/** What the form was drawn for: another tab may have moved its page on to something else since. */
const shownIn = (c: Context<Env>): string | null => c.req.query('of') ?? null

function demandShown(c: Context<Env>, connection: Connection): void {
  if (shownIn(c) !== connection.id) throw new IllegalTransition('another connection', 'what the page showed')
}

const originOf = ({ session, actor }: Visit): KeyOrigin => ({
  actor,
  session,
  addedBy: session.user,
  expectedAccountId: session.expectedAccountId,
  confirmation: session.confirmation,
})

const fieldOf = async (c: Context<Env>, name: string): Promise<string | undefined> => (await fieldsOf(c, [name]))[0]

const fieldsOf = (c: Context<Env>, names: readonly string[]): Promise<readonly (string | undefined)[]> =>
  withForm(c, (body) => names.map((name) => readFormField(body, name)?.toString('utf8')))

/** Forms are sent on at once; scripts get the state that is now. */
async function answer(
  deps: HttpDeps,
  c: Context<Env>,
  { session }: Visit,
  connection: Connection,
  to: {
    readonly attempt?: string | null
    readonly view?: string | null
    /** A check that was not made, why, and from when one would be. */
    readonly again?: readonly [why: AskedAgain, at: number] | null
  } = {},
): Promise<Response> {
  const again = to.again == null ? {} : { follow: `?${to.again[0]}=${to.again[1]}` }
  if (wantsJson(c)) {
    const speech = speechFor(deps, c, session.locale)
    const shown = { connection, session, link: await linkFor(deps, session) }
    return c.json({ ...liveState(deps.engine, shown, speech), ...again }, 202)
  }
  const query = new URLSearchParams()
  if (to.view != null) query.set('view', to.view)
  if (to.attempt != null) query.set('attempt', to.attempt)
  const search = again.follow ?? (query.size === 0 ? '' : `?${query.toString()}`)
  return c.redirect(`${baseOf(session)}${search}`, 303)
}

/** A form that opens in a frame is opened as a link opens it. */
async function openedVisit(deps: HttpDeps, c: Context<Env>): Promise<Visit> {
  const visit = await visitOf(deps, c)
  if (visit.surface !== 'frame' || c.req.query('opened') === undefined) return visit
  await dismissFailure(deps.engine, visit.session)
  return visitOf(deps, c)
}

async function placeFacts(deps: HttpDeps, c: Context<Env>, visit: Visit): Promise<PageFacts> {
  const { engine, config } = deps
  const { session, connection } = visit
  const now = engine.clock.now()
  const timeline = await timelineOf(engine, connection, SHOWN_ACTIONS, TIMELINE_LENGTH)
  const facts = connectionFacts(engine, { connection, session, timeline }, now)
  const followed = c.req.query('attempt') ?? null
  const isOwn = session.handOff === null
  const again = saidOfCheck(c, now)
  const host = hostFacts(config, session, connection)
  const closesTo = closingHost(c, visit)
  return {
    kind: 'connection',
    base: baseOf(session),
    locale: chooseLocale(session.locale, c.req.header('accept-language') ?? null),
    host: { ...host, returnUrl: host.returnUrl ?? closesTo },
    provider: providerFacts(config, connection),
    connection: facts,
    version: liveVersion(engine, visit, now),
    seal: await sealFacts(deps, session),
    wish: wishOf(c.req.query('view') ?? null),
    from: fromOf(c.req.query('from') ?? null),
    againAt: again?.at ?? null,
    note:
      saidOfPress(c) ??
      again?.note ??
      (isOwn ? noteFor(facts, session, followed, now) : await noteForColleague(engine, visit)),
    handOff: await handOffFacts(deps, visit),
    colleagueOf: colleagueOf(session),
    surface: visit.surface,
    closes: closesTo !== null,
    now,
  }
}

/** Where a page stands that takes the form away itself when the person goes back. */
function closingHost(c: Context<Env>, { surface, session }: Visit): string | null {
  const origin = c.req.header('keyturn-closes-to') ?? ''
  return surface === 'frame' && session.embedOrigins.includes(origin) ? `${origin}/` : null
}

/** What the page a refused form leads to says of it. */
const PRESSES = { changed: 'changed_meanwhile', unsent: 'not_taken' } as const

const saidOfPress = (c: Context<Env>): PlaceFacts['note'] =>
  c.req.query('changed') !== undefined ? PRESSES.changed : c.req.query('unsent') !== undefined ? PRESSES.unsent : null

/** What the page says of a check that was not made. */
const AGAIN = { asked: 'checked_already', later: 'check_later' } as const satisfies Record<string, PlaceFacts['note']>
type AskedAgain = keyof typeof AGAIN
const AGAIN_WHYS: readonly AskedAgain[] = ['asked', 'later']

/** Once a check would be made, nothing is to be said. */
function saidOfCheck(
  c: Context<Env>,
  now: number,
): { readonly note: NonNullable<PlaceFacts['note']>; readonly at: number } | null {
  const why = AGAIN_WHYS.find((one) => c.req.query(one) !== undefined)
  if (why === undefined) return null
  const at = Number(c.req.query(why))
  return Number.isSafeInteger(at) && at > now && at <= now + TENANT_CHECKS_WINDOW_MS ? { note: AGAIN[why], at } : null
}

/** What a person sees when a request of the page is refused: the page as it is now, never a bare error. */
function pageRefusal(deps: HttpDeps, error: Error, c: Context<Env>): Response | Promise<Response> {
  const over = error instanceof PageGone && !wantsJson(c) ? error.session : null
  if (over !== null && over.handOff !== null) return colleagueEndPage(deps, c, over)
  const outdated = error instanceof IllegalTransition || error instanceof RevisionMismatch || error instanceof NotFound
  if (error instanceof PageGone && !wantsJson(c)) return endPage(deps, c, error.kind, error.session)
  if (outdated && !wantsJson(c)) return toPage(c, 'changed')
  if (outdated) return problemResponse('illegal_transition', c.get('requestId'))
  if (!(error instanceof EdgeRefusal)) throw error
  if (wantsJson(c)) return problemResponse(error.code, c.get('requestId'), error.extras)
  if (error.code === 'cross_site' || c.req.param('sessionId') === undefined) return endPage(deps, c, 'refused', null)
  // The page itself says what it needs.
  if (error.code === 'sealing_required' || error.code === 'page_outdated') return toPage(c, null)
  return toPage(c, error.code === 'reason' ? 'unsent' : 'changed')
}

const toPage = (c: Context<Env>, press: keyof typeof PRESSES | null): Response =>
  c.redirect(`/connect/${c.req.param('sessionId') ?? ''}/${press === null ? '' : `?${press}`}`, 303)
