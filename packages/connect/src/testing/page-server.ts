import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Assets, PageFacts, PlaceFacts, Wish } from '../facts.ts'
import { themeCss } from '../theme/theme-css.ts'
import type { ThemeStyle } from '../theme/theme-css.ts'
import { renderDocument } from '../views.tsx'
import { builtFiles } from './built-files.ts'
import { withPseudo } from './pseudo.ts'

const NONCE = 'of-every-page-here'
/** The policy of the real pages. */
const POLICY = [
  "default-src 'none'",
  `script-src 'nonce-${NONCE}'`,
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

export interface Posted {
  readonly path: string
  readonly body: string
  readonly accept: string
}

type From = PlaceFacts['from']
const VIEWS: readonly From[] = ['replace', 'disconnect', 'connect_again', 'handoff']
const fromOf = (view: string | null): From => VIEWS.find((known) => known === view) ?? 'state'
const wishOf = (view: string | null): Wish => (view === 'language' ? view : fromOf(view))

/** Serves one connection's page as the server does, with the state in the hands of the test. */
export class PageServer {
  readonly posted: Posted[] = []
  /** What the server makes of a form; without one a form changes nothing. */
  onPost: (posted: Posted) => void = () => undefined
  /** The status of the next forms; 202 takes them. */
  postStatus = 202
  /** Whether `events` is a stream, refused, or held back by something on the way. */
  streams: 'open' | 'refused' | 'silent' = 'open'
  isEnded = false
  /** The clock that the pages are drawn by. */
  now: () => number = () => Date.now()
  /** What the pages wear; none as Keyturn looks. */
  theme: ThemeStyle | null = null
  asked = 0
  /** How often the page was read, streams were opened, and what each said it had. */
  reads = 0
  readonly resumed: string[] = []
  #changes = 0
  #facts: PlaceFacts
  readonly #others = new Map<string, PageFacts>()
  readonly #streams = new Set<ServerResponse>()
  readonly #files: ReadonlyMap<string, string>
  readonly #assets: Assets
  readonly #server = createServer((request, response) => {
    void this.#answer(request, response)
  })

  private constructor(facts: PlaceFacts, files: ReadonlyMap<string, string>) {
    this.#facts = facts
    this.#files = files
    const named = (ending: string): string[] => [...files.keys()].filter((name) => name.endsWith(ending))
    this.#assets = { styles: named('.css'), scripts: named('.js'), nonce: NONCE }
  }

  static async start(facts: PlaceFacts): Promise<PageServer> {
    const server = new PageServer(facts, await builtFiles())
    await new Promise<void>((resolve) => {
      server.#server.listen(0, '127.0.0.1', resolve)
    })
    return server
  }

  get url(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('The page server does not listen.')
    return `http://127.0.0.1:${address.port}`
  }

  get pageUrl(): string {
    return `${this.url}${this.#facts.base}`
  }

  /** Another page at an address of its own, without a stream. */
  hang(name: string, facts: PageFacts): string {
    this.#others.set(`/gallery/${name}`, facts)
    return `${this.url}/gallery/${name}`
  }

  /** The state changed: those who listen hear of it. */
  show(change: Partial<PlaceFacts>): void {
    this.#changes += 1
    this.#facts = { ...this.#facts, ...change, version: `v${this.#changes}` }
    for (const stream of this.#streams) stream.write(this.#stateEvent())
  }

  /** The streams break, as a network does. */
  breakStreams(): void {
    for (const stream of this.#streams) stream.destroy()
    this.#streams.clear()
  }

  async close(): Promise<void> {
    this.breakStreams()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #state(): string {
    const { state, attempt } = this.#facts.connection
    return JSON.stringify({ state, attempt, version: this.#facts.version })
  }

  #stateEvent(): string {
    return `event: state\nid: ${this.#facts.version}\nretry: 200\ndata: ${this.#state()}\n\n`
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url)
    response.setHeader('content-security-policy', POLICY)
    response.setHeader('cache-control', 'no-store')
    const file = this.#files.get(pathname)
    const other = this.#others.get(pathname)
    if (file !== undefined) this.#sendFile(response, pathname, file)
    else if (other !== undefined) this.#sendPage(response, other)
    else if (!pathname.startsWith(this.#facts.base)) response.writeHead(204).end()
    else if (this.isEnded) response.writeHead(410, { 'content-type': 'application/problem+json' }).end('{}')
    else if (request.method === 'POST') await this.#take(request, response, pathname)
    else this.#get(request, response, pathname.slice(this.#facts.base.length), searchParams)
  }

  #get(request: IncomingMessage, response: ServerResponse, name: string, query: URLSearchParams): void {
    if (name === '') {
      this.reads += 1
      this.#sendPage(response, {
        ...this.#facts,
        wish: wishOf(query.get('view')),
        from: fromOf(query.get('from')),
        now: this.now(),
      })
    } else if (name === 'state') {
      this.asked += 1
      response.writeHead(200, { 'content-type': 'application/json' }).end(this.#state())
    } else if (name === 'events' && this.streams === 'open') {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const known = String(request.headers['last-event-id'] ?? query.get('since'))
      this.resumed.push(known)
      response.write(known === this.#facts.version ? 'event: beat\ndata: {}\n\n' : this.#stateEvent())
      this.#streams.add(response)
      response.on('close', () => this.#streams.delete(response))
    } else if (name === 'events' && this.streams === 'silent') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      response.on('close', () => response.destroy())
    } else {
      response.writeHead(503).end()
    }
  }

  async #take(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk)
    const posted = { path, body: Buffer.concat(chunks).toString('latin1'), accept: request.headers.accept ?? '' }
    this.posted.push(posted)
    if (this.postStatus === 202) this.onPost(posted)
    if (!posted.accept.includes('application/json')) {
      response.writeHead(303, { location: this.#facts.base }).end()
      return
    }
    response.writeHead(this.postStatus, { 'content-type': 'application/json' }).end(this.#state())
  }

  #sendFile(response: ServerResponse, path: string, file: string): void {
    const isStyle = path.endsWith('.css')
    const type = isStyle ? 'text/css' : 'text/javascript'
    const rules = isStyle && this.theme !== null ? themeCss(this.theme) : ''
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(file + rules)
  }

  #sendPage(response: ServerResponse, facts: PageFacts): void {
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(renderDocument(facts, this.#assets, withPseudo))
  }
}
