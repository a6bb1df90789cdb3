import type { Answer, RunningKeyturn } from './running-keyturn.ts'

export interface Page extends Answer {
  /** Where the visitor is now, below the server's origin. */
  readonly path: string
}

interface Asked {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
}

/** A browser without scripts: keeps its cookies, follows redirects, posts forms as pages do. */
export class Visitor {
  readonly #keyturn: RunningKeyturn
  readonly #cookies = new Map<string, string>()
  readonly language: string

  constructor(keyturn: RunningKeyturn, language = 'en') {
    this.#keyturn = keyturn
    this.language = language
  }

  /** @param address a path, or an address of this server */
  async open(address: string): Promise<Page> {
    return this.#go('GET', address, {})
  }

  async post(path: string, fields: Readonly<Record<string, string>> = {}): Promise<Page> {
    return this.#go('POST', path, { body: new URLSearchParams(fields).toString() })
  }

  /** One request and its answer, redirects and all; cookies are kept. */
  async ask(method: string, address: string, wish: Asked = {}): Promise<Answer> {
    const response = await this.send(method, address, wish)
    return { status: response.status, headers: response.headers, text: await response.text() }
  }

  /** The same, with a body that is still to be read. */
  async send(method: string, address: string, { headers = {}, body, signal }: Asked = {}): Promise<Response> {
    const { origin } = this
    const url = new URL(address, origin)
    const response = await fetch(new URL(url.pathname + url.search, origin), {
      method,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        'accept-language': this.language,
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(method === 'GET' || method === 'HEAD' ? {} : { 'sec-fetch-site': 'same-origin' }),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    })
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie)
    return response
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#keyturn.port}`
  }

  async #go(method: string, address: string, wish: { readonly body?: string }): Promise<Page> {
    const answer = await this.ask(method, address, wish)
    const location = answer.headers.get('location')
    if (answer.status === 303 && location !== null) return this.#go('GET', location, {})
    const { pathname, search } = new URL(address, this.origin)
    return { ...answer, path: pathname + search }
  }

  #keep(cookie: string): void {
    const [pair = ''] = cookie.split(';')
    const at = pair.indexOf('=')
    this.#cookies.set(pair.slice(0, at), pair.slice(at + 1))
  }
}
