import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

const BUILT = join(import.meta.dirname, '../packages/elements/dist/build')

/** A page of an integrator on an origin of its own, as strict as pages are: it knows Keyturn by the elements alone. */
const SCRIPT = `
import { defineElements } from '/elements/elements.js'
window.heard = []
for (const name of ['state', 'connected', 'closed', 'open', 'error']) {
  addEventListener('keyturn-' + name, ({ target, type, detail }) => window.heard.push([target.localName, type, detail?.state ?? detail?.code ?? null]))
}
const fetchSession = async () => (await fetch('/session', { method: 'POST' })).json()
const show = (root) => {
  for (const element of root.querySelectorAll('keyturn-connect, keyturn-status, keyturn-banner')) element.fetchSession = fetchSession
}
defineElements()
show(document)
const opener = document.querySelector('#opener')
opener?.addEventListener('click', () => {
  const element = document.createElement('keyturn-connect')
  element.setAttribute('closable', '')
  element.fetchSession = fetchSession
  element.addEventListener('keyturn-closed', () => element.remove())
  document.querySelector('main').append(element)
})
`

export class EmbeddingHost implements AsyncDisposable {
  /** What stands in its page. */
  body = '<main><keyturn-connect></keyturn-connect></main>'
  lang = 'en'
  /** Its own rules, at `/host.css`. */
  style = ''
  /** Its back end: a connect session for whoever is logged in. */
  session: () => Promise<object> = () => Promise.reject(new Error('Nobody is logged in.'))
  /** How often its back end was asked. */
  asked = 0
  readonly #keyturn: string
  /** Directives of its policy that are other ones than a page with the elements needs. */
  policy: Readonly<Record<string, string>> = {}
  readonly #server = createServer((request, response) => {
    void this.#answer(request.url ?? '/', response)
  })

  private constructor(keyturn: string) {
    this.#keyturn = keyturn
  }

  static async start(keyturn: string): Promise<EmbeddingHost> {
    const host = new EmbeddingHost(keyturn)
    await new Promise<void>((resolve) => {
      host.#server.listen(0, 'localhost', resolve)
    })
    return host
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    // After it takes no more: a page that is still open asks for another as soon as its own is gone.
    this.#server.closeAllConnections()
    await closed
  }

  async #answer(path: string, response: ServerResponse): Promise<void> {
    const element = /^\/elements\/([\w-]+\.js)$/.exec(path)?.[1]
    if (path === '/host.js') send(response, 'text/javascript', SCRIPT)
    else if (element !== undefined) send(response, 'text/javascript', await readFile(join(BUILT, element), 'utf8'))
    else if (path === '/host.css') send(response, 'text/css', this.style)
    else if (path === '/session') await this.#sendSession(response)
    else this.#sendPage(response)
  }

  async #sendSession(response: ServerResponse): Promise<void> {
    this.asked += 1
    try {
      send(response, 'application/json', JSON.stringify(await this.session()))
    } catch {
      response.writeHead(401).end()
    }
  }

  #sendPage(response: ServerResponse): void {
    const policy = {
      'default-src': "'none'",
      'script-src': "'self'",
      'connect-src': `'self' ${this.#keyturn}`,
      'frame-src': this.#keyturn,
      'base-uri': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': "'none'",
      ...this.policy,
    }
    const directives = Object.entries(policy).map(([name, value]) => `${name} ${value}`)
    response.setHeader('content-security-policy', directives.join('; '))
    const head = '<meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Acme Books</title>'
    send(
      response,
      'text/html',
      `<!doctype html><html lang="${this.lang}">${head}${this.body}<script type="module" src="/host.js"></script>`,
    )
  }
}

const send = (response: ServerResponse, type: string, text: string): void => {
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(text)
}
