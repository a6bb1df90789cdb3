import { createdConnectSession } from '@keyturn/api'

/** A customer with a browser of their own, as far as a measurement needs one. */
export class Customer {
  readonly #base: string
  readonly #cookie: string
  readonly #origin: string

  private constructor(origin: string, base: string, cookie: string) {
    this.#origin = origin
    this.#base = base
    this.#cookie = cookie
  }

  /** Opens a fresh link for a new tenant. */
  static async arrive(origin: string, apiToken: string, tenantId: string): Promise<Customer> {
    const made = await fetch(`${origin}/v1/connect-sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ tenantId, provider: 'pleo' }),
    })
    const { url } = createdConnectSession.parse(await made.json())
    const opened = await fetch(url, { redirect: 'manual' })
    await opened.arrayBuffer()
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
    return new Customer(origin, new URL(opened.headers.get('location') ?? '', origin).href, cookie)
  }

  /**
   * Submits a key and waits, as the page does, until the stream says how it ended.
   * @returns ms from the submit to the news of it
   * @throws where the end is not a connection
   */
  async connect(key: string): Promise<number> {
    const events = await fetch(`${this.#base}events`, { headers: { cookie: this.#cookie } })
    const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader()
    if (reader === undefined) throw new Error('no stream')
    await reader.read()
    const startedAt = performance.now()
    const submitted = await fetch(`${this.#base}key`, {
      method: 'POST',
      headers: {
        cookie: this.#cookie,
        origin: this.#origin,
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: `key=${encodeURIComponent(key)}`,
    })
    await submitted.arrayBuffer()
    let heard = ''
    for (;;) {
      const { done, value = '' } = await reader.read()
      heard += value
      if (heard.includes('"state":"connected"')) break
      if (done || heard.includes('"state":"failed"')) throw new Error(`not connected: ${heard.slice(-600)}`)
    }
    const took = performance.now() - startedAt
    await reader.cancel()
    return took
  }
}
