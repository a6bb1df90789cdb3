import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reportFigure } from '@keyturn/scripts/scale'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import { isPublicAddress } from './public-address.ts'
import { hostOf, readWebhookUrl } from './webhook-url.ts'
import { innerUrls } from './testing/inner-urls.ts'

const STRICT = { allowPlainHttp: 'never', ports: new Set([443]) } as const
const ON_LOOPBACK = { allowPlainHttp: 'loopback', ports: new Set([443]) } as const

describe('the URL of an endpoint', () => {
  it.each([
    'https://hooks.acme.example/keyturn',
    'https://hooks.acme.example:443/a?b=c',
    'https://1.1.1.1/',
    'HTTPS://EXAMPLE.COM',
  ])('%s is taken', (url) => {
    expect(readWebhookUrl(url, STRICT)).toMatchObject({ kind: 'url', where: 'public' })
  })

  it.each([
    ['', 'not_a_url'],
    ['hooks.acme.example', 'not_a_url'],
    ['https://', 'not_a_url'],
    ['https://a b', 'not_a_url'],
    ['https://[::1%25eth0]/', 'not_a_url'],
    ['https://[fe80::1%eth0]/', 'not_a_url'],
    ['https://1.2.3.4.5/', 'not_a_url'],
    ['https://256.1.1.1/', 'not_a_url'],
    ['http://hooks.acme.example', 'not_https'],
    ['ftp://hooks.acme.example', 'not_https'],
    ['file:///etc/passwd', 'not_a_url'],
    ['gopher://127.0.0.1:11211/', 'not_https'],
    ['data:text/plain,x', 'not_a_url'],
    ['https://user@hooks.acme.example', 'password'],
    ['https://:pass@hooks.acme.example', 'password'],
    ['https://hooks.acme.example#', 'fragment'],
    ['https://hooks.acme.example/#@10.0.0.1', 'fragment'],
    ['https://hooks.acme.example:22/', 'port'],
    ['https://hooks.acme.example:8443/', 'port'],
    ['https://hooks.acme.example:0/', 'port'],
  ])('[E1] %s is refused as %s', (url, fault) => {
    expect(readWebhookUrl(url, STRICT)).toEqual({ kind: 'fault', fault })
  })

  it('may have another port where that is listed', () => {
    const rules = { allowPlainHttp: 'never', ports: new Set([443, 8443]) } as const
    expect(readWebhookUrl('https://hooks.acme.example:8443/', rules).kind).toBe('url')
    expect(readWebhookUrl('https://hooks.acme.example:8444/', rules).kind).toBe('fault')
  })

  it.each([
    'http://127.0.0.1:4502/hook',
    'http://localhost:4502/hook',
    'http://[::1]:4502/',
    'https://localhost:4502/',
  ])('%s is taken on loopback only where that is allowed', (url) => {
    expect(readWebhookUrl(url, ON_LOOPBACK)).toMatchObject({ kind: 'url', where: 'loopback' })
    expect(readWebhookUrl(url, STRICT).kind).toBe('fault')
  })

  it.each([
    'http://10.0.0.1/',
    'http://localhost.evil.example/',
    'http://127.0.0.1.evil.example/',
    'https://10.0.0.1/',
  ])('%s is refused even there', (url) => {
    expect(readWebhookUrl(url, ON_LOOPBACK).kind).toBe('fault')
  })

  it('[E1] does not lead inside in any spelling of an address', () => {
    const urls = innerUrls('')
    expect(urls.length).toBeGreaterThan(500)
    for (const url of urls) {
      const read = readWebhookUrl(url, STRICT)
      expect([url, read.kind]).toEqual([url, 'fault'])
    }
    reportFigure('E1', `${urls.length} spellings of inner addresses as webhook URLs, all refused`)
  })

  it(
    '[E1] is a public host by name or by address, whatever the text',
    () => {
      const piece = fc.constantFrom(
        'https',
        '://',
        '//',
        '@',
        ':',
        '127.0.0.1',
        '[::1]',
        '443',
        '.',
        '/',
        '\\',
        '#',
        '?',
        '0x7f',
        '%00',
        '１２７',
        '。',
        ' ',
        'a.example',
      )
      fc.assert(
        fc.property(
          fc.oneof(
            fc.array(piece).map((pieces) => `https://${pieces.join('')}`),
            fc.string({ unit: 'binary' }).map((text) => `https://${text}`),
            fc.webUrl(),
          ),
          (text) => {
            const read = readWebhookUrl(text, STRICT)
            if (read.kind === 'fault') return
            expect(read.url.protocol).toBe('https:')
            expect(read.url.port).toBe('')
            const host = hostOf(read.url)
            if (/^[\d.]+$|:/.test(host)) expect(isPublicAddress(host)).toBe(true)
          },
        ),
        { numRuns: runs({ test: 10_000, verify: 1_000_000 }) },
      )
    },
    PATIENCE_MS,
  )
})
