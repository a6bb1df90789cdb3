import { defineConfig } from 'vite'

// One script and one style sheet, hashed, nothing inline: a strict policy takes them as they are.
export default defineConfig({
  publicDir: false,
  build: {
    manifest: true,
    modulePreload: false,
    assetsInlineLimit: 0,
    // `tsc -b` writes its declarations to the same folder.
    emptyOutDir: false,
    target: 'es2023',
    rolldownOptions: { input: 'src/client.ts' },
  },
})
