import { z } from 'zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problemOf, RunningKeyturn } from './testing/running-keyturn.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

describe('what needs no token', () => {
  it('says that it lives and that it is ready', async () => {
    const live = await keyturn.call('GET', '/healthz', { token: null })
    expect([live.status, live.text]).toEqual([200, '{"status":"live"}'])
    const ready = await keyturn.call('GET', '/readyz', { token: null })
    expect([ready.status, ready.text]).toEqual([200, '{"status":"ready"}'])
  })

  it.each(['/', '/no-such-thing', '/assets/no.js', '/assets/..%2f..%2fpackage.json', '/HEALTHZ', '/healthz/'])(
    'has nothing at %s, and says so as a problem',
    async (path) => {
      const answer = await keyturn.call('GET', path, { token: null })
      expect(answer.status).toBe(404)
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      const problem = problemOf(answer)
      expect(problem).toMatchObject({ type: 'urn:keyturn:problem:not_found', status: 404, code: 'not_found' })
      expect(answer.headers.get('keyturn-request-id')).toBe(problem.requestId)
    },
  )

  it('has the reference at /docs, and finds it with a slash behind it', async () => {
    const page = await keyturn.call('GET', '/docs', { token: null })
    expect(page.status).toBe(200)
    expect(page.text).toContain('Keyturn HTTP reference')
    const followed = await keyturn.call('GET', '/docs/', { token: null })
    const withoutNonces = (text: string) => text.replaceAll(/nonce="[^"]*"/g, '')
    expect([followed.status, withoutNonces(followed.text)]).toEqual([200, withoutNonces(page.text)])
  })

  it.each([
    { method: 'POST', path: '/healthz', allow: 'GET' },
    { method: 'DELETE', path: '/openapi.json', allow: 'GET' },
    { method: 'PUT', path: '/v1/connections/conn_Jd8v3nQ2xT7mLr5kWb0yZg', allow: 'DELETE, GET, PATCH' },
    { method: 'GET', path: '/v1/connect-sessions', allow: 'POST' },
  ])('says which methods $path takes when it is asked by $method', async ({ method, path, allow }) => {
    const answer = await keyturn.call(method, path)
    expect(answer.status).toBe(405)
    expect(problemOf(answer).code).toBe('method_not_allowed')
    expect(answer.headers.get('allow')).toBe(allow)
  })

  it('gives each request an id of its own, which the log has too', async () => {
    const ids = await Promise.all(
      Array.from({ length: 3 }, async () => (await keyturn.call('GET', '/healthz')).headers.get('keyturn-request-id')),
    )
    expect(new Set(ids).size).toBe(3)
    for (const id of ids) expect(keyturn.printed).toContain(`"requestId":"${id}"`)
  })
})

describe('the description of the API', () => {
  const operation = z.object({
    operationId: z.string().min(1),
    summary: z.string().min(1),
    tags: z.array(z.string()).min(1),
    parameters: z.array(z.object({ name: z.string(), in: z.enum(['path', 'query', 'header']) })).default([]),
    requestBody: z.object({ required: z.boolean(), content: z.record(z.string(), z.unknown()) }).optional(),
    responses: z.record(z.string().regex(/^[1-5]\d\d$/), z.object({ description: z.string().min(1) })),
  })
  const document = z.object({
    openapi: z.string().regex(/^3\.1\.\d+$/),
    info: z.object({ title: z.string().min(1), version: z.string().min(1) }),
    servers: z.array(z.object({ url: z.url() })).min(1),
    security: z.array(z.record(z.string(), z.array(z.string()))),
    tags: z.array(z.object({ name: z.string() })),
    paths: z.record(
      z.string().startsWith('/v1/'),
      z.partialRecord(z.enum(['get', 'post', 'put', 'patch', 'delete', 'options', 'head']), operation),
    ),
    components: z.object({
      schemas: z.record(z.string(), z.unknown()),
      securitySchemes: z.record(z.string(), z.object({ type: z.string() })),
    }),
  })

  const read = async (): Promise<unknown> =>
    JSON.parse((await keyturn.call('GET', '/openapi.json', { token: null })).text)
  const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
  const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~')

  function refsIn(value: unknown): string[] {
    if (!isRecord(value)) return []
    const own = typeof value['$ref'] === 'string' ? [value['$ref']] : []
    return [...own, ...Object.values(value).flatMap(refsIn)]
  }
  const resolve = (root: unknown, ref: string): unknown =>
    ref
      .slice('#/'.length)
      .split('/')
      .reduce((value: unknown, part) => (isRecord(value) ? value[unescaped(part)] : undefined), root)

  it('is OpenAPI 3.1', async () => {
    expect(() => document.parse({})).toThrow(z.ZodError)
    const { security, components, paths, tags } = document.parse(await read())
    const schemes = Object.keys(components.securitySchemes)
    expect(security.flatMap((scheme) => Object.keys(scheme)).every((name) => schemes.includes(name))).toBe(true)
    const operations = Object.values(paths).flatMap((path) => Object.values(path))
    expect(operations.length).toBeGreaterThanOrEqual(14)
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
    const known = new Set(tags.map(({ name }) => name))
    for (const one of operations) expect(one.tags.every((tag) => known.has(tag))).toBe(true)
  })

  it('has no reference that leads nowhere', async () => {
    const root = await read()
    const refs = refsIn(root)
    expect(refs.length).toBeGreaterThan(10)
    expect(refs.filter((ref) => !ref.startsWith('#/') || resolve(root, ref) === undefined)).toEqual([])
  })

  it('names each variable of each path, and no other', async () => {
    const { paths } = document.parse(await read())
    for (const [path, operations] of Object.entries(paths)) {
      const variables = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      for (const { parameters } of Object.values(operations)) {
        expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(variables)
      }
    }
  })

  it('describes every operation as it is: each asks for a token', async () => {
    const { paths } = document.parse(await read())
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, { responses }] of Object.entries(operations)) {
        expect(Object.keys(responses)).toContain('401')
        const answer = await keyturn.call(method.toUpperCase(), path.replace(/\{\w+\}/, 'nobody'), { token: null })
        expect([method, path, answer.status]).toEqual([method, path, 401])
      }
    }
  })
})
