import { describe, expect, it } from 'vitest'
import { silenceOf } from './silence.ts'

const withCode = (code: unknown): Error => Object.assign(new Error('what a host did'), { code })

describe('the error of a call', () => {
  it.each([
    {
      silence: 'timeout',
      codes: ['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'],
    },
    { silence: 'too_large', codes: ['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_EXCEEDED_MAX_SIZE'] },
    {
      silence: 'tls',
      codes: [
        'ERR_TLS_CERT_ALTNAME_INVALID',
        'ERR_SSL_WRONG_VERSION_NUMBER',
        'CERT_HAS_EXPIRED',
        'DEPTH_ZERO_SELF_SIGNED_CERT',
        'CRL_HAS_EXPIRED',
        'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        'INVALID_CA',
        'INVALID_PURPOSE',
        'PATH_LENGTH_EXCEEDED',
        'HOSTNAME_MISMATCH',
        'EPROTO',
      ],
    },
    { silence: 'network', codes: ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_SOCKET', ''] },
  ])('is $silence for $codes', ({ silence, codes }) => {
    expect(codes.map((code) => [code, silenceOf(withCode(code))])).toEqual(codes.map((code) => [code, silence]))
  })

  it.each([
    'XUND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_CONNECT_TIMEOUTS',
    'NETIMEDOUT',
    'ETIMEDOUTS',
    'XUND_ERR_HEADERS_OVERFLOW',
    'UND_ERR_HEADERS_OVERFLOWS',
    'XERR_TLS_',
    'NOT_UNABLE_TO_CONNECT',
    'NOT_INVALID_CA',
    'INVALID_CAR',
    'NO_PATH_LENGTH_EXCEEDED',
    'HOSTNAME_MISMATCHES',
    'XEPROTO',
    'EPROTOTYPE',
  ])('is the network for %s, which only looks like another', (code) => {
    expect(silenceOf(withCode(code))).toBe('network')
  })

  it('is told by its name where it has no code', () => {
    const parser = Object.assign(new Error('bad'), { name: 'HTTPParserError' })
    expect(silenceOf(parser)).toBe('undecodable')
    expect(silenceOf(Object.assign(new Error('bad'), { name: 'XHTTPParserErrors' }))).toBe('network')
    expect(silenceOf(Object.assign(parser, { code: 7 }))).toBe('undecodable')
    expect(silenceOf(Object.assign(parser, { code: 'ETIMEDOUT' }))).toBe('timeout')
  })

  it.each([undefined, null, 'ETIMEDOUT', { code: 'ETIMEDOUT' }])('is the network where %j was thrown', (thrown) => {
    expect(silenceOf(thrown)).toBe('network')
  })
})
