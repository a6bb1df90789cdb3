// Started before the tests beside the code, ended after them: a Chromium for each worker of vitest that may open a page.
// Starting one costs more than most of the tests that use it. Workers cannot share one, for a browser has one clipboard.
import { chromium } from '@playwright/test'
import { findPageBrowser } from './find-chromium.mjs'

const OPEN_PAGES = new Set(['connect', 'elements'])
const ARGS = ['--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update']

/** @type {readonly import('@playwright/test').BrowserServer[]} */
let browsers = []

/** @param {import('vitest/node').TestProject} root */
export async function setup(root) {
  const isNeeded = root.vitest.projects.some(({ name }) => OPEN_PAGES.has(name))
  const executablePath = isNeeded ? await findPageBrowser() : undefined
  if (executablePath !== undefined) {
    const starts = Array.from({ length: root.vitest.config.maxWorkers }, () =>
      chromium.launchServer({ executablePath, args: ARGS }),
    )
    browsers = await Promise.all(starts)
  }
  root.provide(
    'browsers',
    browsers.map((browser) => browser.wsEndpoint()),
  )
}

export const teardown = () => Promise.all(browsers.map((browser) => browser.close()))
