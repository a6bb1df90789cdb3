import type { Attack } from './hostile-tools.ts'

export type Deed = readonly [name: string, attack: Attack]

/** What a host says that is no message, or one out of turn. */
export const SAYINGS: readonly Deed[] = [
  ['nothing', (_, { say }) => say(undefined)],
  ['null', (_, { say }) => say(null)],
  ['a number', (_, { say }) => say(1)],
  ['text that looks like a message', (_, { say }) => say('{"keyturn":1,"type":"over"}')],
  ['a list', (_, { say }) => say([1, 'over'])],
  ['an empty object', (_, { say }) => say({})],
  ['a version and nothing else', (_, { say }) => say({ keyturn: 1 })],
  ['another version', (_, { say }) => say({ keyturn: 2, type: 'scheme', scheme: 'dark' })],
  ['a version that is text', (_, { say }) => say({ keyturn: '1', type: 'scheme', scheme: 'dark' })],
  ['a field too many', (_, { say }) => say({ keyturn: 1, type: 'scheme', scheme: 'dark', next: 'submit' })],
  ['a field too few', (_, { say }) => say({ keyturn: 1, type: 'session', scheme: 'dark' })],
  ['mark-up', (_, { say }) => say({ keyturn: 1, type: 'scheme', scheme: 'dark"><script>alert(1)</script>' })],
  ['a list for a word', (_, { say }) => say({ keyturn: 1, type: 'scheme', scheme: ['dark'] })],
  [
    'commands',
    (_, { say }) => ['submit', 'key', 'press', 'read', 'eval', 'navigate'].map((type) => say({ keyturn: 1, type })),
  ],
  ['what a frame says', (_, { say }) => ['hello', 'changed', 'closed'].map((type) => say({ keyturn: 1, type }))],
  ['a height', (_, { say }) => say({ keyturn: 1, type: 'height', height: 0 })],
  ['that the session has ended', ({ id }, { say }) => say({ keyturn: 1, type: 'ended', id })],
  ['that there is no other session', (_, { say }) => say({ keyturn: 1, type: 'over' })],
  [
    'the hello of before, and the session again',
    ({ own }, { say }) => {
      say({ keyturn: 1, type: 'hello' })
      say({ keyturn: 1, type: 'session', id: own.id, token: own.token, scheme: 'light', closing: 'taken' })
    },
  ],
  [
    'a session whose number leads elsewhere',
    ({ own }, { say }) =>
      say({
        keyturn: 1,
        type: 'session',
        id: '../../v1/connections',
        token: own.token,
        scheme: 'light',
        closing: 'taken',
      }),
  ],
  [
    'a token with a line break',
    ({ own }, { say }) =>
      say({
        keyturn: 1,
        type: 'session',
        id: own.id,
        token: `${own.token}\r\nx: y`,
        scheme: 'light',
        closing: 'taken',
      }),
  ],
  [
    'the names of what every object has',
    (_, { say }) => ['constructor', 'toString', 'hasOwnProperty', '__proto__'].map((type) => say({ keyturn: 1, type })),
  ],
  ['a prototype', (_, { say }) => say(JSON.parse('{"keyturn":1,"type":"over","__proto__":{"polluted":"yes"}}'))],
  [
    'a constructor with a prototype',
    (_, { say }) => say({ constructor: { prototype: { polluted: 'yes' } }, keyturn: 1, type: 'over' }),
  ],
  [
    'something that contains itself',
    (_, { say }) => {
      const circle: Record<string, unknown> = { keyturn: 1, type: 'scheme' }
      circle['scheme'] = circle
      say(circle)
    },
  ],
  [
    'something very deep',
    (_, { say }) => {
      let deep: object = {}
      for (let level = 0; level < 2_000; level += 1) deep = { keyturn: 1, type: 'scheme', scheme: deep }
      say(deep)
    },
  ],
  ['something very long', (_, { say }) => say({ keyturn: 1, type: 'scheme', scheme: 'dark'.repeat(2_000_000) })],
  [
    'something with very many fields',
    (_, { say }) => say(Object.fromEntries(Array.from({ length: 50_000 }, (_none, at) => [`f${at}`, at]))),
  ],
  [
    'maps, dates, sets and errors',
    (_, { say }) =>
      [new Map([['keyturn', 1]]), new Date(0), new Set(['over']), new TypeError('x'), 1n, /x/].map((data) => say(data)),
  ],
  [
    'bytes',
    (_, { say }) => {
      const bytes = new ArrayBuffer(1_000_000)
      say(bytes, [bytes])
    },
  ],
  [
    'a port',
    (_, tools) => {
      const { port1, port2 } = new MessageChannel()
      port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => tools.loot.push(JSON.stringify(data)))
      port1.start()
      tools.say({ keyturn: 1, type: 'over' }, [port2])
      port1.postMessage({ keyturn: 1, type: 'submit' })
    },
  ],
]

const FORGED = `[{ type: 'over' }, { type: 'scheme', scheme: 'dark' }, { type: 'session', id: 'cs_' + 'x'.repeat(22), token: 'x'.repeat(43), scheme: 'dark', closing: 'left' }].map((message) => ({ keyturn: 1, ...message }))`
/** A page that speaks to the form as its host does, wherever it stands. */
export const FORGER = `<!doctype html><title>Forger</title><script>
for (const top of [parent, opener, parent.opener]) for (const message of ${FORGED}) try { top.frames[0].postMessage(message, '*') } catch {}
</script>`

/** Others who speak to the form as if they were its host. */
export const FORGERIES: readonly Deed[] = [
  ['another frame of the host', ({ allowed }, tools) => tools.frame(`${allowed}/forger`)],
  ['a frame of a stranger', ({ evil }, tools) => tools.frame(`${evil}/forger`)],
  ['a sandboxed frame', ({ allowed }, tools) => tools.frame(`${allowed}/forger`, { sandbox: 'allow-scripts' })],
  [
    'a frame without an address',
    (_, tools) =>
      tools.frame('', {
        srcdoc: `<script>parent.frames[0].postMessage({ keyturn: 1, type: 'scheme', scheme: 'dark' }, '*')</script>`,
      }),
  ],
  [
    'a window that the host opened',
    async ({ allowed }, tools) => {
      const opened = open(`${allowed}/forger`)
      await tools.while()
      opened?.close()
    },
  ],
  [
    'a window of a stranger that the host opened',
    async ({ evil }, tools) => {
      const opened = open(`${evil}/forger`)
      await tools.while()
      opened?.close()
    },
  ],
]

/** What a host tries on the frame it embeds. */
export const TRIES: readonly Deed[] = [
  [
    'reads its document',
    (_, { take }) => take(() => document.querySelector('iframe')?.contentDocument?.body.innerHTML),
  ],
  ['reads through its window', (_, { take, form }) => take(() => form().document.body.innerHTML)],
  [
    'reads what stands in its window',
    async (_, { take, form }) => {
      for (const name of [
        'name',
        'location',
        'history',
        'localStorage',
        'sessionStorage',
        'navigator',
        'origin',
        'length',
        'closed',
      ]) {
        await take(() => Reflect.get(form(), name))
      }
    },
  ],
  ['looks for frames in it', (_, { take, form }) => take(() => form().length)],
  [
    'reads the selection and copies',
    (_, { take, form }) => {
      form().focus()
      return take(() => String(getSelection()))
    },
  ],
  ['reads what the browser measured', (_, { take }) => take(() => JSON.stringify(performance.getEntries()))],
  ['counts its history', (_, { take }) => take(() => history.length)],
  [
    'presses keys at it',
    () => {
      const frame = document.querySelector('iframe')
      for (const type of ['keydown', 'keypress', 'keyup'])
        frame?.dispatchEvent(new KeyboardEvent(type, { key: 'Enter', bubbles: true }))
    },
  ],
  [
    'clicks on it by script',
    () => {
      const frame = document.querySelector('iframe')
      frame?.click()
      for (const type of ['pointerdown', 'mousedown', 'mouseup', 'click', 'submit'])
        frame?.dispatchEvent(new MouseEvent(type, { bubbles: true, clientX: 60, clientY: 400 }))
    },
  ],
  ['dispatches events in it', (_, { take, form }) => take(() => form().dispatchEvent(new Event('submit')))],
  [
    'calls what it has',
    async (_, { take, form }) => {
      for (const name of ['eval', 'stop', 'print', 'open', 'fetch', 'requestSubmit'])
        await take(() => Reflect.apply(Reflect.get(form(), name) as () => unknown, form(), []))
    },
  ],
  [
    'takes the focus and gives it back, again and again',
    (_, { form }) => {
      for (let times = 0; times < 50; times += 1) {
        form().focus()
        focus()
      }
    },
  ],
  [
    'sets its location to a script',
    (_, { take, form }) =>
      take(() => {
        form().location.href = ['javascript', 'document.forms[0].submit()'].join(':')
      }),
  ],
  ['gives it another name', () => document.querySelector('iframe')?.setAttribute('name', '<script>alert(1)</script>')],
  [
    'says in its address that everybody is its host',
    (at, tools) => {
      document.querySelector('iframe')?.setAttribute('src', `${at.frame}#*`)
      return tools.while()
    },
  ],
  [
    'says in its address that a stranger is its host',
    (at, tools) => {
      document.querySelector('iframe')?.setAttribute('src', `${at.frame}#${at.evil}`)
      return tools.while()
    },
  ],
  [
    'says in its address what is no address',
    (at, tools) => {
      document.querySelector('iframe')?.setAttribute('src', `${at.frame}#%E0%A4%A`)
      return tools.while()
    },
  ],
  ['sandboxes it after the fact', () => document.querySelector('iframe')?.setAttribute('sandbox', '')],
  [
    'makes it inert',
    async (_, tools) => {
      document.querySelector('iframe')?.setAttribute('inert', '')
      await tools.while()
      document.querySelector('iframe')?.removeAttribute('inert')
    },
  ],
  [
    'hides it, shrinks it, and moves it away',
    async (_, tools) => {
      const frame = document.querySelector('iframe')
      for (const style of [
        'opacity:0.01',
        'height:0;width:0',
        'position:fixed;left:-9000px',
        'transform:scale(40)',
        'clip-path:inset(100%)',
        'display:block',
      ]) {
        frame?.setAttribute('style', style)
        await tools.while()
      }
      frame?.removeAttribute('style')
    },
  ],
]

/** What a host does to the frame that ends the form in it: what was typed is gone with it. */
export const ENDINGS: readonly Deed[] = [
  [
    'leads it to an empty page',
    (_, tools) => {
      document.querySelector('iframe')?.setAttribute('src', 'about:blank')
      return tools.while()
    },
  ],
  [
    'leads it to a document of its own',
    (_, tools) => {
      document
        .querySelector('iframe')
        ?.setAttribute(
          'srcdoc',
          `<script>parent.postMessage('read ' + document.documentElement.innerHTML + history.length, '*')</script>`,
        )
      return tools.while()
    },
  ],
  [
    'leads it to a stranger, and back',
    async ({ evil, frame }, tools) => {
      const form = document.querySelector('iframe')
      form?.setAttribute('src', `${evil}/forger`)
      await tools.while()
      form?.setAttribute('src', `${frame}#${evil}`)
      await tools.while()
      history.back()
      await tools.while()
    },
  ],
  [
    'leads it to a session with a made-up token',
    async ({ id }, tools) => {
      tools.say({ keyturn: 1, type: 'session', id, token: 'x'.repeat(43), scheme: 'light', closing: 'taken' })
      await tools.while()
    },
  ],
  [
    'takes it out of the page and puts it in again',
    (_, tools) => {
      const frame = document.querySelector('iframe')
      frame?.remove()
      if (frame !== null) document.body.append(frame)
      return tools.while()
    },
  ],
  [
    'loads it again under a sandbox',
    (_, tools) => {
      const frame = document.querySelector('iframe')
      frame?.setAttribute('sandbox', 'allow-scripts')
      frame?.setAttribute('src', frame.src.replace('#', '?again#'))
      return tools.while()
    },
  ],
]
