// `npm test`: everything there is, from a clean checkout. It ends with the names of what failed, and with the totals of all
// runners. The order within each file beside the code is drawn by lot; `--seed` draws it again.
import { parseArgs } from 'node:util'
import { buildAssets } from './build-assets.mjs'
import { ensureChromium } from './find-chromium.mjs'
import { exitCodeOf, stopped } from './run-command.mjs'
import { HAS_BROWSER_TESTS, runPlaywright, runVitest } from './test-runners.mjs'
import { add, isGood, lineOf, NOTHING, remarksOn } from './test-totals.mjs'

const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n`)

/** One failure that stands for a step that could not be taken. */
const failure = (/** @type {string} */ why) => {
  say(why)
  return { ...NOTHING, failed: 1, failures: [why] }
}

const { seed = String(Date.now()) } = parseArgs({ options: { seed: { type: 'string' } } }).values

/** What passes at the second try only is named at the end. What must hold each time takes itself out (decision 0014). */
const STEADIED = '--retries=1'

const STEPS = [
  { name: 'Customer pages, built', run: built },
  { name: 'Tests beside the code', run: () => withChromium(() => runVitest([`--sequence.seed=${seed}`])) },
  { name: 'Tests in a browser', run: inBrowser },
]

/** Tests of both runners open a browser, so it is there before the first of them. */
async function withChromium(/** @type {() => Promise<typeof NOTHING>} */ run) {
  const chromium = await ensureChromium()
  if (stopped() !== null) return NOTHING
  if (chromium === undefined) return failure('There is no Chromium: install one, or name yours in KEYTURN_CHROMIUM.')
  return run()
}

async function built() {
  try {
    await buildAssets()
    return NOTHING
  } catch (error) {
    return failure(`The customer pages could not be built.\n${error.stack}`)
  }
}

function inBrowser() {
  if (!HAS_BROWSER_TESTS) return failure('e2e/playwright.config.ts is missing.')
  return withChromium(() => runPlaywright([STEADIED]))
}

let totals = NOTHING
for (const { name, run } of STEPS) {
  if (stopped() !== null) break
  say(`\n── ${name}`)
  totals = add(totals, await run())
}

const signal = stopped()
if (signal === null) process.exitCode = isGood(totals) ? 0 : 1
else process.exitCode = exitCodeOf(signal)
say(`\nThis order again: npm test -- --seed ${seed}`)
say(`\n${remarksOn(totals)}${lineOf(totals)}`)
