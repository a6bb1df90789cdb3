import type { Attack } from './hostile-tools.ts'

/** Where a hostile page stands. `allowed`: where the session may be embedded. */
export type Place =
  | 'another port'
  | 'the site of Keyturn'
  | 'a subdomain'
  | 'a subdomain of the host'
  | 'a name with a dot'
  | 'a sandbox'
  | 'an isolated page'
  | 'allowed'

export type Parent = readonly [name: string, place: Place, attack: Attack]

/** Pages that frame the form, in every way there is to frame something. */
export const FRAMING: readonly Parent[] = [
  ['another port of the host', 'another port', ({ frame, evil }, { frame: put }) => put(`${frame}#${evil}`)],
  ['Keyturn’s own site on another port', 'the site of Keyturn', ({ frame }, { frame: put }) => put(frame)],
  ['a subdomain', 'a subdomain', ({ frame }, { frame: put }) => put(frame)],
  ['a subdomain of the host', 'a subdomain of the host', ({ frame }, { frame: put }) => put(frame)],
  ['the host’s name with a dot at its end', 'a name with a dot', ({ frame }, { frame: put }) => put(frame)],
  ['a sandboxed page of the host', 'a sandbox', ({ frame }, { frame: put }) => put(frame)],
  ['an isolated page', 'an isolated page', ({ frame }, { frame: put }) => put(frame)],
  [
    'an address that names the host',
    'another port',
    ({ frame, allowed }, { frame: put }) => put(`${frame}#${allowed}`),
  ],
  ['an address that names everybody', 'another port', ({ frame }, { frame: put }) => put(`${frame}#*`)],
  ['a frame without credentials', 'another port', ({ frame }, { frame: put }) => put(frame, { credentialless: '' })],
  [
    'a policy that the frame is to take',
    'another port',
    ({ frame }, { frame: put }) => put(frame, { csp: "script-src 'none'" }),
  ],
  ['a frame that loads late', 'another port', ({ frame }, { frame: put }) => put(frame, { loading: 'lazy' })],
  ['no referrer', 'another port', ({ frame }, { frame: put }) => put(frame, { referrerpolicy: 'no-referrer' })],
  [
    'every permission',
    'another port',
    ({ frame }, { frame: put }) => put(frame, { allow: 'clipboard-read *; clipboard-write *' }),
  ],
  [
    'a sandbox with everything',
    'another port',
    ({ frame }, { frame: put }) =>
      put(frame, { sandbox: 'allow-scripts allow-same-origin allow-forms allow-popups allow-top-navigation' }),
  ],
  ['a sandbox with nothing', 'another port', ({ frame }, { frame: put }) => put(frame, { sandbox: '' })],
  ['an object', 'another port', ({ frame }, { put }) => put('object', { data: frame, type: 'text/html' })],
  ['an embed', 'another port', ({ frame }, { put }) => put('embed', { src: frame, type: 'text/html' })],
  ['a fenced frame', 'another port', ({ frame }, { put }) => put('fencedframe', { src: frame })],
  ['a link preview', 'another port', ({ frame }, { put }) => put('link', { rel: 'prerender', href: frame })],
  [
    'a frameset',
    'another port',
    ({ frame }, tools) => tools.frame('', { srcdoc: `<frameset cols="*"><frame src="${frame}"></frameset>` }),
  ],
  ['a document of its own', 'another port', ({ frame }, tools) => tools.frame('', { srcdoc: tools.framing(frame) })],
  [
    'a sandboxed document of its own',
    'another port',
    ({ frame }, tools) => tools.frame('', { srcdoc: tools.framing(frame), sandbox: 'allow-scripts' }),
  ],
  [
    'a data: document',
    'another port',
    ({ frame }, tools) => tools.frame(`data:text/html,${encodeURIComponent(tools.framing(frame))}`),
  ],
  [
    'a blob: document',
    'another port',
    ({ frame }, tools) => tools.frame(URL.createObjectURL(new Blob([tools.framing(frame)], { type: 'text/html' }))),
  ],
  [
    'a javascript: document',
    'another port',
    ({ frame }, tools) => tools.frame(['javascript', JSON.stringify(tools.framing(frame))].join(':')),
  ],
  [
    'a data: document of the host',
    'allowed',
    ({ frame }, tools) => tools.frame(`data:text/html,${encodeURIComponent(tools.framing(frame))}`),
  ],
  [
    'a sandboxed document of the host',
    'allowed',
    ({ frame }, tools) => tools.frame('', { srcdoc: tools.framing(frame), sandbox: 'allow-scripts allow-forms' }),
  ],
  ['the host in a stranger’s page', 'another port', ({ allowed }, tools) => tools.frame(`${allowed}/framing`)],
  ['a stranger in the host’s page', 'allowed', ({ evil }, tools) => tools.frame(`${evil}/framing`)],
  ['a stranger in a stranger’s page', 'another port', ({ evil }, tools) => tools.frame(`${evil}/framing`)],
  ['the host in a stranger in the host', 'allowed', ({ evil }, tools) => tools.frame(`${evil}/framing-host`)],
  ['a redirect', 'another port', ({ evil }, tools) => tools.frame(`${evil}/redirect`)],
  [
    'a refresh',
    'another port',
    ({ frame }, tools) =>
      tools.frame('', { srcdoc: `<meta http-equiv="refresh" content="0;url=${frame}">` }).then(() => tools.while()),
  ],
  [
    'a form that leads into a frame',
    'another port',
    async ({ frame }, tools) => {
      await tools.frame('about:blank', { name: 'there' })
      const form = (await tools.put('form', { action: frame, target: 'there' })) as HTMLFormElement
      form.submit()
      await tools.while()
    },
  ],
  [
    'a link that leads into a frame',
    'another port',
    async ({ frame }, tools) => {
      await tools.frame('about:blank', { name: 'there' })
      ;(await tools.put('a', { href: frame, target: 'there' })).click()
      await tools.while()
    },
  ],
  [
    'a frame that is led there later',
    'another port',
    async ({ frame }, tools) => {
      const there = await tools.frame('about:blank')
      there.contentWindow?.location.replace(frame)
      await tools.while()
    },
  ],
  [
    'a window opened into a frame',
    'another port',
    async ({ frame }, tools) => {
      await tools.frame('about:blank', { name: 'there' })
      open(frame, 'there')
      await tools.while()
    },
  ],
  ['the page instead of its frame', 'another port', ({ page }, { frame: put }) => put(page)],
  ['the page, by the host', 'allowed', ({ page }, { frame: put }) => put(page)],
  ['a link that was stolen', 'another port', ({ link }, { frame: put }) => put(link)],
  ['the frame of a session no page may embed', 'allowed', ({ others }, { frame: put }) => put(others.closed)],
  ['the frame of a session that has ended', 'another port', ({ others }, { frame: put }) => put(others.ended)],
  ['the frame of no session', 'allowed', ({ others }, { frame: put }) => put(others.unknown)],
  ['a slash after the frame', 'another port', ({ frame }, { frame: put }) => put(`${frame}/`)],
  ['a query after the frame', 'another port', ({ frame }, { frame: put }) => put(`${frame}?opened=frame`)],
  [
    'an encoded letter in the frame',
    'another port',
    ({ frame }, { frame: put }) => put(frame.replace(/frame$/, 'fr%61me')),
  ],
  [
    'two slashes before the session',
    'another port',
    ({ frame }, { frame: put }) => put(frame.replace('/connect/', '/connect//')),
  ],
  ['a parameter after the frame', 'another port', ({ frame }, { frame: put }) => put(`${frame};a=b`)],
]

/** Pages that may embed a session of their own, and turn its frame towards the customer’s. */
export const TURNING: readonly Parent[] = [
  [
    'a frame of its own, with the other session’s number and a made-up token',
    'another port',
    async ({ own, id, keyturn, evil }, tools) => {
      const { contentWindow } = await tools.frame(`${own.frame}#${evil}`)
      const session = { keyturn: 1, type: 'session', id, token: 'x'.repeat(43), scheme: 'light', closing: 'taken' }
      contentWindow?.postMessage(session, keyturn)
      await tools.while()
    },
  ],
  [
    'a frame of its own, with the other session’s number and its own token',
    'another port',
    async ({ own, id, keyturn, evil }, tools) => {
      const { contentWindow } = await tools.frame(`${own.frame}#${evil}`)
      const session = { keyturn: 1, type: 'session', id, token: own.token, scheme: 'light', closing: 'taken' }
      contentWindow?.postMessage(session, keyturn)
      await tools.while()
    },
  ],
]

/** Pages that ask for what is behind the form, without framing it. */
export const ASKING: readonly Parent[] = [
  [
    'reads the page',
    'another port',
    ({ page }, { take }) => take(async () => (await fetch(page, { credentials: 'include' })).text()),
  ],
  ['reads the state', 'another port', ({ page }, { take }) => take(async () => (await fetch(`${page}state`)).text())],
  [
    'reads the state with a made-up token',
    'another port',
    ({ page }, { take }) =>
      take(async () =>
        (await fetch(`${page}state`, { headers: { authorization: `Bearer ${'x'.repeat(43)}` } })).text(),
      ),
  ],
  [
    'reads the state with its own token',
    'another port',
    ({ page, own }, { take }) =>
      take(async () => (await fetch(`${page}state`, { headers: { authorization: `Bearer ${own.token}` } })).text()),
  ],
  [
    'reads the page, by the host',
    'allowed',
    ({ page }, { take }) => take(async () => (await fetch(page, { credentials: 'include' })).text()),
  ],
  [
    'reads without asking',
    'another port',
    ({ page }, { take }) => take(async () => (await fetch(page, { mode: 'no-cors', credentials: 'include' })).text()),
  ],
  [
    'listens to the stream',
    'another port',
    ({ page }, tools) => {
      const stream = new EventSource(`${page}events`, { withCredentials: true })
      stream.addEventListener('state', ({ data }: MessageEvent<string>) => tools.loot.push(data))
      return tools.while()
    },
  ],
  [
    'opens a socket',
    'another port',
    ({ page }, { take }) => take(() => new WebSocket(`${page.replace('http', 'ws')}events`)),
  ],
  ['loads the state as a script', 'another port', ({ page }, { put }) => put('script', { src: `${page}state` })],
  [
    'loads the page as a style sheet',
    'another port',
    ({ page }, { put }) => put('link', { rel: 'stylesheet', href: page }),
  ],
  [
    'loads the page as a picture',
    'another port',
    ({ page }, { put }) => put('img', { src: page, crossorigin: 'use-credentials' }),
  ],
  ['loads the page as a module', 'another port', ({ page }, { take }) => take(() => import(page))],
  [
    'loads the page into a worker',
    'another port',
    ({ page }, tools) => {
      const source = `try { importScripts(${JSON.stringify(page)}) } catch (error) { postMessage(String(error)) }`
      const worker = new Worker(URL.createObjectURL(new Blob([source])))
      worker.addEventListener('message', ({ data }: MessageEvent<string>) => tools.loot.push(data))
      return tools.while()
    },
  ],
  [
    'sends a key as a form',
    'another port',
    ({ page }, { take }) =>
      take(() =>
        fetch(`${page}key`, {
          method: 'POST',
          mode: 'no-cors',
          credentials: 'include',
          body: new URLSearchParams({ key: 'a-key-of-the-stranger' }),
        }),
      ),
  ],
  [
    'sends a key as text',
    'another port',
    ({ page }, { take }) =>
      take(() =>
        fetch(`${page}key`, {
          method: 'POST',
          mode: 'no-cors',
          credentials: 'include',
          body: 'key=a-key-of-the-stranger',
        }),
      ),
  ],
  [
    'sends a key with a made-up token',
    'another port',
    ({ page }, { take }) =>
      take(() =>
        fetch(`${page}key`, {
          method: 'POST',
          headers: { authorization: `Bearer ${'x'.repeat(43)}` },
          body: 'key=a-key-of-the-stranger',
        }),
      ),
  ],
  [
    'sends a key by the host',
    'allowed',
    ({ page }, { take }) =>
      take(() =>
        fetch(`${page}key`, {
          method: 'POST',
          mode: 'no-cors',
          credentials: 'include',
          body: new URLSearchParams({ key: 'a-key-of-the-host' }),
        }),
      ),
  ],
  [
    'sends a beacon',
    'another port',
    ({ page }, { take }) => take(() => navigator.sendBeacon(`${page}disconnect`, new URLSearchParams({ key: 'x' }))),
  ],
  [
    'pings',
    'another port',
    async ({ page }, tools) => {
      ;(await tools.put('a', { href: '#here', ping: `${page}cancel` })).click()
      await tools.while()
    },
  ],
  [
    'posts a form into a frame',
    'another port',
    async ({ page }, tools) => {
      await tools.frame('about:blank', { name: 'there' })
      const form = (await tools.put('form', {
        action: `${page}disconnect`,
        method: 'post',
        target: 'there',
      })) as HTMLFormElement
      form.submit()
      await tools.while()
    },
  ],
  [
    'posts every button of the page',
    'another port',
    async ({ page }, { take }) => {
      for (const name of ['confirmation', 'check', 'disconnect', 'cancel', 'handoff', 'different', 'language']) {
        const body = new URLSearchParams({ decision: 'accept', link: 'make', locale: 'da' })
        await take(() => fetch(page + name, { method: 'POST', mode: 'no-cors', credentials: 'include', body }))
      }
    },
  ],
]
