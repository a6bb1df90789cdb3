import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { readFromFrame } from '@keyturn/connect/frame-protocol'
import { FrameChannel } from './frame-channel.ts'

const ORIGIN = 'https://keyturn.example'
const HELLO = { keyturn: 1, type: 'hello' }

const aWindow = (): Window => Object.create(null) as Window

function aMessage(data: unknown, from: { readonly origin: string; readonly source: Window | null }): MessageEvent {
  const event = new MessageEvent('message', { data, origin: from.origin })
  return Object.defineProperty(event, 'source', { value: from.source })
}

describe('what a host hears of its frame', () => {
  const frame = { contentWindow: aWindow() }
  const channel = new FrameChannel(frame, ORIGIN)
  const believed = { origin: ORIGIN, source: frame.contentWindow }

  it('[T02] comes from that window in that origin', () => {
    expect(channel.read(aMessage(HELLO, believed))).toEqual(HELLO)
  })

  it.each([
    'null',
    '',
    '*',
    'http://keyturn.example',
    'https://keyturn.example:8443',
    'https://keyturn.example.evil.example',
    'https://books.example',
    'https://KEYTURN.example',
    'https://keyturn.example/',
  ])('[T02] is nothing where the origin is %j', (origin) => {
    expect(channel.read(aMessage(HELLO, { ...believed, origin }))).toBeNull()
  })

  it('[T02] is nothing of another window, of none, or once the frame has none', () => {
    expect(channel.read(aMessage(HELLO, { ...believed, source: aWindow() }))).toBeNull()
    expect(channel.read(aMessage(HELLO, { ...believed, source: null }))).toBeNull()
    const gone = new FrameChannel({ contentWindow: null }, ORIGIN)
    expect(gone.read(aMessage(HELLO, { ...believed, source: null }))).toBeNull()
  })

  it('[T02] is not even unpacked where it is a stranger’s', () => {
    const unpacked = vi.fn(() => HELLO)
    for (const from of [
      { ...believed, origin: 'https://evil.example' },
      { ...believed, source: aWindow() },
    ]) {
      channel.read(Object.defineProperty(aMessage(null, from), 'data', { get: unpacked }))
    }
    expect(unpacked).not.toHaveBeenCalled()
  })

  it.each<[string, unknown]>([
    ['nothing', null],
    ['text', '{"keyturn":1,"type":"hello"}'],
    ['another version', { ...HELLO, keyturn: 2 }],
    ['a field too many', { ...HELLO, extra: 1 }],
    ['a height that is none', { keyturn: 1, type: 'height', height: Number.NaN }],
    ['a height without an end', { keyturn: 1, type: 'height', height: Number.POSITIVE_INFINITY }],
    ['a height below nothing', { keyturn: 1, type: 'height', height: -1 }],
    ['a height as text', { keyturn: 1, type: 'height', height: '100vh' }],
    ['an id that leads elsewhere', { keyturn: 1, type: 'ended', id: 'cs_../../../../evil/aaaaaaa' }],
    ['what only a host says', { keyturn: 1, type: 'over' }],
    ['a type of every object', { keyturn: 1, type: 'toString' }],
  ])('[T02] is no message with %s', (_what, data) => {
    expect(readFromFrame(data)).toBeNull()
  })

  it('is all that the element listens to: its one handler begins with this reading', () => {
    const source = readFileSync(new URL('keyturn-connect.ts', import.meta.url), 'utf8')
    expect(source.match(/addEventListener\('message'/g)).toHaveLength(1)
    expect(source).toMatch(/addEventListener\('message', \(event\) => this\.#hear\(event\)/)
    expect(source).toMatch(
      /#hear\(event: MessageEvent<unknown>\): void \{\s+const message = this\.#channel\?\.read\(event\) \?\? null\s+if \(message === null\) return/,
    )
  })
})
