import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { buildAlone } from '@keyturn/scripts/build-elements'
import { ROOT } from '@keyturn/scripts/run-command'
import { figureOf } from '../figure.ts'
import { valuesOf } from '../row.ts'
import type { Row } from '../row.ts'

export const element: Row = {
  id: 'element',
  what: 'one element of @keyturn/elements with its registration and nothing else, brotli',
  beside: null,
  async open() {
    const built = await buildAlone()
    const sizes = Object.fromEntries(
      built.map(({ name, file }) => [name, brotliCompressSync(readFileSync(join(ROOT, file))).byteLength]),
    )
    return {
      rounds: 1,
      variants: { elements: async () => sizes },
      figures: (summary) =>
        built.map(({ name }) =>
          figureOf({
            name,
            values: valuesOf(summary, 'elements', name),
            unit: { name: 'bytes' },
            limit: { most: 4_000 },
          }),
        ),
      async [Symbol.asyncDispose]() {},
    }
  },
}
