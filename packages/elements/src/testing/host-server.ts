import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { ConnectSession } from '../connection-state.ts'
import { wireSession, wireState } from './wire.ts'
import type { WireState } from './wire.ts'

const PAGE = `<!doctype html><html lang="en"><title>Acme Books</title><body><main></main><script type="module" src="/host-script.js"></script>`

/** What `frame` of Keyturn is here: it keeps what its host says, and says what the test wants it to say. */
const FRAME = `<!doctype html><title>Frame</title><input aria-label="API key"><script>
window.frame = { heard: [], say: (message) => parent.postMessage(message, location.hash.slice(1)) }
addEventListener('message', ({ source, data }) => { if (source === parent) window.frame.heard.push(data) })
</script>`

/** A host's page and Keyturn, each at a port of its own. What they answer is in the hands of the test. */
export class HostServer {
  /** By whom sessions were asked for, in order. */
  asked: string[] = []
  /** The sessions whose state was read, in order. */
  reads: string[] = []
  /** The next sessions are refused. */
  isLoggedOut = false
  /** Sessions that are over, by id. */
  readonly ended = new Set<string>()
  /** In place of the state; null: the state. */
  status: number | null = null
  /** Frames that do not come are not refused either: nothing at all is heard of them. */
  frames: 'served' | 'silent' = 'served'
  /** The words for what Keyturn cannot say are not there. */
  hasPhrases = true
  state: WireState = {}
  readonly #sessions = new Map<string, ConnectSession>()
  readonly #files: ReadonlyMap<string, string>
  readonly #host = createServer((request, response) => this.#answer(request, response))
  readonly #keyturn = createServer((request, response) => this.#answerAsKeyturn(request, response))

  private constructor(files: ReadonlyMap<string, string>) {
    this.#files = files
  }

  /** @param files scripts by their name */
  static async start(files: ReadonlyMap<string, string>): Promise<HostServer> {
    const server = new HostServer(files)
    await Promise.all(
      [server.#host, server.#keyturn].map((each) => new Promise<void>((resolve) => each.listen(0, resolve))),
    )
    return server
  }

  get host(): string {
    return urlOf(this.#host)
  }

  get keyturn(): string {
    return urlOf(this.#keyturn)
  }

  /** As it was at the start. */
  reset(): void {
    this.asked = []
    this.reads = []
    this.#sessions.clear()
    this.ended.clear()
    Object.assign(this, { isLoggedOut: false, status: null, frames: 'served', hasPhrases: true, state: {} })
  }

  async close(): Promise<void> {
    await Promise.all(
      [this.#host, this.#keyturn].map((each) => {
        const closed = new Promise((resolve) => each.close(resolve))
        each.closeAllConnections()
        return closed
      }),
    )
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const [, first = '', by = ''] = request.url?.split('/') ?? []
    const file = this.#files.get(first)
    if (first === 'session') this.#sendSession(response, by)
    else if (first.startsWith('phrase-table') && !this.hasPhrases) response.writeHead(404).end()
    else if (file !== undefined) send(response, 'text/javascript', file)
    else if (first === '') send(response, 'text/html', PAGE)
    else response.writeHead(204).end()
  }

  #sendSession(response: ServerResponse, by: string): void {
    this.asked.push(by)
    if (this.isLoggedOut) {
      response.writeHead(401).end()
      return
    }
    const session = wireSession(this.keyturn, this.#sessions.size + 1)
    this.#sessions.set(session.id, session)
    send(response, 'application/json', JSON.stringify(session))
  }

  #answerAsKeyturn(request: IncomingMessage, response: ServerResponse): void {
    const [, , id = '', what] = request.url?.split('/') ?? []
    if (what === 'frame' && this.frames === 'served') send(response, 'text/html', FRAME)
    else if (what === 'state') this.#sendState(request, response, id)
    else if (what === undefined) send(response, 'text/html', '<!doctype html><title>A page of its own</title>')
  }

  #sendState(request: IncomingMessage, response: ServerResponse, id: string): void {
    response.setHeader('access-control-allow-origin', this.host)
    response.setHeader('access-control-allow-headers', 'authorization')
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end()
      return
    }
    const isTheirs = request.headers.authorization === `Bearer ${this.#sessions.get(id)?.token}`
    if (isTheirs) this.reads.push(id)
    if (!isTheirs || this.ended.has(id)) response.writeHead(410).end()
    else if (this.status !== null) response.writeHead(this.status).end()
    else send(response, 'application/json', JSON.stringify(wireState(this.state)))
  }
}

const urlOf = (server: Server): string => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.')
  return `http://localhost:${address.port}`
}

const send = (response: ServerResponse, type: string, text: string): void => {
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(text)
}
