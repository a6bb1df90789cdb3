import { describe, expect, it } from 'vitest'
import { ConfigFaults, readConfig } from './config.ts'
import type { Environment } from './config.ts'
import { parseMailFrom, parseSmtpUrl } from './mail-config.ts'

const FROM = 'Acme Books <keys@acme.example>'

function faultsOf(environment: Environment): readonly string[] {
  try {
    readConfig(environment)
    return []
  } catch (error) {
    if (error instanceof ConfigFaults) return error.faults
    throw error
  }
}

describe('the mail server', () => {
  const of = (over: object) => ({ host: 'smtp.acme.example', port: 587, tls: 'starttls', login: null, ...over })

  it.each([
    ['smtp://smtp.acme.example', of({})],
    ['smtp://smtp.acme.example:2525/', of({ port: 2_525 })],
    ['smtps://smtp.acme.example', of({ port: 465, tls: 'implicit' })],
    [
      'smtps://keys:p%40ss%2Fw%3Ard@smtp.acme.example',
      of({ port: 465, tls: 'implicit', login: { user: 'keys', password: 'p@ss/w:rd' } }),
    ],
    ['smtp://keys%40acme.example:x@smtp.acme.example', of({ login: { user: 'keys@acme.example', password: 'x' } })],
    ['smtp://127.0.0.1:25', of({ host: '127.0.0.1', port: 25, tls: 'never' })],
    ['smtp://localhost:25', of({ host: 'localhost', port: 25, tls: 'never' })],
    ['smtp://[::1]:25', of({ host: '::1', port: 25, tls: 'never' })],
    ['smtp://10.0.0.7:25', of({ host: '10.0.0.7', port: 25 })],
    ['smtps://127.0.0.1', of({ host: '127.0.0.1', port: 465, tls: 'implicit' })],
  ])('is read from %s', (url, server) => {
    expect(parseSmtpUrl(url)).toEqual(server)
  })

  it.each([
    'https://smtp.acme.example',
    'smtp.acme.example:587',
    'smtp://',
    'smtp://keys@smtp.acme.example',
    'smtp://:secret@smtp.acme.example',
    'smtp://keys:%ZZ@smtp.acme.example',
    'smtp://smtp.acme.example/path',
    'smtp://smtp.acme.example?tls=no',
    'smtp://smtp.acme.example:99999',
    'secret',
  ])('is refused as %s, without repeating it', (url) => {
    expect(parseSmtpUrl(url)).toBeNull()
    expect(faultsOf({ KEYTURN_SMTP_URL: url, KEYTURN_MAIL_FROM: FROM })).toEqual([
      'KEYTURN_SMTP_URL must be like smtps://user:password@smtp.acme.example or smtp://host:587.',
    ])
  })
})

describe('who mails come from', () => {
  it.each([
    ['keys@acme.example', { name: 'Acme Books', address: 'keys@acme.example' }],
    ['Keys of Acme <keys@acme.example>', { name: 'Keys of Acme', address: 'keys@acme.example' }],
    ['Nøgler <keys@acme.example>', { name: 'Nøgler', address: 'keys@acme.example' }],
    ['<keys@acme.example>', { name: 'Acme Books', address: 'keys@acme.example' }],
  ])('is read from %s', (value, from) => {
    expect(parseMailFrom(value, 'Acme Books')).toEqual(from)
  })

  it.each([
    'Acme Books',
    'a@b.example, c@d.example',
    'Acme <keys@acme>',
    'A\r\nBcc: x <keys@acme.example>',
    '"A" <b@c.example>',
    '',
  ])('is refused as %o', (value) => expect(parseMailFrom(value, 'Acme Books')).toBeNull())
})

describe('the settings of mail', () => {
  it('are all or none, and their faults are told at once', () => {
    expect(readConfig({}).mail).toBeNull()
    expect(readConfig({ KEYTURN_SMTP_URL: 'smtp://localhost', KEYTURN_MAIL_FROM: FROM }).mail?.afterMs).toBe(120_000)
    expect(faultsOf({ KEYTURN_MAIL_FROM: FROM })).toHaveLength(1)
    expect(faultsOf({ KEYTURN_SMTP_URL: 'smtp://localhost' })).toEqual([
      'KEYTURN_SMTP_URL needs KEYTURN_MAIL_FROM: who the mails come from.',
    ])
    const faults = faultsOf({ KEYTURN_SMTP_URL: 'secret', KEYTURN_MAIL_FROM: 'secret', KEYTURN_MAIL_AFTER: 'soon' })
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      'KEYTURN_MAIL_AFTER',
      'KEYTURN_SMTP_URL',
      'KEYTURN_MAIL_FROM',
    ])
    expect(faults.join()).not.toContain('secret')
  })

  it('warn where a real mail would carry a link that opens on this machine only', () => {
    const named = {
      KEYTURN_MAIL_FROM: FROM,
      KEYTURN_PRODUCT_NAME: 'A',
      KEYTURN_SUPPORT_URL: 'https://a.example',
      KEYTURN_PLEO_CLIENT_ID: 'c',
    }
    const warnings = (more: Environment) => readConfig({ ...named, ...more }).warnings.map((text) => text.split(' ')[0])
    expect(warnings({ KEYTURN_SMTP_URL: 'smtps://smtp.acme.example' })).toEqual(['KEYTURN_PUBLIC_URL'])
    expect(warnings({ KEYTURN_SMTP_URL: 'smtp://localhost' })).toEqual([])
    expect(
      warnings({ KEYTURN_SMTP_URL: 'smtps://smtp.acme.example', KEYTURN_PUBLIC_URL: 'https://k.example' }),
    ).toEqual([])
  })
})
