import { createServer } from 'node:http'
import type { OutgoingHttpHeaders, Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HostDocument {
  readonly body: string
  readonly headers?: OutgoingHttpHeaders
  readonly status?: number
}

const HTML = { 'content-type': 'text/html; charset=utf-8' }

/** A site of somebody else, with nothing of ours in it. */
export class HostSite {
  readonly #server: Server
  readonly #documents = new Map<string, HostDocument>()

  private constructor() {
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://host')
      const found = this.#documents.get(pathname)
      if (found === undefined) response.writeHead(404).end()
      else response.writeHead(found.status ?? 200, { ...HTML, ...found.headers }).end(found.body)
    })
  }

  static async start(address: 'localhost' | '127.0.0.1' = 'localhost'): Promise<HostSite> {
    const site = new HostSite()
    await new Promise<void>((resolve) => {
      site.#server.listen(0, address, resolve)
    })
    return site
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://localhost:${this.port}`
  }

  show(path: string, document: HostDocument): void {
    this.#documents.set(path, document)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    // After it takes no more: a page that is still open asks for another as soon as its own is gone.
    this.#server.closeAllConnections()
    await closed
  }
}

/** What a host page embeds, and the sessions it hands over, one after the other ended. */
export interface Wish {
  readonly frame: string
  readonly sessions: readonly { readonly id: string; readonly token: string }[]
  readonly scheme?: 'light' | 'dark'
  readonly closing?: 'taken' | 'left'
}

/** Frames the form and speaks the messages of `frame-protocol.ts` by hand. */
const EMBEDDING = `
const wish = JSON.parse(document.querySelector('#wish').textContent)
const origin = new URL(wish.frame).origin
const frame = document.createElement('iframe')
frame.title = 'The form'
frame.allow = 'clipboard-write'
frame.src = wish.frame + '#' + location.origin
window.heard = []
let current = wish.sessions.shift()
const { scheme = 'light', closing = 'taken' } = wish
window.hand = ({ id, token } = current) => frame.contentWindow.postMessage({ keyturn: 1, type: 'session', id, token, scheme, closing }, origin)
addEventListener('message', (event) => {
  if (event.origin !== origin || event.source !== frame.contentWindow) return
  window.heard.push(event.data)
  if (event.data.type === 'hello') window.hand()
  if (event.data.type === 'height') frame.height = event.data.height
  if (event.data.type === 'ended') { current = wish.sessions.shift() ?? current; window.hand() }
})
document.body.append(frame)
`

/** Shows a host page at `/` that embeds a form. */
export function embed(site: HostSite, wish: Wish, style = ''): void {
  const keyturn = new URL(wish.frame).origin
  site.show('/host.js', { body: EMBEDDING, headers: { 'content-type': 'text/javascript' } })
  site.show('/host.css', { body: style, headers: { 'content-type': 'text/css' } })
  site.show('/', {
    headers: {
      'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; frame-src ${keyturn}`,
    },
    body: `<!doctype html><html lang="en"><title>Host</title><link rel="stylesheet" href="/host.css"><script type="application/json" id="wish">${JSON.stringify(wish).replaceAll('<', String.raw`\u003c`)}</script><script type="module" src="/host.js"></script>`,
  })
}
