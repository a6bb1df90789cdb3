import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import { placeUnder, readBase, RefusedBaseUrl, RefusedPath } from './origin.ts'

const base = readBase(new URL('https://external.example'), 'never')

describe('a base URL', () => {
  it.each([
    ['https://external.pleo.io', 'https://external.pleo.io', ''],
    ['https://external.pleo.io/', 'https://external.pleo.io', ''],
    ['https://gateway.example:8443/pleo/', 'https://gateway.example:8443', '/pleo'],
    ['https://10.0.0.7', 'https://10.0.0.7', ''],
  ])('%s keeps its origin and its path', (url, origin, prefix) => {
    expect(readBase(new URL(url), 'never')).toEqual({ origin, secure: true, prefix })
  })

  it.each([
    'http://127.0.0.1:4501',
    'http://127.9.9.9',
    'http://localhost:4501',
    'http://[::1]:4501',
    'http://2130706433',
    'http://0x7f.1',
  ])('%s is taken only where plain http on loopback is allowed', (url) => {
    expect(readBase(new URL(url), 'loopback')).toMatchObject({ secure: false })
    expect(() => readBase(new URL(url), 'never')).toThrow(RefusedBaseUrl)
  })

  it.each([
    'http://external.pleo.io',
    'http://localhost.',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://[::ffff:127.0.0.1]',
    'http://0.0.0.0',
    'http://169.254.169.254',
    'ftp://127.0.0.1',
    'file:///etc/passwd',
    'ws://127.0.0.1',
    'https://user@external.pleo.io',
    'https://:secret@external.pleo.io',
    'https://external.pleo.io/?key=1',
    'https://external.pleo.io/?',
    'https://external.pleo.io/#x',
    'https://external.pleo.io/a%2f..%2fb',
    'https://external.pleo.io//other',
  ])('%s is refused', (url) => {
    expect(() => readBase(new URL(url), 'loopback')).toThrow(RefusedBaseUrl)
  })

  it('does not repeat a password in its refusal', () => {
    expect(() => readBase(new URL('https://u:hunter2-secret@x.example'), 'never')).toThrow(/^(?!.*hunter2)/)
  })
})

describe('a path', () => {
  it.each([
    '/',
    '/v1/introspect',
    '/v1/installations/me:activate',
    '/v1/x?company_id=7a0c&after=AB2%3D~',
    '/v1/x/?a=/../b',
    '/a.b/..c/...',
  ])('%s is placed under the host', (path) => {
    expect(placeUnder(base, path)).toBe(path)
    expect(new URL(base.origin + path).origin).toBe(base.origin)
  })

  it('is placed under the prefix of the base URL', () => {
    expect(placeUnder(readBase(new URL('https://gateway.example/pleo'), 'never'), '/v1/x')).toBe('/pleo/v1/x')
  })

  it.each([
    '',
    'v1/introspect',
    '//evil.example/v1',
    '/v1//x',
    'https://evil.example/',
    '@evil.example/',
    ':80@evil.example/',
    '\\\\evil.example',
    '/\\evil.example',
    '/..',
    '/../x',
    '/v1/../x',
    '/v1/..',
    '/v1/.',
    '/./x',
    '/v1/..?x',
    '/v1/%2e%2e/x',
    '/v1/%2E./x',
    '/v1/.%2e/x',
    '/v1/%252e%252e/x',
    '/v1/%c0%ae%c0%ae/x',
    '/v1/..;/x',
    '/v1/..;a=b/x',
    '/v1/..\\x',
    '/v1/%5c..',
    '/v1/\uff0e\uff0e/x',
    '/v1/\u2025/x',
    '/v1/x#y',
    '/v1/x?y#z',
    '/v1/x y',
    '/v1/x\r\nhost: evil.example',
    '/v1/x?\r\n\r\nGET / HTTP/1.1',
    '/v1/x\t',
    '/v1/x\0',
    '/v1/x\u0085',
    '/v1/é',
  ])('%j is refused', (path) => {
    expect(() => placeUnder(base, path)).toThrow(RefusedPath)
  })

  it(
    'never leaves the host and never climbs, whatever it is',
    () => {
      const piece = fc.constantFrom(
        '/',
        '..',
        '.',
        '%2e',
        '%2E',
        '%252e',
        '\\',
        '@',
        ':',
        '?',
        '#',
        ';',
        'v1',
        '//',
        'evil.example',
        '\n',
        ' ',
        '%00',
      )
      fc.assert(
        fc.property(
          fc.oneof(
            fc.array(piece).map((pieces) => pieces.join('')),
            fc.string({ unit: 'binary' }),
          ),
          (path) => {
            let placed: string
            try {
              placed = placeUnder(base, path)
            } catch (error) {
              expect(error).toBeInstanceOf(RefusedPath)
              return
            }
            const url = new URL(base.origin + placed)
            expect(url.origin).toBe(base.origin)
            expect(url.pathname + url.search).toBe(placed)
          },
        ),
        { numRuns: runs({ test: 20_000, verify: 1_000_000 }) },
      )
    },
    PATIENCE_MS,
  )
})
