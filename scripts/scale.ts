import { appendFileSync } from 'node:fs'

/** `test`: what `npm test` has time for. `verify`: the full figure, `npm run verify`. */
export type Scale = 'test' | 'verify'

export const scale: Scale = process.env['KEYTURN_SCALE'] === 'verify' ? 'verify' : 'test'

/**
 * The figure for the scale this run has, for instance `fc.assert(law, { numRuns: scaled({ test: 10_000, verify: 100_000 }) })`.
 */
export const scaled = <Figure>(figures: Readonly<Record<Scale, Figure>>): Figure => figures[scale]

/**
 * Says what a test reached, so that `npm run verify` can write it down. Costs nothing in `npm test`.
 *
 * @param id An id of the security plan or the checklist: `K2`, `S25`.
 * @param figure What was reached, with its unit: `3,400 changed bits, all refused`.
 */
export function reportFigure(id: string, figure: string): void {
  const file = process.env['KEYTURN_FIGURES']
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ id, figure })}\n`)
}
