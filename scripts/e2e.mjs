// `npm run e2e -- [playwright's arguments]`: only the tests in a browser.
import { buildAssets } from './build-assets.mjs'
import { ensureChromium } from './find-chromium.mjs'
import { FROM_SOURCE, ROOT, runCommand } from './run-command.mjs'

await buildAssets()
const { code } = await runCommand(['playwright', 'test', ...process.argv.slice(2)], {
  cwd: `${ROOT}e2e`,
  env: { NODE_OPTIONS: FROM_SOURCE, KEYTURN_CHROMIUM: await ensureChromium() },
})
process.exitCode = code
