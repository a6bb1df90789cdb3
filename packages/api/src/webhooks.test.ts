import { reportFigure, scaled } from '@keyturn/scripts/scale'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { EVENTS } from './event-examples.ts'
import { verifyWebhook, WebhookRefused } from './webhooks.ts'
import type { WebhookFault, WebhookHeaders } from './webhooks.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const OTHER = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
const EVENT = EVENTS['connection.connected'].example
const BODY = JSON.stringify(EVENT)
const AT = Date.UTC(2026, 10, 24, 10, 41)

/** As the reference implementation signs. */
const signed = (body = BODY, secret = SECRET, at = AT, id = EVENT.id) => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at / 1_000)),
  'webhook-signature': new Webhook(secret).sign(id, new Date(at), body),
})

const verify = (headers: WebhookHeaders, body: string | Uint8Array = BODY, over: object = {}) =>
  verifyWebhook({ body, headers, secret: SECRET, now: AT, ...over })

async function faultOf(received: Promise<unknown>): Promise<WebhookFault | 'none'> {
  try {
    await received
    return 'none'
  } catch (error) {
    if (error instanceof WebhookRefused) return error.fault
    throw error
  }
}

describe('a webhook', () => {
  /** From the reference implementations of Standard Webhooks. */
  it('[W1] of the published vector is good', async () => {
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }
    const body = '{"test": 2432232314}'
    // Its body is no event of ours: the signature was past by then.
    expect(await faultOf(verify(headers, body, { now: 1_614_265_330_000 }))).toBe('body')
    expect(await faultOf(verify(headers, `${body} `, { now: 1_614_265_330_000 }))).toBe('signature')
  })

  it.each(Object.values(EVENTS).map(({ example }) => [example.type, example] as const))(
    'of the type %s is read as it was sent, however it arrives',
    async (_type, event) => {
      const body = JSON.stringify(event)
      const headers = signed(body)
      expect(await verify(headers, body)).toEqual(event)
      expect(await verify(new Headers(headers), new TextEncoder().encode(body))).toEqual(event)
      const shouted = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]))
      expect(await verify(shouted, body)).toEqual(event)
    },
  )

  it('has a type, so that a switch over it knows its data', async () => {
    const event = await verify(signed())
    if (event.type !== 'connection.connected') throw new Error(event.type)
    expect(event.data.state).toBe('connected')
  })

  it('[W1] is good with either secret while one takes the place of another', async () => {
    const both = {
      ...signed(),
      'webhook-signature': `${signed(BODY, OTHER)['webhook-signature']} ${signed()['webhook-signature']}`,
    }
    for (const secret of [SECRET, OTHER, [OTHER, SECRET], SECRET.slice('whsec_'.length)]) {
      expect(await verify(both, BODY, { secret })).toEqual(EVENT)
    }
    expect(await faultOf(verify(signed(), BODY, { secret: OTHER }))).toBe('signature')
    expect(await faultOf(verify(signed(), BODY, { secret: [] }))).toBe('signature')
  })

  it('[W1] is good for five minutes, either way', async () => {
    const offBy = (seconds: number) => faultOf(verify(signed(), BODY, { now: AT + seconds * 1_000 }))
    expect(await Promise.all([-300, 0, 300].map(offBy))).toEqual(['none', 'none', 'none'])
    expect(await Promise.all([-301, 301, 86_400].map(offBy))).toEqual(['timestamp', 'timestamp', 'timestamp'])
  })

  it.each([
    ['another body', signed(), `${BODY} `],
    ['another id', { ...signed(), 'webhook-id': 'evt_other' }, BODY],
    ['another second', { ...signed(), 'webhook-timestamp': String(AT / 1_000 + 1) }, BODY],
    ['another secret', signed(BODY, OTHER), BODY],
    [
      'a signature of another version',
      { ...signed(), 'webhook-signature': signed()['webhook-signature'].replace('v1,', 'v1a,') },
      BODY,
    ],
    ['no signature', { ...signed(), 'webhook-signature': ' ' }, BODY],
  ])('[W1] with %s is refused', async (_what, headers, body) => {
    expect(await faultOf(verify(headers, body))).toBe('signature')
  })

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    '[W1] without %s, or with two, is refused',
    async (name) => {
      const headers: Record<string, string | string[]> = { ...signed() }
      const value = headers[name] ?? ''
      expect(await faultOf(verify({ ...headers, [name]: [value, value].flat() }))).toBe('headers')
      expect(await faultOf(verify({ ...headers, [name.toUpperCase()]: value }))).toBe('headers')
      const rest = Object.entries(signed()).filter(([other]) => other !== name)
      expect(await faultOf(verify(Object.fromEntries(rest)))).toBe('headers')
      expect(await faultOf(verify(new Headers(rest)))).toBe('headers')
    },
  )

  it.each(['1e9', '-1', '0x10', '1614265330.5', ' 1614265330', '９', ''])(
    '[W1] signed at %j is refused',
    async (timestamp) => {
      expect(await faultOf(verify({ ...signed(), 'webhook-timestamp': timestamp }))).toBe('headers')
    },
  )

  it('that is no JSON, no event or no UTF-8 is refused, though its signature fits', async () => {
    for (const body of ['', '{', '[]', 'null', '"event"', '{"type":1,"id":"evt_1"}', '{"type":"x"}']) {
      expect([body, await faultOf(verify(signed(body), body))]).toEqual([body, 'body'])
    }
  })

  it('of a type from the future is told apart, and nothing is lost', async () => {
    const body = JSON.stringify({ ...EVENT, type: 'connection.moved', extra: 1 })
    expect(await verify(signed(body), body)).toEqual({
      type: 'unknown',
      id: EVENT.id,
      name: 'connection.moved',
      payload: { ...EVENT, type: 'connection.moved', extra: 1 },
    })
    const proto = '{"id":"evt_1","type":"toString","data":{}}'
    expect(await verify(signed(proto), proto)).toMatchObject({ type: 'unknown', name: 'toString' })
  })

  it('with a field from the future is the event it is', async () => {
    const body = JSON.stringify({ ...EVENT, region: 'eu' })
    expect(await verify(signed(body), body)).toMatchObject({ type: 'connection.connected', region: 'eu' })
  })

  it.each(['', 'whsec_', 'whsec_not base64', 'hunter2!', 'whsec_YQ='])(
    'says of the secret %j that it is none',
    async (secret) => {
      await expect(verify(signed(), BODY, { secret })).rejects.toThrow(TypeError)
    },
  )
})

describe('fuzzed headers', () => {
  const tries = scaled({ test: 5_000, verify: 100_000 })
  const good = signed()
  const piece = fc.constantFrom(
    'v1',
    ',',
    ' ',
    'v1,',
    '=',
    '==',
    'whsec_',
    good['webhook-signature'],
    good['webhook-id'],
    good['webhook-timestamp'],
    '\u0000',
    'A'.repeat(44),
    '-',
    '+',
    '/',
    '９',
    '\ud800',
  )
  const anything = fc.oneof(
    fc.constantFrom(...Object.values(good)),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary-ascii', minLength: 1_000, maxLength: 3_000 }),
    fc.constant(undefined),
  )

  it(
    `[W1] [F1] are refused and nothing else, ${tries} times, but for the one good set`,
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.record({ id: anything, timestamp: anything, signature: anything }), async (given) => {
          const headers = {
            'webhook-id': given.id,
            'webhook-timestamp': given.timestamp,
            'webhook-signature': given.signature,
          }
          if ((await faultOf(verify(headers))) !== 'none') return
          expect(headers['webhook-id']).toBe(good['webhook-id'])
          expect(Number(headers['webhook-timestamp'])).toBe(AT / 1_000)
          expect(headers['webhook-signature']?.split(' ')).toContain(good['webhook-signature'])
        }),
        { numRuns: tries },
      )
      reportFigure(
        'W1',
        `${tries} fuzzed sets of webhook headers: none accepted but the signed one, none threw otherwise`,
      )
    },
    10 * 60_000,
  )

  it('[W1] refuse every signature with a bit changed', async () => {
    const [, base64 = ''] = good['webhook-signature'].split(',')
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Uint8Array.from(bytes)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const signature = `v1,${btoa(String.fromCharCode(...changed))}`
      expect(await faultOf(verify({ ...good, 'webhook-signature': signature }))).toBe('signature')
    }
  }, 60_000)
})
