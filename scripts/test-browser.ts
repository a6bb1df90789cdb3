import { chromium } from '@playwright/test'
import type { Browser } from '@playwright/test'
import { inject } from 'vitest'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the one browser of this run is reached; null where the machine has none. */
    readonly browser: string | null
  }
}

/** Whether this machine has a browser: what needs one is skipped without, and counted as skipped. */
export const HAS_BROWSER = inject('browser') !== null

/** A connection to the one browser of this run (`one-browser.mjs`). Closing it closes its own contexts and no others. */
export function openBrowser(): Promise<Browser> {
  const endpoint = inject('browser')
  if (endpoint === null) throw new Error('This machine has no browser.')
  return chromium.connect(endpoint)
}
