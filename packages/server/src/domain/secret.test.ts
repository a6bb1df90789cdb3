import { Console } from 'node:console'
import { PassThrough } from 'node:stream'
import { format, inspect } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import { Secret } from './secret.ts'

const RUNS = { numRuns: runs({ test: 5_000, verify: 100_000 }) }
const SHOWN = '[secret]'

const aKey = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 96 }),
  fc.string({ minLength: 1, maxLength: 96 }).map((text) => Buffer.from(text, 'utf8')),
)
const secretOf = (bytes: Uint8Array): Secret => new Secret(Buffer.from(bytes))

/** Every way in which a value becomes text; what it must become, whatever the key is. */
const WAYS: readonly { way: string; print: (secret: Secret) => string; shown: string }[] = [
  { way: 'String()', print: (secret) => String(secret), shown: SHOWN },
  { way: 'a template', print: (secret) => `key=${String(secret)}`, shown: `key=${SHOWN}` },
  { way: 'joining', print: (secret) => [secret, secret].join(), shown: `${SHOWN},${SHOWN}` },
  { way: 'JSON', print: (secret) => JSON.stringify({ secret }), shown: `{"secret":"${SHOWN}"}` },
  { way: 'inspect', print: (secret) => inspect(secret, { showHidden: true, depth: null }), shown: SHOWN },
  { way: 'inspect of an object', print: (secret) => inspect({ secret }), shown: `{ secret: ${SHOWN} }` },
  {
    way: 'format',
    print: (secret) => format('%s %j %o %O', secret, secret, secret, secret),
    shown: `${SHOWN} "${SHOWN}" ${SHOWN} ${SHOWN}`,
  },
  { way: 'a console', print: (secret) => printed(secret), shown: `${SHOWN}\n` },
  { way: 'spreading', print: (secret) => JSON.stringify({ ...secret }), shown: '{}' },
  { way: 'its properties', print: (secret) => JSON.stringify(Reflect.ownKeys(secret).map(String)), shown: '[]' },
  { way: 'a structured clone', print: (secret) => JSON.stringify(structuredClone(secret)), shown: '{}' },
  { way: 'a serialized heap', print: (secret) => JSON.stringify(deserialize(serialize(secret))), shown: '{}' },
]

describe('a Secret', () => {
  it.each(WAYS)(
    '[S45] [X7] [X10] [X27] [X31] prints the same for every key by $way',
    ({ print, shown }) => {
      fc.assert(
        fc.property(aKey, (bytes) => {
          expect(print(secretOf(bytes))).toBe(shown)
        }),
        RUNS,
      )
    },
    PATIENCE_MS,
  )

  it('[X10] [X31] stays out of an error that carries it, and out of its stack', () => {
    const text = 'demo-key-not-real-0001'
    const error = new Error('refused', { cause: secretOf(Buffer.from(text)) })
    expect(inspect(error, { showHidden: true, depth: null })).not.toContain(text)
    expect(inspect(error)).toContain(SHOWN)
  })

  it('lends the very bytes, and tells only how many', () => {
    const secret = secretOf(Buffer.from('demo-key-not-real-0001'))
    expect(secret.use((bytes) => bytes.toString('utf8'))).toBe('demo-key-not-real-0001')
    expect(secret.byteLength).toBe(22)
  })

  it('is zeros once wiped, in the very memory that held it', () => {
    const bytes = Buffer.from('demo-key-not-real-0001')
    const secret = new Secret(bytes)
    secret.wipe()
    expect(bytes).toEqual(Buffer.alloc(22))
  })

  it('has copies that outlive it, in memory of their own', () => {
    const secret = secretOf(Buffer.from('demo-key-not-real-0001'))
    const copy = secret.copy()
    secret.wipe()
    expect(copy.use((bytes) => bytes.toString('utf8'))).toBe('demo-key-not-real-0001')
    expect(copy.use((bytes) => bytes.buffer.byteLength)).toBe(22)
  })
})

function printed(secret: Secret): string {
  const sink = new PassThrough()
  new Console(sink).log(secret)
  return String(sink.read())
}
