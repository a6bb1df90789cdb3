import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { RunningKeyturn } from './testing/running-keyturn.ts'

const TOKEN = 'a-token-of-the-settings'

describe('the counters', () => {
  let keyturn: RunningKeyturn
  beforeAll(async () => {
    keyturn = await RunningKeyturn.start({ KEYTURN_METRICS_TOKEN: TOKEN })
  })
  afterAll(() => keyturn[Symbol.asyncDispose]())

  const read = (headers: Readonly<Record<string, string>> = {}): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const asked = request({ port: keyturn.port, host: '127.0.0.1', path: '/metrics', headers })
      asked.on('response', (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      })
      asked.on('error', reject).end()
    })

  it('tell how long it took to notice, and what checks came to, without a name of anybody', async () => {
    const { connection, issued } = await keyturn.connected('acme-42')
    await keyturn.call('POST', `/v1/connections/${connection.id}/check`)
    const { status, text } = await read()
    expect(status).toBe(200)
    expect(text).toContain('# TYPE keyturn_time_to_detect_seconds histogram')
    expect(text).toContain('# TYPE keyturn_inconclusive_checks_total counter')
    expect(text).toMatch(/^keyturn_checks_total\{verdict="[a-z]+",lane="people"\} [1-9]/m)
    for (const name of ['acme-42', connection.id, issued.company.id]) expect(text).not.toContain(name)
  })

  it('tell how often each key is asked about', async () => {
    await vi.waitFor(async () => {
      const { text } = await read()
      expect(text).toMatch(/^keyturn_check_interval_seconds\{provider="pleo",environment="custom"\} 900$/m)
    })
  })

  it.each([
    { who: 'a proxy that says whom it speaks for', headers: { 'x-forwarded-for': '203.0.113.7' } },
    { who: 'a proxy that passes the host on', headers: { host: 'keyturn.example' } },
    { who: 'a proxy with a wrong token', headers: { host: 'keyturn.example', authorization: 'Bearer wrong' } },
  ])('are not there for $who', async ({ headers }) => {
    expect((await read(headers)).status).toBe(404)
  })

  it('are there for whoever shows the token', async () => {
    const headers = { host: 'keyturn.example', authorization: `Bearer ${TOKEN}` }
    expect((await read(headers)).status).toBe(200)
  })
})
