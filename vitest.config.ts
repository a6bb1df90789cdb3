import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

/** A room's tests run from its own folder, in any order, against the sources of the other packages. */
const room = (name: string, root: string, include: readonly string[]) => ({
  ssr: { resolve: { conditions: ['@keyturn/source', ...defaultServerConditions] } },
  oxc: { jsx: { runtime: 'automatic' as const, importSource: 'preact' } },
  test: {
    name,
    root,
    include: [...include],
    exclude: ['**/node_modules/**', 'lint/fixture/**'],
    sequence: { shuffle: true },
    // Two cores shared with browsers: what hangs is told from what is slow by minutes, not by seconds.
    testTimeout: 30_000,
    expect: { poll: { timeout: 20_000 } },
  },
})

const IN_SOURCE = ['src/**/*.test.{ts,tsx}']

export default defineConfig({
  test: {
    globalSetup: ['scripts/page-browsers.mjs'],
    // Each of the processors has work: a browser test waits as often as it works.
    maxWorkers: '100%',
    projects: [
      room('api', 'packages/api', IN_SOURCE),
      room('connect', 'packages/connect', IN_SOURCE),
      room('elements', 'packages/elements', IN_SOURCE),
      room('pleo-simulator', 'packages/pleo-simulator', IN_SOURCE),
      room('server', 'packages/server', IN_SOURCE),
      room('acme-books', 'examples/acme-books', IN_SOURCE),
      room('scripts', 'scripts', ['**/*.test.ts']),
      room('bench', 'bench', ['*.test.ts']),
    ],
  },
})
