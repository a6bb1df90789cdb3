import { describe, expect, it } from 'vitest'
import { ConfigFaults, readConfig } from './config.ts'
import type { Environment } from './config.ts'

function faultsOf(environment: Environment): readonly string[] {
  try {
    readConfig(environment)
    return []
  } catch (error) {
    if (error instanceof ConfigFaults) return error.faults
    throw error
  }
}

describe('the way from browser to Keyturn', () => {
  it.each(['https://keys.acme.example', 'https://keys.acme.example:8443', 'https://10.0.0.7'])('may be %s', (url) => {
    expect(readConfig({ KEYTURN_PUBLIC_URL: url }).publicUrl).toBe(url)
  })

  it.each(['http://127.0.0.1:4500', 'http://localhost:4500', 'http://[::1]:4500'])(
    'may be plain on this machine: %s',
    (url) => {
      expect(readConfig({ KEYTURN_PUBLIC_URL: url }).publicUrl).toBe(url)
    },
  )

  it.each([
    'http://keys.acme.example',
    'http://10.0.0.7',
    'http://127.0.0.2',
    'http://localhost.acme.example',
    'http://0.0.0.0:4500',
    'ws://localhost',
    'https://user@keys.acme.example',
    'keys.acme.example',
  ])('[X25] is refused at %s', (url) => {
    expect(faultsOf({ KEYTURN_PUBLIC_URL: url })).toEqual([
      'KEYTURN_PUBLIC_URL must be an https URL (http only on this machine).',
    ])
  })
})

describe('the way from Keyturn to Pleo', () => {
  it.each([{}, { KEYTURN_PLEO_ENVIRONMENT: 'staging' }, { KEYTURN_PLEO_BASE_URL: 'https://pleo.example' }])(
    '[X25] is https with %o',
    (environment) => {
      expect(readConfig(environment).pleo.baseUrl.protocol).toBe('https:')
    },
  )

  it.each(['http://external.pleo.io', 'http://10.0.0.7', 'http://127.0.0.2'])(
    '[X25] is never plain to another machine, whatever else is set: %s',
    (url) => {
      for (const allow of ['0', 'loopback']) {
        const faults = faultsOf({ KEYTURN_PLEO_BASE_URL: url, KEYTURN_ALLOW_HTTP_PROVIDERS: allow })
        expect(faults).toEqual(['KEYTURN_PLEO_BASE_URL must be an https URL (http only on this machine).'])
      }
    },
  )

  it('is plain to a stand-in on this machine only where that is allowed in so many words', () => {
    const url = { KEYTURN_PLEO_BASE_URL: 'http://127.0.0.1:4501' }
    expect(faultsOf(url)).toEqual(['KEYTURN_PLEO_BASE_URL is http; that needs KEYTURN_ALLOW_HTTP_PROVIDERS=loopback.'])
    expect(faultsOf({ ...url, KEYTURN_ALLOW_HTTP_PROVIDERS: 'loopback' })).toEqual([])
    expect(faultsOf({ KEYTURN_ALLOW_HTTP_PROVIDERS: '1' })).toEqual([
      'KEYTURN_ALLOW_HTTP_PROVIDERS must be one of: 0, loopback.',
    ])
  })
})

describe('settings', () => {
  it('lists everything that is wrong at once, by name and never by value', () => {
    const faults = faultsOf({
      KEYTURN_PORT: 'secret-1',
      KEYTURN_PUBLIC_URL: 'https://keys.acme.example/secret-2',
      KEYTURN_DATABASE_URL: 'secret-3',
      KEYTURN_MASTER_KEY: 'secret-4',
      KEYTURN_MASTER_KEY_FILE: 'secret-5',
      KEYTURN_CHECK_INTERVAL: 'secret-6',
      KEYTURN_PASSWORD: 'secret-7',
    })
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      'KEYTURN_PASSWORD',
      'KEYTURN_PORT',
      'KEYTURN_PUBLIC_URL',
      'KEYTURN_DATABASE_URL',
      'KEYTURN_CHECK_INTERVAL',
      'KEYTURN_MASTER_KEY',
    ])
    expect(faults.join()).not.toContain('secret')
  })

  it('warns of what may be so, but not unseen', () => {
    expect(readConfig({ KEYTURN_MASTER_KEY: 'x' }).warnings.map((warning) => warning.split(' ')[0])).toEqual([
      'KEYTURN_PRODUCT_NAME',
      'KEYTURN_SUPPORT_URL',
      'KEYTURN_MASTER_KEY',
      'KEYTURN_PLEO_CLIENT_ID',
    ])
  })
})
