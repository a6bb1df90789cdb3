import { createdConnectSession } from '@keyturn/api'
import { sealFor } from '@keyturn/connect/hpke-sender'
import { submitInfo } from '@keyturn/connect/submit-info'

const FACTS = /<script type="application\/json" id="facts">(?<facts>.*?)<\/script>/

/** What a page gives its script to seal with. */
interface SealFacts {
  readonly keyId: string
  readonly publicKey: string
  readonly session: string
  readonly turn: number
}

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

  /** Reads the page. @returns what it gives its script to seal with */
  async readPage(): Promise<SealFacts> {
    const page = await fetch(this.#base, { headers: { cookie: this.#cookie, accept: 'text/html' } })
    const facts = FACTS.exec(await page.text())?.groups?.['facts'] ?? '{}'
    const { seal } = JSON.parse(facts) as { readonly seal?: SealFacts }
    if (seal === undefined) throw new Error('The page has nothing to seal with.')
    return seal
  }

  /**
   * Seals a key and submits it, and waits, as the page does, until the stream says how it ended.
   * @returns ms from the press on the button to the news of it
   * @throws where the end is not a connection
   */
  async connect(key: string): Promise<number> {
    const seal = await this.readPage()
    const events = await fetch(`${this.#base}events`, { headers: { cookie: this.#cookie } })
    const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader()
    if (reader === undefined) throw new Error('no stream')
    await reader.read()
    const startedAt = performance.now()
    await this.#submit(await sealedForm(key, seal))
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

  async #submit(form: string): Promise<void> {
    const submitted = await fetch(`${this.#base}key`, {
      method: 'POST',
      headers: {
        cookie: this.#cookie,
        origin: this.#origin,
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: form,
    })
    const answer = await submitted.text()
    if (!submitted.ok) throw new Error(`not taken: ${answer}`)
  }
}

/** What the page's script posts: `packages/connect/src/browser/send-key.ts`. */
export async function sealedForm(key: string, { keyId, publicKey, session, turn }: SealFacts): Promise<string> {
  const recipient = Uint8Array.from(Buffer.from(publicKey, 'base64url'))
  const message = await sealFor(recipient, submitInfo(session, turn), new TextEncoder().encode(key))
  const sealed = Buffer.from(message).toString('base64url')
  return new URLSearchParams({ sealed, sealKey: keyId, turn: String(turn) }).toString()
}
