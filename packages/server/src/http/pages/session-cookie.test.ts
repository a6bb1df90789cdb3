import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RunningKeyturn } from '../testing/running-keyturn.ts'

describe('a browser that opens one page after another', () => {
  let keyturn: RunningKeyturn
  beforeAll(async () => {
    keyturn = await RunningKeyturn.start()
  })
  afterAll(() => keyturn[Symbol.asyncDispose]())

  it('is never refused for its cookies, and keeps the latest pages', async () => {
    const jar = new Map<string, string>()
    const cookie = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const pages: string[] = []
    for (let opened = 0; opened < 105; opened += 1) {
      const { url } = await keyturn.session({ tenantId: 'acme', reference: `ledger-${opened}` })
      const answer = await fetch(`http://127.0.0.1:${keyturn.port}${new URL(url).pathname}`, {
        redirect: 'manual',
        headers: { cookie: cookie() },
      })
      expect(answer.status).toBe(303)
      pages.push(answer.headers.get('location') ?? '')
      for (const line of answer.headers.getSetCookie()) take(jar, line)
    }
    const status = async (page = ''): Promise<number> =>
      (await fetch(`http://127.0.0.1:${keyturn.port}${page}`, { headers: { cookie: cookie() } })).status
    expect(jar.size).toBe(30)
    expect(await status(pages.at(-1))).toBe(200)
    expect(await status(pages.at(-30))).toBe(200)
    expect(await status(pages.at(-31))).toBe(404)
  })
})

/** As a browser does: a cookie of no age goes, one that is set again keeps its place. */
function take(jar: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ')
  const [name = '', value = ''] = pair.split('=')
  if (attributes.includes('Max-Age=0')) jar.delete(name)
  else jar.set(name, value)
}
