import { chromium } from '@playwright/test'
import type { Browser } from '@playwright/test'
import { inject } from 'vitest'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the browser of each worker is reached; empty where the machine has none. */
    readonly browsers: readonly string[]
  }
}

/** Whether this machine has a browser: what needs one is skipped without, and counted as skipped. */
export const HAS_BROWSER = inject('browsers').length > 0

/** A connection to the browser of this worker (`page-browsers.mjs`). Closing it closes its own contexts and no others. */
export function openBrowser(): Promise<Browser> {
  const endpoints = inject('browsers')
  // From 1 to as many as there are workers, no two at the same time.
  const worker = Number(process.env['VITEST_POOL_ID'] ?? '1')
  const endpoint = endpoints[(worker - 1) % endpoints.length]
  if (endpoint === undefined) throw new Error('This machine has no browser.')
  return chromium.connect(endpoint)
}
