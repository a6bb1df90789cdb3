import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

const inSource = {
  ssr: { resolve: { conditions: ['@keyturn/source', ...defaultServerConditions] } },
  oxc: { jsx: { runtime: 'automatic' as const, importSource: 'preact' } },
}

export default defineConfig({
  test: {
    projects: ['api', 'connect', 'pleo-simulator', 'server'].map((room) => ({
      ...inSource,
      test: { name: room, root: `packages/${room}`, include: ['src/**/*.test.{ts,tsx}'], sequence: { shuffle: true } },
    })).concat([
      { ...inSource, test: { name: 'acme-books', root: 'examples/acme-books', include: ['src/**/*.test.ts'], sequence: { shuffle: true } } },
      { ...inSource, test: { name: 'scripts', root: 'scripts', include: ['**/*.test.ts'], sequence: { shuffle: true } } },
    ]),
  },
})
