import { randomBytes } from 'node:crypto'
import { deflateSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { found } from './key-spellings.ts'

const KEY = `demo-not-real-${randomBytes(16).toString('hex')}`
const bytes = Buffer.from(KEY)
const each = (write: (byte: number) => string): string => [...bytes].map(write).join('')
const latin1 = (packed: Buffer): string => packed.toString('latin1')
/** Something before it, so that base64 begins at each of its three places. */
const after = (count: number): Buffer => Buffer.concat([Buffer.alloc(count, 'x'), bytes, Buffer.from('behind')])

it.each([
  { how: 'raw', leak: `{"key":"${KEY}"}` },
  { how: 'a slice of twelve from anywhere', leak: `…${KEY.slice(17, 29)}…` },
  ...[0, 1, 2].flatMap((count) => [
    { how: `base64 after ${count}`, leak: after(count).toString('base64') },
    { how: `base64url after ${count}`, leak: after(count).toString('base64url') },
  ]),
  { how: 'hex', leak: bytes.toString('hex') },
  { how: 'percent', leak: each((byte) => `%${byte.toString(16)}`) },
  { how: 'escapes of JSON', leak: each((byte) => `\\u00${byte.toString(16)}`) },
  { how: 'UTF-16, little end first', leak: latin1(Buffer.from(KEY, 'utf16le')) },
  { how: 'UTF-16, big end first', leak: latin1(Buffer.from(KEY, 'utf16le').swap16()) },
  { how: 'the other way round', leak: [...KEY].toReversed().join('') },
  { how: 'gzip', leak: `before${latin1(gzipSync(`a ${KEY} b`))}` },
  { how: 'deflate', leak: `before${latin1(deflateSync(`a ${KEY} b`))}` },
  {
    how: 'gzip that was cut off',
    leak: latin1(gzipSync(`${KEY}${randomBytes(90_000).toString('hex')}`).subarray(0, 60_000)),
  },
])('a search for keys finds one as $how', ({ leak }) => {
  expect(found([KEY], new Map([['a leak', leak]]))).not.toEqual([])
})

it('a search for keys finds none where there is none', () => {
  const other = latin1(gzipSync(`demo-not-real-${randomBytes(16).toString('hex')}`))
  expect(found([randomBytes(20).toString('hex')], new Map([['no leak', other + other]]))).toEqual([])
})
