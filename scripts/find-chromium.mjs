// Where the browser of the tests comes from: the system's, else one that is installed once.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runCommand } from './run-command.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

function isExecutable(/** @type {string} */ file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The browser Playwright itself would install, whether or not it has. */
async function ofPlaywright() {
  const { chromium } = await import('@playwright/test')
  return chromium.executablePath()
}

/** @param {readonly string[]} names @returns {readonly string[]} Where the system may have programs of these names. */
const placesOf = (names) =>
  (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))

/**
 * `KEYTURN_CHROMIUM`, else the system's, else Playwright's.
 * @returns {Promise<string | undefined>}
 */
export async function findChromium() {
  const wanted = process.env['KEYTURN_CHROMIUM']
  if (wanted !== undefined && wanted !== '') return isExecutable(wanted) ? wanted : undefined
  return [...placesOf(NAMES), ...ELSEWHERE, await ofPlaywright()].find(isExecutable)
}

/**
 * The browser for tests of single pages: Chromium's headless shell where the system has it, which draws the same at half
 * the processor time, else the whole browser. The tests of `e2e` always have the whole one.
 * @returns {Promise<string | undefined>}
 */
export async function findPageBrowser() {
  const shell = process.env['KEYTURN_CHROMIUM'] ? undefined : placesOf(['chromium-headless-shell']).find(isExecutable)
  return shell ?? findChromium()
}

const WAYS_TO_INSTALL = [
  {
    name: 'apt-get',
    fits: () => process.getuid?.() === 0 && isExecutable('/usr/bin/apt-get'),
    steps: [
      ['apt-get', '-q', 'update'],
      ['apt-get', '-q', 'install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation'],
      ['apt-get', '-q', 'install', '-y', '--no-install-recommends', 'chromium-headless-shell'],
    ],
  },
  { name: 'playwright', fits: () => true, steps: [['playwright', 'install', 'chromium']] },
]

/**
 * Finds a Chromium, or installs one: Debian's as root, else Playwright's own.
 * @returns {Promise<string | undefined>} undefined when none could be had; why is on stderr.
 */
export async function ensureChromium() {
  const found = await findChromium()
  if (found !== undefined || process.env['KEYTURN_CHROMIUM']) return found
  for (const { name, steps } of WAYS_TO_INSTALL.filter(({ fits }) => fits())) {
    process.stderr.write(`No Chromium here: installing one with ${name} …\n`)
    for (const step of steps) {
      const { code } = await runCommand(step, { env: { DEBIAN_FRONTEND: 'noninteractive' }, output: 'on stderr' })
      if (code !== 0) break
    }
    const installed = await findChromium()
    if (installed !== undefined) return installed
  }
  return undefined
}
