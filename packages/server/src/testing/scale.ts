import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** `verify`: the full figures of SECURITY section 5. Absent or `test`: a tenth or less. */
    scale?: 'test' | 'verify'
  }
}

/** How often a law is tried in this run. For tests. */
export const runs = (times: { readonly test: number; readonly verify: number }): number =>
  times[inject('scale') ?? 'test']

/** What the slow half of a law may take. For tests. */
export const PATIENCE_MS = 600_000
