import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PageVisit } from '../testing/page-visit.ts'
import { aTenant, RunningKeyturn } from '../testing/running-keyturn.ts'

describe('the stream of a page', () => {
  let keyturn: RunningKeyturn
  beforeAll(async () => {
    keyturn = await RunningKeyturn.start()
  })
  afterAll(() => keyturn[Symbol.asyncDispose]())
  const visit = () => PageVisit.open(keyturn, { tenantId: aTenant() })
  const connect = async (page: PageVisit): Promise<void> => {
    await page.post('key', { key: keyturn.key().key })
    await keyturn.server.engine.running.drain()
  }

  it('begins with the state, under the version that page and state name too', async () => {
    const page = await visit()
    const stream = await page.listen()
    const first = await stream.next()
    stream.close()
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(stream.headers.get('x-accel-buffering')).toBe('no')
    expect(first).toMatchObject({ event: 'state' })
    expect(JSON.parse(first?.data ?? '')).toMatchObject({ state: 'not_connected', version: first?.id })
    expect((await page.facts()).version).toBe(first?.id)
    expect((await page.state()).version).toBe(first?.id)
  })

  it.each([
    { what: 'what it shows', since: (version: string) => version, heard: null },
    { what: 'what it heard before a break', since: () => '', heard: (version: string) => version },
    { what: 'the later of the two', since: () => 'of-another-time', heard: (version: string) => version },
  ])('goes on after $what, and says nothing twice', async ({ since, heard }) => {
    const page = await visit()
    const { version } = await page.facts()
    const headers: Record<string, string> = heard === null ? {} : { 'last-event-id': heard(version) }
    const stream = await page.listen(`?since=${since(version)}`, headers)
    expect(await stream.next()).toEqual({ event: 'beat', id: '', data: '{}' })
    await keyturn.call('PATCH', `/v1/connections/${page.connectionId}`, { body: { label: 'Another name' } })
    const changed = await stream.next()
    stream.close()
    expect(changed).toMatchObject({ event: 'state', id: (await page.facts()).version })
    expect(changed?.id).not.toBe(version)
  })

  it('misses nothing that happened in a break', async () => {
    const page = await visit()
    const stream = await page.listen()
    const known = (await stream.next())?.id ?? ''
    stream.close()
    await connect(page)
    const again = await page.listen('', { 'last-event-id': known })
    const first = await again.next()
    again.close()
    expect(first).toMatchObject({ event: 'state', id: (await page.facts()).version })
    expect(JSON.parse(first?.data ?? '')).toMatchObject({ state: 'connected' })
  })

  it('ends when the page does', async () => {
    const page = await visit()
    const stream = await page.listen()
    await stream.next()
    await keyturn.call('DELETE', `/v1/connect-sessions/${page.sessionId}`)
    expect(await stream.next()).toMatchObject({ event: 'ended' })
    expect(await stream.next()).toBeNull()
  })

  it('keeps the version of a page while only time passes', async () => {
    const page = await visit()
    await connect(page)
    const first = await page.facts()
    expect((await page.facts()).version).toBe(first.version)
    expect((await page.state()).version).toBe(first.version)
  })
})
