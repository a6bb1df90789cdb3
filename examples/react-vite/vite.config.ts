import { defineConfig } from 'vite'

export default defineConfig({
  build: { outDir: 'dist/app', target: 'es2023' },
  // `npx vite` serves the pages while you change them; the back end runs beside it.
  server: { port: 4504, proxy: { '/api': 'http://localhost:4503' } },
})
