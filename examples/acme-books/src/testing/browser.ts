/** A browser without JavaScript, as far as these pages need one: cookies, forms, and no following of redirects. */
export class Browser {
  readonly #url: string
  #cookie = ''
  constructor(url: string) {
    this.#url = url
  }

  async open(path: string): Promise<Seen> {
    return this.#send(path, {})
  }

  async submit(path: string, fields: Record<string, string>, headers: Record<string, string> = OURS): Promise<Seen> {
    return this.#send(path, { method: 'POST', body: new URLSearchParams(fields), headers })
  }

  async signInAs(email: string, next = '/'): Promise<Seen> {
    return this.submit('/sign-in', { email, password: 'open-the-books', next })
  }

  async #send(path: string, init: RequestInit): Promise<Seen> {
    const headers = new Headers(init.headers)
    headers.set('cookie', this.#cookie)
    const response = await fetch(new URL(path, this.#url), { ...init, headers, redirect: 'manual' })
    const [cookie] = response.headers.getSetCookie()
    if (cookie !== undefined) this.#cookie = cookie.split(';')[0] ?? ''
    const html = await response.text()
    return {
      status: response.status,
      location: response.headers.get('location'),
      cookie,
      headers: response.headers,
      html,
    }
  }
}

const OURS = { 'sec-fetch-site': 'same-origin' }

export interface Seen {
  readonly status: number
  readonly location: string | null
  readonly cookie: string | undefined
  readonly headers: Headers
  readonly html: string
}

/** What a person reads: no tags, no more space than one. */
export const textOf = ({ html }: Seen): string =>
  html
    .slice(html.indexOf('<body>'))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
