import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aTenant, RunningKeyturn } from '../testing/running-keyturn.ts'

/** As a reverse proxy that ends TLS passes it on. */
async function opened(keyturn: RunningKeyturn) {
  const { url } = await keyturn.session({ tenantId: aTenant() })
  const link = await fetch(`http://127.0.0.1:${keyturn.port}${new URL(url).pathname}`, { redirect: 'manual' })
  const [cookie = ''] = link.headers.getSetCookie()
  const page = await fetch(`http://127.0.0.1:${keyturn.port}${link.headers.get('location') ?? ''}`, {
    headers: { cookie: cookie.split(';')[0] ?? '' },
  })
  return { url, link, cookie, page }
}

describe('under an https address', () => {
  let keyturn: RunningKeyturn
  beforeAll(async () => {
    keyturn = await RunningKeyturn.start({ KEYTURN_PUBLIC_URL: 'https://keys.acme.example' })
  })
  afterAll(() => keyturn[Symbol.asyncDispose]())

  it('[X25] links, page and the browser from then on know nothing but https', async () => {
    const { url, link, cookie, page } = await opened(keyturn)
    expect(url).toMatch(/^https:\/\/keys\.acme\.example\/connect\//)
    expect(cookie).toMatch(/; Secure/)
    expect(page.status).toBe(200)
    for (const answer of [link, page]) {
      expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
    }
    expect(await page.text()).not.toMatch(/(?:href|src|action)="http:/)
  })

  it('[X25] takes a key from its own address only', async () => {
    const { link, cookie } = await opened(keyturn)
    const send = (origin: string) =>
      fetch(`http://127.0.0.1:${keyturn.port}${link.headers.get('location') ?? ''}key`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie: cookie.split(';')[0] ?? '', origin },
        body: new URLSearchParams({ key: 'standin-key-not-real-and-never-made-00000005' }),
      })
    expect((await send('http://keys.acme.example')).status).toBe(403)
    expect((await send('https://keys.acme.example')).status).toBe(303)
  })
})

describe('on this machine, without TLS', () => {
  let keyturn: RunningKeyturn
  beforeAll(async () => {
    keyturn = await RunningKeyturn.start()
  })
  afterAll(() => keyturn[Symbol.asyncDispose]())

  it('promises no TLS that is not there', async () => {
    const { link, cookie, page } = await opened(keyturn)
    expect(cookie).not.toMatch(/; Secure/)
    for (const answer of [link, page]) expect(answer.headers.get('strict-transport-security')).toBeNull()
  })
})
