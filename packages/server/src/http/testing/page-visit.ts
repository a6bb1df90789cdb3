import { sealFor } from '@keyturn/connect/hpke-sender'
import { submitInfo } from '@keyturn/connect/submit-info'
import type { SealFacts } from '@keyturn/connect/views'
import { z } from 'zod'
import type { Answer, RunningKeyturn } from './running-keyturn.ts'
import { Visitor } from './visitor.ts'

const seal = z.object({
  keyId: z.string(),
  publicKey: z.string(),
  session: z.string(),
  turn: z.number(),
  required: z.boolean(),
})
const scriptFacts = z.object({ seal, version: z.string() })
const state = z.object({ state: z.string(), version: z.string() })
const outdated = z.object({ code: z.literal('page_outdated'), seal })

/** One browser on the page of one session, and what the page's script does there. */
export class PageVisit {
  readonly base: string
  readonly sessionId: string
  readonly connectionId: string
  readonly #keyturn: RunningKeyturn
  readonly #visitor: Visitor

  private constructor(keyturn: RunningKeyturn, visitor: Visitor, base: string, connectionId: string) {
    this.base = base
    this.sessionId = base.split('/')[2] ?? ''
    this.connectionId = connectionId
    this.#keyturn = keyturn
    this.#visitor = visitor
  }

  /** Follows the link of a new session, as its first browser. */
  static async open(keyturn: RunningKeyturn, fields: object): Promise<PageVisit> {
    const session = await keyturn.session(fields)
    const visitor = new Visitor(keyturn)
    const { path } = await visitor.open(session.url)
    return new PageVisit(keyturn, visitor, path, session.connectionId)
  }

  page(search = '', headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#visitor.ask('GET', `${this.base}${search}`, { headers })
  }

  /** What the page gives its script. */
  async facts(): Promise<z.infer<typeof scriptFacts>> {
    const { text } = await this.page()
    const facts = /<script type="application\/json" id="facts">(.*?)<\/script>/.exec(text)?.[1] ?? ''
    return scriptFacts.parse(JSON.parse(facts))
  }

  /** What it is given to seal with. */
  async seal(): Promise<SealFacts> {
    return (await this.facts()).seal
  }

  /** The stream of the page. Each call of `next` waits for one more message. */
  async listen(
    search = '',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly headers: Headers; next(): Promise<LiveMessage | null>; close(): void }> {
    const closing = new AbortController()
    const response = await this.#visitor.send('GET', `${this.base}events${search}`, { headers, signal: closing.signal })
    const messages = messagesIn(response)
    const { headers: sent } = response
    return { headers: sent, next: async () => (await messages.next()).value ?? null, close: () => closing.abort() }
  }

  async post(
    name: string,
    fields: Readonly<Record<string, string>>,
    accept: 'application/json' | 'text/html' = 'application/json',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const body = new URLSearchParams(fields).toString()
    const answer = await this.#visitor.ask('POST', `${this.base}${name}`, { headers: { accept, ...headers }, body })
    if (this.#keyturn.holdsKey(answer.text)) throw new Error(`The answer to ${name} holds a key.`)
    return answer
  }

  async state(): Promise<z.infer<typeof state>> {
    return state.parse(JSON.parse((await this.#visitor.ask('GET', `${this.base}state`)).text))
  }
}

export interface LiveMessage {
  readonly event: string
  readonly id: string
  readonly data: string
}

async function* messagesIn(response: Response): AsyncGenerator<LiveMessage, undefined> {
  if (response.body === null) return
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const named = (name: string): string =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2) ?? ''
      yield { event: named('event'), id: named('id'), data: named('data') }
    }
  }
}

/** The fields of a key as the page's script seals it. */
export async function sealedFields(text: string, facts: SealFacts): Promise<Record<string, string>> {
  const recipient = Uint8Array.from(Buffer.from(facts.publicKey, 'base64url'))
  const key = new TextEncoder().encode(text)
  const message = await sealFor(recipient, submitInfo(facts.session, facts.turn), key)
  return { sealed: Buffer.from(message).toString('base64url'), sealKey: facts.keyId, turn: String(facts.turn) }
}

/** @returns what an answer brings to seal with from now on */
export const renewedSeal = (answer: Answer): SealFacts => outdated.parse(JSON.parse(answer.text)).seal
