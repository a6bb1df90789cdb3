import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { buildAlone } from '@keyturn/scripts/build-elements'
import { ROOT } from '@keyturn/scripts/run-command'
import { spreadOf } from '../row.ts'
import type { Row } from '../row.ts'

const LIMIT_BYTES = 4_000

export const element: Row = {
  id: 'element',
  what: 'one element of @keyturn/elements with its registration and nothing else, brotli',
  limit: '≤ 4 kB each',
  async open() {
    const built = await buildAlone()
    const sizes = Object.fromEntries(
      built.map(({ name, file }) => [name, brotliCompressSync(readFileSync(join(ROOT, file))).byteLength]),
    )
    return {
      rounds: 1,
      variants: { elements: async () => sizes },
      figure(summary) {
        const bytes = built.map(({ name }) => ({ name, of: spreadOf(summary, 'elements', name).median }))
        return {
          shown: bytes.map(({ name, of }) => `${name} ${of.toLocaleString('en')} bytes`).join(', '),
          holds: bytes.every(({ of }) => of <= LIMIT_BYTES),
        }
      },
      async [Symbol.asyncDispose]() {},
    }
  },
}
