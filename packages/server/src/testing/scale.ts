import { scaled } from '@keyturn/scripts/scale'

/** How often a law is tried in this run: at most a tenth in `npm test`. For tests. */
export const runs = (times: { readonly test: number; readonly verify: number }): number => scaled(times)

/** What the slow half of a law may take. For tests. */
export const PATIENCE_MS = 600_000
