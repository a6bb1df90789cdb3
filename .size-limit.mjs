// `npm run size`: what a browser loads, in brotli. The pages as a whole are measured in Chromium: e2e/page-weight.spec.ts.
import { readFileSync } from 'node:fs'
import { buildAssets } from './scripts/build-assets.mjs'
import { buildAlone } from './scripts/build-elements.mjs'

const DIST = 'packages/connect/dist/'

/** @typedef {{ file: string, css: readonly string[] }} Built */

await buildAssets()
/** @type {{ 'src/client.ts': Built }} */
const manifest = JSON.parse(readFileSync(`${DIST}.vite/manifest.json`, 'utf8'))
const { file, css } = manifest['src/client.ts']
const elements = await buildAlone()

export default [
  { name: 'script of the customer pages', path: `${DIST}${file}`, limit: '10 kB' },
  { name: 'rules of the customer pages', path: css.map((each) => `${DIST}${each}`), limit: '5 kB' },
  ...elements.map((each) => ({ name: `<${each.name}> and nothing else`, path: each.file, limit: '4 kB' })),
]
