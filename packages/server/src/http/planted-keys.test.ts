import { readFileSync } from 'node:fs'
import { found } from '@keyturn/scripts/key-spellings'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from '@keyturn/api'
import { createLog } from '../boot/log.ts'
import { PageVisit } from './testing/page-visit.ts'
import { aTenant, RunningKeyturn } from './testing/running-keyturn.ts'

/** How twelve keys fare: good ones, refused ones, and such that end on the way. */
const FATES = [
  ...Array.from({ length: 5 }, () => 'ok' as const),
  ...([
    'unauthorized',
    'forbidden',
    'unavailable',
    'rate_limited',
    'installation_inactive',
    'no_subject',
    'bad_gateway_html',
  ] as const),
]
const LEVELS = ['debug', 'info', 'warn', 'error'] as const

const routes = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
const ROUTES = Object.entries(
  routes.parse(JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'))).paths,
).flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })))

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

/** Each route for somebody with a token, with none, and with the key for one; its id is there, or is the key. */
async function everyRoute(connectionId: string, key: string): Promise<ReadonlyMap<string, string>> {
  const places = new Map<string, string>()
  for (const { method, path } of ROUTES.filter((route) => !route.path.endsWith('/stream'))) {
    const body = ['GET', 'DELETE'].includes(method) ? {} : { body: JSON.stringify({ provider: 'pleo', [key]: key }) }
    for (const [id, token] of [
      [connectionId, keyturn.token],
      [key, keyturn.token],
      [connectionId, ''],
      [connectionId, key],
    ] as const) {
      const answer = await fetch(`http://127.0.0.1:${keyturn.port}${path.replace('{id}', id)}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...body,
      })
      places.set(`${method} ${path} ${places.size}`, textOf([...answer.headers], await answer.text()))
      expect(answer.status, `${method} ${path}`).toBeLessThan(500)
    }
  }
  return places
}

const textOf = (headers: unknown, text: string): string => JSON.stringify(headers) + text

/** Hands in a key as a page does and as an import does, and takes down all that is said to it. */
async function handsIn(key: string): Promise<{ readonly id: string; readonly said: ReadonlyMap<string, string> }> {
  const page = await PageVisit.open(keyturn, { tenantId: aTenant() })
  const answers = [await page.post('key', { key })]
  await keyturn.server.engine.running.drain()
  answers.push(await page.page(), await page.page('?view=replace'), await keyturn.import(aTenant(), key))
  const said = answers.map(({ headers, text }, at) => [`answer ${at} to ${key}`, textOf([...headers], text)] as const)
  return { id: page.connectionId, said: new Map(said) }
}

const OTHER_PLACES = ['/metrics', '/healthz', '/readyz', '/docs', '/openapi.json', '/accessibility', '/v1/connections']

it('[L1] twelve keys are in no answer of any route, in no line of the log down to trace, and in no file', async () => {
  const keys = FATES.map((behaviour) => keyturn.key({ behaviour }).key)
  expect(keys).toHaveLength(12)
  const places = new Map<string, string>()
  const add = (more: ReadonlyMap<string, string>): void => {
    for (const [place, content] of more) places.set(place, content)
  }
  for (const key of keys) {
    const { id, said } = await handsIn(key)
    add(said)
    if (key === keys[0]) add(await everyRoute(id, key))
  }
  for (const path of OTHER_PLACES) {
    const { headers, text } = await keyturn.call('GET', path)
    places.set(path, textOf([...headers], text))
  }
  places.set('log', keyturn.printed).set('files', await keyturn.stored())
  expect(keyturn.printed).toContain('"level"')
  expect(places.size).toBeGreaterThan(12 * 4 + ROUTES.length)
  expect(found(keys, places)).toEqual([])
}, 240_000)

it('[L1] the same search finds what leaks into an answer, a page, a file and the log at each level', async () => {
  const leak = `leaked-not-real-${keyturn.simulator.control.createKey().key.slice(-24)}`
  const page = await PageVisit.open(keyturn, { tenantId: aTenant(), label: leak })
  const { text } = await keyturn.call('GET', `/v1/connections/${page.connectionId}`)
  const shown = (await page.page()).text
  const lines: string[] = []
  const log = createLog('trace', { write: (line) => void lines.push(line) })
  for (const level of LEVELS) log[level]({ leak }, 'a careless line')
  expect(lines).toHaveLength(LEVELS.length)
  const places = new Map<string, string>([
    ['answer', text],
    ['page', shown],
    ['files', await keyturn.stored()],
    ...lines.map((line, at) => [`line ${at}`, line] as const),
  ])
  for (const [place, content] of places) expect(found([leak], new Map([[place, content]])), place).not.toEqual([])
})
