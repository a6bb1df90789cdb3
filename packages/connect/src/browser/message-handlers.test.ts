import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readToFrame, sealed } from '../frame-protocol.ts'
import type { ToFrame } from '../frame-protocol.ts'
import { HostLink, hostOrigin } from './host-link.ts'

const PACKAGES = fileURLToPath(new URL('../../../', import.meta.url))
const ORIGIN = 'https://books.example'
const WHOLE: ToFrame = { type: 'scheme', scheme: 'dark' }

/** What listens to messages, wherever it is written. */
const LISTENS = /addEventListener\(\s*['"`]message['"`]|\bonmessage\b/
const listening = (): string[] =>
  globSync('*/src/**/*.{ts,tsx}', { cwd: PACKAGES })
    .filter((file) => !/\.test\.|\/testing\//.test(file) && LISTENS.test(readFileSync(`${PACKAGES}${file}`, 'utf8')))
    .toSorted()

interface Handler {
  /** The window and the origin it believes. */
  readonly believes: { readonly source: object; readonly origin: string }
  /** What it takes from there. */
  readonly whole: object
  /** How often it did something. */
  readonly heard: () => number
}

/** Every handler there is: one that is missing here fails the first test. */
const HANDLERS: Readonly<Record<string, () => Handler>> = {
  'connect/src/browser/host-link.ts': () => {
    const source = aWindow()
    const heard: ToFrame[] = []
    new HostLink(source, ORIGIN).listen((message) => heard.push(message))
    return { believes: { source, origin: ORIGIN }, whole: sealed(WHOLE), heard: () => heard.length }
  },
}

/** Proved in a room of their own. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'elements/src/keyturn-connect.ts': 'elements/src/frame-channel.test.ts',
}

let here: EventTarget
beforeEach(() => {
  here = new EventTarget()
  vi.stubGlobal('addEventListener', here.addEventListener.bind(here))
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const aWindow = () => ({ postMessage: () => undefined })

/** In a browser `source` is a window, which the events of Node do not take. */
function aMessage(data: unknown, { origin = '', source }: Partial<Handler['believes']>): MessageEvent {
  const event = new MessageEvent('message', { data, origin })
  return Object.defineProperty(event, 'source', { value: source ?? null })
}
const tell = (data: unknown, from: Partial<Handler['believes']>): void => {
  here.dispatchEvent(aMessage(data, from))
}

it('knows every message handler in the sources', () => {
  expect(listening()).toEqual([...Object.keys(HANDLERS), ...Object.keys(ELSEWHERE)].toSorted())
  for (const test of Object.values(ELSEWHERE)) expect(readFileSync(`${PACKAGES}${test}`, 'utf8')).toContain('[T02]')
})

describe.each(Object.entries(HANDLERS))('the message handler of %s', (_file, start) => {
  it('[T02] hears its one window in its one origin', () => {
    const { believes, whole, heard } = start()
    tell(whole, believes)
    expect(heard()).toBe(1)
  })

  it.each([
    'null',
    '',
    '*',
    'http://books.example',
    'https://books.example:8443',
    'https://books.example.evil.example',
    'https://evil.example',
    'https://BOOKS.example',
    'https://books.example/',
  ])('[T02] hears nothing of the origin %j, from the right window', (origin) => {
    const { believes, whole, heard } = start()
    tell(whole, { ...believes, origin })
    expect(heard()).toBe(0)
  })

  it('[T02] hears nothing of another window, or of none, in the right origin', () => {
    const { believes, whole, heard } = start()
    tell(whole, { ...believes, source: aWindow() })
    tell(whole, { origin: believes.origin })
    expect(heard()).toBe(0)
  })

  it('[T02] does not even unpack what strangers say', () => {
    const { believes, whole } = start()
    const unpacked = vi.fn(() => whole)
    for (const from of [
      { ...believes, origin: 'https://evil.example' },
      { ...believes, source: aWindow() },
    ]) {
      here.dispatchEvent(Object.defineProperty(aMessage(null, from), 'data', { get: unpacked }))
    }
    expect(unpacked).not.toHaveBeenCalled()
  })

  it('hears its window again after any number of messages from strangers', () => {
    const { believes, whole, heard } = start()
    for (let sent = 0; sent < 10_000; sent += 1) tell(whole, { ...believes, origin: 'https://evil.example' })
    tell(whole, believes)
    expect(heard()).toBe(1)
  })

  it('[T02] looks at a few of the messages of a window that floods it', () => {
    const { believes, whole, heard } = start()
    for (let sent = 0; sent < 10_000; sent += 1) tell(whole, believes)
    expect(heard()).toBeGreaterThan(0)
    expect(heard()).toBeLessThan(100)
  })
})

describe('a message to the frame', () => {
  const id = 'cs_0123456789abcdefghijkl'
  const session = { type: 'session', id, token: 'x'.repeat(43), scheme: 'dark', closing: 'left' } as const

  it.each<ToFrame>([session, { type: 'over' }, WHOLE])('is taken whole: $type', (message) => {
    expect(readToFrame(sealed(message))).toEqual(sealed(message))
  })

  it.each<[string, object]>([
    ['a field too many', { ...sealed(session), extra: 1 }],
    ['a field too few', { keyturn: 1, type: 'scheme' }],
    ['another version', { ...WHOLE, keyturn: 2 }],
    ['no version', WHOLE],
    ['a version that is text', { ...WHOLE, keyturn: '1' }],
    ['an id that leads elsewhere', { ...sealed(session), id: 'cs_../../../../evil/aaaaaaa' }],
    ['a line break in its token', { ...sealed(session), token: `${'x'.repeat(42)}\n` }],
    ['a token that is a list', { ...sealed(session), token: ['x'.repeat(43)] }],
    ['mark-up for a scheme', { ...sealed(WHOLE), scheme: 'dark"><script>' }],
    ['a type of every object', { keyturn: 1, type: 'constructor' }],
    ['a prototype for its type', { keyturn: 1, type: '__proto__' }],
    ['an own prototype', JSON.parse('{"keyturn":1,"type":"over","__proto__":{"id":"x"}}') as object],
  ])('is not taken with %s', (_what, data) => {
    expect(readToFrame(data)).toBeNull()
  })

  it('is nothing else that a window can send, and nothing it sends is thrown at', () => {
    fc.assert(
      fc.property(fc.anything({ withMap: true, withSet: true, withDate: true, withTypedArray: true }), (data) => {
        expect(readToFrame(data)).toBeNull()
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('the origin of the host, as the frame’s address names it', () => {
  it.each(['https://books.example', 'http://localhost:4502'])('is %s', (origin) => {
    expect(hostOrigin(`#${origin}`)).toBe(origin)
    expect(hostOrigin(`#${encodeURIComponent(origin)}`)).toBe(origin)
  })

  it.each([
    '',
    '#',
    '#*',
    '#/',
    '#null',
    '#books.example',
    '#https://books.example/',
    '#https://books.example/path',
    '#https://books.example?q',
    '#https://user@books.example',
    '#https://books.example:443',
    '#HTTPS://BOOKS.EXAMPLE',
    '#https://bücher.example',
    '#https://books.example%0a',
    '#https://books.example evil',
    '#ftp://books.example',
    '#data:text/html,x',
    '#blob:https://books.example/1',
    '#javascript:alert(1)//https://books.example',
    '#%E0%A4%A',
    '#%',
  ])('is none in %j', (hash) => {
    expect(hostOrigin(hash)).toBeNull()
  })
})
