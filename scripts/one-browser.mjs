// Started before the tests beside the code, ended after them: one Chromium for all that open a page. A browser costs more
// than most of the tests that use it; what each of them sees is a context of its own.
import { chromium } from '@playwright/test'
import { findPageBrowser } from './find-chromium.mjs'

const OPEN_PAGES = new Set(['connect', 'elements'])
const ARGS = ['--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update']

/** @type {import('@playwright/test').BrowserServer | undefined} */
let browser

/** @param {import('vitest/node').TestProject} root */
export async function setup(root) {
  const isNeeded = root.vitest.projects.some(({ name }) => OPEN_PAGES.has(name))
  const executablePath = isNeeded ? await findPageBrowser() : undefined
  if (executablePath !== undefined) browser = await chromium.launchServer({ executablePath, args: ARGS })
  root.provide('browser', browser?.wsEndpoint() ?? null)
}

export const teardown = () => browser?.close()
