import { defineConfig } from 'vite'

// One script and one style sheet, hashed, nothing inline: a strict policy takes them as they are.
export default defineConfig({
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    manifest: true,
    modulePreload: false,
    assetsInlineLimit: 0,
    // `tsc -b` writes its declarations to the same folder.
    emptyOutDir: false,
    target: 'es2022',
    rolldownOptions: { input: 'src/client.tsx' },
  },
})
