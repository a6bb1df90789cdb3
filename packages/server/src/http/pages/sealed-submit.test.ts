import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { runs } from '../../testing/scale.ts'
import { PageVisit, renewedSeal, sealedFields } from '../testing/page-visit.ts'
import { aTenant, problemOf, RunningKeyturn } from '../testing/running-keyturn.ts'

const HOUR = 60 * 60_000
const KEPT = { events: 9 * HOUR, deliveries: 9 * HOUR, attempts: 9 * HOUR, audit: 9 * HOUR }

describe('a key that the browser sealed', () => {
  let keyturn: RunningKeyturn
  beforeAll(async () => {
    keyturn = await RunningKeyturn.start()
  })
  afterAll(() => keyturn[Symbol.asyncDispose]())
  const visit = () => PageVisit.open(keyturn, { tenantId: aTenant() })
  const settled = async ({ connectionId }: PageVisit) => {
    await keyturn.server.engine.running.drain()
    return keyturn.connection(connectionId)
  }
  /** How often the provider was asked whose key it is. */
  const asked = () => keyturn.simulator.control.requests().requests.length

  it('[L1] connects, and is nowhere in what was sent', async () => {
    const page = await visit()
    const { key } = keyturn.key()
    const fields = await sealedFields(key, await page.seal())
    expect(keyturn.holdsKey(JSON.stringify(fields))).toBe(false)
    expect((await page.post('key', fields)).status).toBe(202)
    expect(await settled(page)).toMatchObject({ state: 'connected', usable: true })
    expect(keyturn.holdsKey(keyturn.printed + (await keyturn.stored()))).toBe(false)
  })

  it('is refused when it is sent again, and brings what the next one is sealed with', async () => {
    const page = await visit()
    const { key } = keyturn.key({ behaviour: 'unauthorized' })
    const first = await page.seal()
    const fields = await sealedFields(key, first)
    expect((await page.post('key', fields)).status).toBe(202)
    const failed = await settled(page)
    const before = asked()
    const again = await page.post('key', fields)
    expect(again.status).toBe(409)
    const renewed = renewedSeal(again)
    expect(renewed).toEqual({ ...first, turn: first.turn + 1 })
    expect(asked()).toBe(before)
    expect((await settled(page)).attempt?.id).toBe(failed.attempt?.id)
    expect((await page.post('key', await sealedFields(keyturn.key().key, renewed))).status).toBe(202)
    expect(await settled(page)).toMatchObject({ state: 'connected' })
  })

  it('of many sent at once in one turn takes one', async () => {
    const page = await visit()
    const seal = await page.seal()
    const all = await Promise.all(
      Array.from({ length: 6 }, async () => page.post('key', await sealedFields(keyturn.key().key, seal))),
    )
    expect(all.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      202, 409, 409, 409, 409, 409,
    ])
    expect(await settled(page)).toMatchObject({ state: 'connected' })
  })

  it('opens in no other session, whatever that session says of its turn', async () => {
    const [mine, theirs] = [await visit(), await visit()]
    const fields = await sealedFields(keyturn.key().key, await mine.seal())
    const before = asked()
    const answer = await theirs.post('key', fields)
    expect(answer.status).toBe(400)
    expect(problemOf(answer).code).toBe('malformed_request')
    expect((await theirs.post('key', { ...fields, turn: '1' })).status).toBe(409)
    expect(asked()).toBe(before)
    expect(await settled(theirs)).toMatchObject({ state: 'not_connected', attempt: null })
    expect((await mine.post('key', fields)).status).toBe(202)
  })

  it('is worth nothing once its page has ended', async () => {
    const page = await visit()
    const fields = await sealedFields(keyturn.key().key, await page.seal())
    await keyturn.call('DELETE', `/v1/connect-sessions/${page.sessionId}`)
    const answer = await page.post('key', fields)
    expect(answer.status).toBe(410)
    expect(problemOf(answer).code).toBe('page_ended')
  })

  it('to a key that is not known here brings the one that is', async () => {
    const page = await visit()
    const seal = await page.seal()
    const { key } = keyturn.key()
    const answer = await page.post('key', await sealedFields(key, { ...seal, keyId: 'of-another-time' }))
    expect(answer.status).toBe(409)
    expect(renewedSeal(answer)).toEqual(seal)
    expect((await page.post('key', await sealedFields(key, renewedSeal(answer)))).status).toBe(202)
  })

  it.each([
    { what: 'a turn that is no number', change: { turn: 'x' } },
    { what: 'no turn', change: { turn: '' } },
    { what: 'a turn below nought', change: { turn: '-1' } },
    { what: 'nothing sealed', change: { sealed: '' } },
    { what: 'something else sealed', change: { sealed: 'AAAA'.repeat(40) } },
    { what: 'what is no base64', change: { sealed: '%%%' } },
  ])('with $what is no key and takes no turn', async ({ change }) => {
    const page = await visit()
    const seal = await page.seal()
    const answer = await page.post('key', { ...(await sealedFields(keyturn.key().key, seal)), ...change })
    expect(answer.status).toBe(400)
    expect(await page.seal()).toEqual(seal)
  })

  it('that was a mistake is explained as if it had been pasted in the open', async () => {
    const page = await visit()
    const before = asked()
    expect((await page.post('key', await sealedFields('•••••••', await page.seal()))).status).toBe(202)
    expect((await settled(page)).attempt?.issue).toMatchObject({ code: 'key_malformed', details: { fault: 'masked' } })
    expect(asked()).toBe(before)
  })

  it('that is too large is called that', async () => {
    const page = await visit()
    expect((await page.post('key', { sealed: 'A'.repeat(70_000), sealKey: 'k', turn: '0' })).status).toBe(202)
    expect((await settled(page)).attempt?.issue?.details).toMatchObject({ fault: 'too_long' })
  })

  it('[F1] of any bytes is answered and never echoed', { timeout: 120_000 }, async () => {
    const page = await visit()
    const { keyId } = await page.seal()
    const piece = fc.string({ minLength: 12, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(piece, piece, fc.constantFrom('0', '1', 'z'), async (sealed, name, turn) => {
        for (const sealKey of [keyId, name]) {
          const { status, text } = await page.post('key', { sealed, sealKey, turn })
          expect([400, 409]).toContain(status)
          expect(text.includes(sealed) || (sealKey === name && text.includes(name))).toBe(false)
        }
      }),
      { numRuns: runs({ test: 100, verify: 2_000 }) },
    )
  })

  it('still may come in the open, from a browser that cannot seal', async () => {
    const page = await visit()
    expect((await page.post('key', { key: keyturn.key().key }, 'text/html')).status).toBe(303)
    expect(await settled(page)).toMatchObject({ state: 'connected' })
  })

  it('is sealed to a key that lives for an hour and is deleted when no page can hold it any more', async () => {
    const { submitKeys, stores, clock } = keyturn.server.engine
    const { id } = await submitKeys.current()
    await stores.housekeeping.sweep(clock.now() + 8 * HOUR, KEPT)
    expect((await submitKeys.open(id, new Uint8Array(100), new Uint8Array(0))).kind).toBe('unreadable')
    await using other = await RunningKeyturn.start()
    const page = await PageVisit.open(other, { tenantId: aTenant() })
    const { keyId } = await page.seal()
    await other.server.engine.stores.housekeeping.sweep(clock.now() + 9 * HOUR, KEPT)
    expect(await other.stored()).not.toContain(keyId)
  })
})

describe('where keys must be sealed', () => {
  let keyturn: RunningKeyturn
  beforeAll(async () => {
    keyturn = await RunningKeyturn.start({ KEYTURN_REQUIRE_SEALED_SUBMIT: '1' })
  })
  afterAll(() => keyturn[Symbol.asyncDispose]())
  const visit = () => PageVisit.open(keyturn, { tenantId: aTenant() })

  it('a key in the open is not taken, and the page says what it needs', async () => {
    const page = await visit()
    const { key } = keyturn.key()
    const before = keyturn.simulator.control.requests().requests.length
    const asJson = await page.post('key', { key })
    expect(asJson.status).toBe(403)
    expect(problemOf(asJson).code).toBe('sealing_required')
    const asForm = await page.post('key', { key }, 'text/html')
    expect([asForm.status, asForm.headers.get('location')]).toEqual([303, page.base])
    const { text } = await page.page()
    expect(text).toContain('This page needs JavaScript')
    expect(text).not.toMatch(/<input[^>]* name="key"/)
    expect(text).toMatch(/<button[^>]* type="submit"[^>]* disabled/)
    expect(keyturn.simulator.control.requests().requests.length).toBe(before)
    expect(await keyturn.connection(page.connectionId)).toMatchObject({ state: 'not_connected', attempt: null })
  })

  it('a sealed one is', async () => {
    const page = await visit()
    const seal = await page.seal()
    expect(seal.required).toBe(true)
    expect((await page.post('key', await sealedFields(keyturn.key().key, seal))).status).toBe(202)
    await keyturn.server.engine.running.drain()
    expect(await keyturn.connection(page.connectionId)).toMatchObject({ state: 'connected' })
  })
})
