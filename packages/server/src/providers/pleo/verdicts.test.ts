import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PATIENCE_MS, runs } from '../../testing/scale.ts'
import type { ProviderResponse } from '../../engine/ports/provider-http.ts'
import { json, raw, scriptedHttp, silence } from '../testing/scripted-http.ts'
import {
  aCall,
  aKey,
  COMPANY,
  company,
  CONNECTION,
  installation,
  introspection,
  pleoOver,
} from './testing/pleo-answers.ts'

const PAGE = '<!doctype html><title>502</title><h1>Bad gateway</h1>'
const NAMED = { id: COMPANY, kind: 'company', name: 'Nordlys Bakery ApS' }

/** What a conversation ended with, in one word. */
type Word = string
const wordOf = (end: { readonly kind: string; readonly reason?: string }): Word => end.reason ?? end.kind

/** Each operation with one answer in its place and everything else going well. */
const OPERATIONS = {
  identify: async (answer: ProviderResponse): Promise<Word> => {
    const http = scriptedHttp({ 'GET /v1/introspect': [answer], [`GET /v1/companies/${COMPANY}`]: [company()] })
    return wordOf(await pleoOver(http).identify(aKey(), aCall()))
  },
  check: async (answer: ProviderResponse): Promise<Word> => {
    const http = scriptedHttp({ 'GET /v1/introspect': [answer] })
    return wordOf(await pleoOver(http).check(aKey(), aCall()))
  },
  /** `accepted` alone: whether a name was found. */
  name: async (answer: ProviderResponse): Promise<Word> => {
    const http = scriptedHttp({ 'GET /v1/introspect': [introspection()], [`GET /v1/companies/${COMPANY}`]: [answer] })
    const end = await pleoOver(http).identify(aKey(), aCall())
    return end.kind === 'accepted' && end.finding.account?.id === COMPANY
      ? String(end.finding.account.name)
      : wordOf(end)
  },
  /** A key without a subject: whether the installation named its company. */
  owner: async (answer: ProviderResponse): Promise<Word> => {
    const http = scriptedHttp({
      'GET /v1/introspect': [introspection({ subjectURN: undefined })],
      'GET /v1/installations/me': [answer],
      [`GET /v1/companies/${COMPANY}`]: [company()],
    })
    const end = await pleoOver(http).identify(aKey(), aCall())
    return end.kind === 'accepted' ? (end.finding.account === null ? 'nobody' : 'company') : wordOf(end)
  },
  /** The answer to POST, where no installation is to be found afterwards. */
  create: async (answer: ProviderResponse): Promise<Word> => {
    const http = scriptedHttp({ 'POST /v1/installations/me': [answer], 'GET /v1/installations/me': [json(404, {})] })
    return wordOf(await pleoOver(http).install(aKey(), CONNECTION, { mode: 'connect', account: NAMED }, aCall()))
  },
  /** The same where one is there: `installed` means that it was looked for. */
  adopt: async (answer: ProviderResponse): Promise<Word> => {
    const http = scriptedHttp({
      'POST /v1/installations/me': [answer],
      'GET /v1/installations/me': [installation()],
      'PUT /v1/installations/me': [installation()],
    })
    return wordOf(await pleoOver(http).install(aKey(), CONNECTION, { mode: 'connect', account: NAMED }, aCall()))
  },
  update: async (answer: ProviderResponse): Promise<Word> => {
    const http = scriptedHttp({ 'GET /v1/installations/me': [installation()], 'PUT /v1/installations/me': [answer] })
    return wordOf(await pleoOver(http).install(aKey(), CONNECTION, { mode: 'replace', account: NAMED }, aCall()))
  },
  remove: (answer: ProviderResponse): Promise<Word> =>
    pleoOver(scriptedHttp({ 'DELETE /v1/installations/me': [answer] })).uninstall(aKey(), aCall()),
  retract: (answer: ProviderResponse): Promise<Word> =>
    pleoOver(scriptedHttp({ 'PUT /v1/installations/me': [answer] })).retract(aKey(), aCall()),
} as const satisfies Record<string, (answer: ProviderResponse) => Promise<Word>>
type Operation = keyof typeof OPERATIONS

const ORDER = [
  'identify',
  'check',
  'name',
  'owner',
  'create',
  'adopt',
  'update',
  'remove',
  'retract',
] as const satisfies Operation[]

const away = 'provider_unreachable'
const odd = 'provider_unexpected'
const busy = 'provider_busy'
const LEGEND: Readonly<Record<string, Word>> = {
  away,
  odd,
  busy,
  left: 'left_behind',
  no_scope: 'permissions_missing',
  barred: 'not_entitled',
  nameless: 'null',
}

const MATRIX: readonly (readonly [name: string, answer: ProviderResponse])[] = [
  ['401 with nothing', raw(401, '', null)],
  ['401 with JSON', json(401, { type: 'UNAUTHORIZED' })],
  ['401 with plain text', raw(401, 'Unauthorized', 'text/plain')],
  ['401 not entitled', json(401, { type: 'NOT_ENTITLED' })],
  ['401 with a page', raw(401, PAGE, 'text/html')],
  ['401 with cut JSON', raw(401, '{"type":"UNAU', 'application/json')],
  ['401 with bytes', raw(401, Buffer.from('ff00fe', 'hex'), null)],
  ['403 with nothing', raw(403, '', null)],
  ['403 with JSON', json(403, { message: 'no' })],
  ['403 with a page', raw(403, PAGE, null)],
  ['403 not entitled', json(403, { type: 'NOT_ENTITLED' })],
  ['400 with nothing', raw(400, '', null)],
  ['400 not entitled', json(400, { errorCode: 'NOT_ENTITLED' })],
  ['404 with JSON', json(404, {})],
  ['404 with a page', raw(404, PAGE, 'text/html')],
  ['409', json(409, { type: 'EXISTS' })],
  ['422', json(422, {})],
  ['402', raw(402, '', null)],
  ['405', raw(405, '', null)],
  ['407', raw(407, '', null)],
  ['410', raw(410, '', null)],
  ['451', raw(451, '', null)],
  ['429 with nothing', raw(429, '', null)],
  ['429 with a page', raw(429, PAGE, 'text/html')],
  ['500 with JSON', json(500, {})],
  ['502 with a page', raw(502, PAGE, 'text/html')],
  ['503', raw(503, '', null)],
  ['504', raw(504, '', null)],
  ['511', raw(511, '', null)],
  ['999', raw(999, '', null)],
  ['302 that reached us', raw(302, '', null)],
  ['200 with nothing', raw(200, '', 'application/json')],
  ['204', raw(204, '', null)],
  ['200 with a page', raw(200, PAGE, 'text/html')],
  ['200 with a page as JSON', raw(200, PAGE, 'application/json')],
  ['200 with text', raw(200, 'OK', 'text/plain')],
  ['200 with other JSON', json(200, { hello: 'world' })],
  ['200 with a list', json(200, [])],
  ['timeout', silence('timeout')],
  ['network', silence('network')],
  ['tls', silence('tls')],
  ['redirect', silence('redirect')],
  ['too large', silence('too_large')],
  ['undecodable', silence('undecodable')],
]

/** The verdicts, a line for each answer above. */
const EXPECTED = `
answer                  | identify     check         name      owner     create    adopt      update    remove retract
401 with nothing        | key_invalid  unauthorized  nameless  odd       odd       odd        odd       left  left
401 with JSON           | key_invalid  unauthorized  nameless  odd       odd       odd        odd       left  left
401 with plain text     | key_invalid  unauthorized  nameless  odd       odd       odd        odd       left  left
401 not entitled        | key_invalid  unauthorized  nameless  odd       odd       odd        odd       left  left
401 with a page         | away         away          nameless  away      away      installed  away      left  left
401 with cut JSON       | away         away          nameless  away      away      installed  away      left  left
401 with bytes          | away         away          nameless  away      away      installed  away      left  left
403 with nothing        | no_scope     forbidden     nameless  nobody    no_scope  no_scope   no_scope  left  left
403 with JSON           | no_scope     forbidden     nameless  nobody    no_scope  no_scope   no_scope  left  left
403 with a page         | away         away          nameless  away      away      installed  away      left  left
403 not entitled        | barred       forbidden     nameless  barred    barred    barred     barred    left  left
400 with nothing        | odd          odd           nameless  nobody    odd       installed  odd       left  left
400 not entitled        | barred       forbidden     nameless  barred    barred    barred     barred    left  left
404 with JSON           | odd          odd           nameless  nobody    odd       installed  odd       done  done
404 with a page         | away         away          nameless  away      away      installed  away      left  left
409                     | odd          odd           nameless  nobody    odd       installed  odd       left  left
422                     | odd          odd           nameless  nobody    odd       installed  odd       left  left
402                     | odd          odd           nameless  nobody    odd       installed  odd       left  left
405                     | odd          odd           nameless  nobody    odd       installed  odd       left  left
407                     | odd          odd           nameless  nobody    odd       installed  odd       left  left
410                     | odd          odd           nameless  nobody    odd       installed  odd       left  left
451                     | odd          odd           nameless  nobody    odd       installed  odd       left  left
429 with nothing        | busy         busy          nameless  busy      busy      busy       busy      left  left
429 with a page         | busy         busy          nameless  busy      busy      busy       busy      left  left
500 with JSON           | away         away          nameless  nobody    away      installed  away      left  left
502 with a page         | away         away          nameless  away      away      installed  away      left  left
503                     | away         away          nameless  away      away      installed  away      left  left
504                     | away         away          nameless  away      away      installed  away      left  left
511                     | away         away          nameless  away      away      installed  away      left  left
999                     | away         away          nameless  away      away      installed  away      left  left
302 that reached us     | away         away          nameless  away      away      installed  away      left  left
200 with nothing        | away         away          nameless  nobody    away      installed  away      done  done
204                     | away         away          nameless  nobody    away      installed  away      done  done
200 with a page         | away         away          nameless  away      away      installed  away      left  left
200 with a page as JSON | away         away          nameless  away      away      installed  away      left  left
200 with text           | away         away          nameless  away      away      installed  away      left  left
200 with other JSON     | away         away          nameless  nobody    away      installed  away      done  done
200 with a list         | away         away          nameless  nobody    away      installed  away      done  done
timeout                 | away         away          nameless  away      away      away       away      left  left
network                 | away         away          nameless  away      away      away       away      left  left
tls                     | away         away          nameless  away      away      away       away      left  left
redirect                | away         away          nameless  away      away      away       away      left  left
too large               | away         away          nameless  away      away      away       away      left  left
undecodable             | away         away          nameless  away      away      away       away      left  left
`

function expectedOf(name: string): Record<string, Word | undefined> {
  const [head, ...lines] = EXPECTED.trim().split('\n')
  const words = (line = ''): string[] =>
    line
      .slice(line.indexOf('|') + 1)
      .trim()
      .split(/\s+/)
  const found = words(lines.find((line) => line.slice(0, line.indexOf('|')).trim() === name))
  return Object.fromEntries(words(head).map((operation, at) => [operation, LEGEND[found[at] ?? ''] ?? found[at]]))
}

describe('each answer to each operation', () => {
  it.each(MATRIX)('[D39] %s', async (name, answer) => {
    const heard = await Promise.all(ORDER.map(async (operation) => [operation, await OPERATIONS[operation](answer)]))
    expect(Object.fromEntries(heard)).toEqual(expectedOf(name))
  })

  it('is 2xx in the expected shape when all is well', async () => {
    expect(await OPERATIONS.identify(introspection())).toBe('accepted')
    expect(await OPERATIONS.check(introspection())).toBe('alive')
    expect(await OPERATIONS.name(company())).toBe('Nordlys Bakery ApS')
    expect(await OPERATIONS.owner(installation())).toBe('company')
    expect(await OPERATIONS.create(installation())).toBe('installed')
    expect(await OPERATIONS.update(installation())).toBe('installed')
    expect(await OPERATIONS.remove(raw(204, '', null))).toBe('done')
    expect(await OPERATIONS.retract(installation({ status: 'INACTIVE' }))).toBe('done')
  })
})

describe('law 3', () => {
  const status = fc.oneof(
    fc.integer({ min: 100, max: 599 }),
    fc.constantFrom(200, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503),
  )
  const body = fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      '{}',
      '[]',
      'null',
      'true',
      '0',
      PAGE,
      'Unauthorized',
      '{"type":"UNAUTHORIZED"}',
      '{"data":',
      '{"a":1,"a":2}',
    ),
    fc.constantFrom(
      '{"data":{"authMethod":"API_KEY"}}',
      '{"data":null}',
      '{"data":[]}',
      '{"data":{"authMethod":1,"clientId":"","scope":""}}',
    ),
    fc.string(),
    fc.json(),
    fc.uint8Array({ maxLength: 64 }),
  )
  const type = fc.constantFrom(
    null,
    'application/json',
    'application/json;charset=UTF-8',
    'text/html',
    'text/plain',
    'application/problem+json',
  )
  const why = fc.constantFrom(
    'timeout',
    'network',
    'tls',
    'redirect',
    'too_large',
    'undecodable',
  ) satisfies fc.Arbitrary<string>
  const answer: fc.Arbitrary<ProviderResponse> = fc.oneof(
    {
      weight: 9,
      arbitrary: fc.tuple(status, body, type).map(([code, bytes, contentType]) => raw(code, bytes, contentType)),
    },
    { weight: 1, arbitrary: why.map(silence) },
  )

  const text = (response: ProviderResponse): string =>
    response.kind === 'answer' ? Buffer.from(response.body).toString() : ''
  const statusOf = (response: ProviderResponse): number => (response.kind === 'answer' ? response.status : 0)

  it(
    'only a 401 calls a key invalid, and never one with a page in it',
    async () => {
      await fc.assert(
        fc.asyncProperty(answer, async (response) => {
          const word = await OPERATIONS.identify(response)
          if (word === 'key_invalid') {
            expect(statusOf(response)).toBe(401)
            expect(text(response).trimStart()).not.toMatch(/^</)
          }
          if (word === 'permissions_missing') expect(statusOf(response)).toBe(403)
          expect(['key_invalid', 'permissions_missing', away, busy, odd]).toContain(word)
        }),
        { numRuns: runs({ test: 3_000, verify: 100_000 }) },
      )
    },
    PATIENCE_MS,
  )

  it(
    'a check finds symptoms in 401 and 403 only, and life in nothing but an introspection',
    async () => {
      await fc.assert(
        fc.asyncProperty(answer, async (response) => {
          const word = await OPERATIONS.check(response)
          if (word === 'unauthorized') expect(statusOf(response)).toBe(401)
          if (word === 'forbidden') expect(statusOf(response)).toBe(403)
          expect(['unauthorized', 'forbidden', away, busy, odd]).toContain(word)
        }),
        { numRuns: runs({ test: 3_000, verify: 100_000 }) },
      )
    },
    PATIENCE_MS,
  )

  it(
    'no other operation ever speaks of an invalid key, and none installs by accident',
    async () => {
      await fc.assert(
        fc.asyncProperty(answer, fc.constantFrom('name', 'owner', 'create', 'update'), async (response, operation) => {
          expect(['null', 'nobody', 'permissions_missing', away, busy, odd]).toContain(
            await OPERATIONS[operation](response),
          )
        }),
        { numRuns: runs({ test: 3_000, verify: 100_000 }) },
      )
    },
    PATIENCE_MS,
  )
})

describe('what an operator is to look at', () => {
  it.each([
    [404, 'application/json', odd],
    [400, 'application/json', odd],
    [409, 'application/json', odd],
    [422, 'application/json', odd],
    [404, 'text/html', away],
    [403, 'text/html', away],
  ])('is a check that is answered with %i in %s', async (status, type, reason) => {
    const http = scriptedHttp({ 'GET /v1/introspect': [raw(status, type === 'text/html' ? '<p>' : '{}', type)] })
    expect(await pleoOver(http).check(aKey(), aCall())).toEqual({
      kind: 'inconclusive',
      reason,
      retryAfterMs: null,
      status,
    })
  })

  it.each([
    [429, busy],
    [500, away],
    [503, away],
    [200, away],
  ])('is none that is answered with %i', async (status, reason) => {
    const http = scriptedHttp({ 'GET /v1/introspect': [raw(status, '<p>', 'text/html')] })
    expect(await pleoOver(http).check(aKey(), aCall())).toEqual({ kind: 'inconclusive', reason, retryAfterMs: null })
  })
})

describe('how long to wait', () => {
  it.each([
    [429, '7', busy, 7_000, 7_000],
    [429, null, busy, null, null],
    [429, '0', busy, 1_000, 1_000],
    [429, '3600', busy, 600_000, 3_600_000],
    [429, '86400', busy, 600_000, 3_600_000],
    [429, 'soon', busy, null, null],
    [503, '30', away, 30_000, 30_000],
  ])('%i with %j is %s, people %j ms, checks %j ms', async (status, header, reason, people, checks) => {
    const http = scriptedHttp({ 'GET /v1/introspect': [raw(status, '', null, header)] })
    expect(await pleoOver(http).identify(aKey(), aCall())).toEqual({
      kind: 'inconclusive',
      reason,
      retryAfterMs: people,
    })
    expect(await pleoOver(http).check(aKey(), aCall())).toEqual({ kind: 'inconclusive', reason, retryAfterMs: checks })
  })
})
