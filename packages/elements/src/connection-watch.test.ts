import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConnectSession } from './connection-state.ts'
import { watchOf } from './connection-watch.ts'
import type { ConnectionWatch } from './connection-watch.ts'

const SECOND_MS = 1_000

/** A page that can be seen or hidden, and a Keyturn that answers as the test says. */
class Around {
  readonly page = Object.assign(new EventTarget(), { hidden: false })
  /** By session id: the state, or the status it is refused with. Others have ended. */
  readonly states = new Map<string, string | number>()
  readonly read: string[] = []
  serverAheadMs = 0
  made = 0
  isLoggedIn = true

  readonly fetchSession = async (): Promise<ConnectSession> => {
    await Promise.resolve()
    if (!this.isLoggedIn) throw new Error('Nobody is logged in.')
    this.made += 1
    const id = `cs_${this.made}`
    if (!this.states.has(id)) this.states.set(id, 'connected')
    return { id, connectionId: 'conn_1', url: 'https://keyturn.example/connect/x', token: id, expiresAt: '' }
  }

  readonly fetch = async (address: URL, { headers }: RequestInit): Promise<Response> => {
    await Promise.resolve()
    const { authorization = '' } = headers as Record<string, string>
    const id = authorization.replace('Bearer ', '')
    expect(address.href).toBe(`https://keyturn.example/connect/${id}/state`)
    this.read.push(id)
    const state = this.states.get(id) ?? 410
    if (typeof state === 'number') return new Response(null, { status: state })
    const now = new Date(Date.now() + this.serverAheadMs).toISOString()
    return Response.json({ state, checking: false, version: state, shown: { now } })
  }

  hide(isHidden: boolean): void {
    this.page.hidden = isHidden
    this.page.dispatchEvent(new Event('visibilitychange'))
  }
}

let around: Around
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * SECOND_MS)
const stateOf = (watch: ConnectionWatch) => watch.seen.live?.state

beforeEach(() => {
  around = new Around()
  vi.useFakeTimers()
  vi.stubGlobal('document', around.page)
  vi.stubGlobal('fetch', around.fetch)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('who is given the same function', () => {
  it('shares one session and its reading; who is given another one has another', async () => {
    const [one, two] = [watchOf(around.fetchSession), watchOf(around.fetchSession)]
    const another = watchOf(async () => around.fetchSession())
    for (const watch of [one, two, another]) watch.listen(() => undefined)
    await pass(1)
    expect(one).toBe(two)
    expect(around.read).toEqual(['cs_1', 'cs_2'])
  })

  it('has nothing of it once nobody has listened any more', async () => {
    const before = watchOf(around.fetchSession)
    const ignore = before.listen(() => undefined)
    await pass(1)
    ignore()
    const after = watchOf(around.fetchSession)
    expect(after.seen).toMatchObject({ live: null, session: null })
    after.listen(() => undefined)
    await pass(1)
    expect(after.seen.session?.id).toBe('cs_2')
  })
})

describe('the state', () => {
  it('is read twice a minute while the page can be seen, at once when it can be seen again, and not when nobody listens', async () => {
    const ignore = watchOf(around.fetchSession).listen(() => undefined)
    await pass(61)
    expect(around.read).toHaveLength(3)
    around.hide(true)
    await pass(300)
    expect(around.read).toHaveLength(4)
    around.hide(false)
    await pass(1)
    expect(around.read).toHaveLength(5)
    ignore()
    await pass(300)
    expect(around.read).toHaveLength(5)
  })

  it('is read every two seconds while a key is being checked', async () => {
    around.states.set('cs_1', 'validating')
    watchOf(around.fetchSession).listen(() => undefined)
    await pass(10)
    expect(around.read.length).toBeGreaterThanOrEqual(5)
  })

  it('is the same object for as long as it is the same', async () => {
    const watch = watchOf(around.fetchSession)
    watch.listen(() => undefined)
    await pass(1)
    const { live } = watch.seen
    await pass(60)
    expect(watch.seen.live).toBe(live)
    around.states.set('cs_1', 'action_required')
    await pass(30)
    expect(stateOf(watch)).toBe('action_required')
  })

  it('knows the clock of Keyturn as of the last reading, though the state is still the same object', async () => {
    const watch = watchOf(around.fetchSession)
    watch.listen(() => undefined)
    await pass(1)
    const { live } = watch.seen
    expect(watch.seen.aheadMs).toBe(0)
    around.serverAheadMs = 90 * SECOND_MS
    await pass(30)
    expect(watch.seen).toMatchObject({ live, aheadMs: 90 * SECOND_MS })
  })

  it('is lost when two readings in a row brought nothing, and found by the next that does', async () => {
    const watch = watchOf(around.fetchSession)
    watch.listen(() => undefined)
    await pass(1)
    around.states.set('cs_1', 503)
    await pass(30)
    expect(watch.seen).toMatchObject({ isLost: false, error: { code: 'unreachable' } })
    await pass(3)
    expect(watch.seen.isLost).toBe(true)
    expect(stateOf(watch)).toBe('connected')
    around.states.set('cs_1', 'connected')
    await pass(30)
    expect(watch.seen).toMatchObject({ isLost: false, error: null })
  })

  it('is lost when the page was hidden for longer than anybody can vouch for', async () => {
    const watch = watchOf(around.fetchSession)
    const lost: boolean[] = []
    watch.listen(() => lost.push(watch.seen.isLost))
    await pass(1)
    around.hide(true)
    await pass(300)
    around.hide(false)
    expect(lost.at(-1)).toBe(true)
    await pass(1)
    expect(lost.at(-1)).toBe(false)
  })
})

describe('a session that has ended', () => {
  it('is followed by another one, once for all who ask', async () => {
    const watch = watchOf(around.fetchSession)
    watch.listen(() => undefined)
    await pass(11)
    around.states.delete('cs_1')
    const sessions = await Promise.all([
      watch.renew('cs_1'),
      watch.renew('cs_1'),
      watch.refresh().then(() => watch.session()),
    ])
    expect(sessions.map(({ id }) => id)).toEqual(['cs_2', 'cs_2', 'cs_2'])
    expect(around.made).toBe(2)
  })

  it('is followed when the state says so', async () => {
    const watch = watchOf(around.fetchSession)
    watch.listen(() => undefined)
    await pass(20)
    around.states.delete('cs_1')
    await pass(15)
    expect(watch.seen).toMatchObject({ session: { id: 'cs_2' }, isLost: false, error: null })
  })

  it('is not followed at once where it ends as soon as it comes: others would end like it', async () => {
    for (let id = 1; id < 100; id += 1) around.states.set(`cs_${id}`, 410)
    watchOf(around.fetchSession).listen(() => undefined)
    await pass(120)
    expect(around.made).toBeGreaterThan(1)
    expect(around.made).toBeLessThan(8)
  })
})

describe('without a session', () => {
  it('nothing is known, and it is asked for again', async () => {
    around.isLoggedIn = false
    const watch = watchOf(around.fetchSession)
    watch.listen(() => undefined)
    await pass(1)
    expect(watch.seen).toMatchObject({ live: null, isLost: true, error: { code: 'no_session' } })
    around.isLoggedIn = true
    await pass(3)
    expect(watch.seen).toMatchObject({ live: { state: 'connected' }, isLost: false, error: null })
  })

  it.each([null, {}, 'cs_1', { id: 'cs_1', token: 't' }, { id: 'cs_1', token: 't', url: 'nowhere' }])(
    'what is no session is none: %j',
    async (brought) => {
      const watch = watchOf(() => Promise.resolve(brought as ConnectSession))
      watch.listen(() => undefined)
      await pass(1)
      expect(watch.seen.error?.code).toBe('no_session')
      expect(around.read).toEqual([])
    },
  )
})
