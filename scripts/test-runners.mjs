// The two test runners, each with a report that can be added up.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium, findPageBrowser } from './find-chromium.mjs'
import { FROM_SOURCE, ROOT, runCommand } from './run-command.mjs'
import { NOTHING, ofPlaywright, ofVitest, withExitCode } from './test-totals.mjs'

/** @typedef {import('./test-totals.mjs').Totals} Totals */

export const HAS_BROWSER_TESTS = existsSync(join(ROOT, 'e2e/playwright.config.ts'))

/**
 * @param {readonly string[]} args More arguments, such as files. @param {Record<string, string>} [env]
 * @returns {Promise<Totals>}
 */
export const runVitest = (args, env = {}) =>
  withReport(ofVitest, async (report) =>
    runCommand(['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args], {
      env: { KEYTURN_CHROMIUM: await findPageBrowser(), ...env },
    }),
  )

/**
 * @param {readonly string[]} args @param {Record<string, string>} [env]
 * @returns {Promise<Totals>}
 */
export const runPlaywright = (args, env = {}) =>
  withReport(ofPlaywright, async (report) =>
    runCommand(['playwright', 'test', '--reporter=list,json', ...args], {
      cwd: join(ROOT, 'e2e'),
      env: {
        NODE_OPTIONS: FROM_SOURCE,
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
        KEYTURN_CHROMIUM: await findChromium(),
        ...env,
      },
    }),
  )

/**
 * @template Report
 * @param {(report: Report) => Totals} read
 * @param {(report: string) => Promise<{ code: number }>} run
 * @returns {Promise<Totals>}
 */
async function withReport(read, run) {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-report-'))
  try {
    const report = join(folder, 'report.json')
    const { code } = await run(report)
    const totals = existsSync(report) ? read(JSON.parse(readFileSync(report, 'utf8'))) : NOTHING
    return withExitCode(totals, code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
