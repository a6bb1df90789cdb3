import { randomInt } from 'node:crypto'

/** mulberry32: small, fast, and the same on every machine. For simulations only. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * Runs a story on numbers of a seed: another one in each run, or the one that `KEYTURN_SEED` names, to see a failure again.
 *
 * @throws what says which seed it was
 */
export async function seeded(story: (numbers: () => number) => Promise<void>): Promise<void> {
  const seed = Number(process.env['KEYTURN_SEED'] ?? randomInt(2 ** 31))
  try {
    await story(randomNumbers(seed))
  } catch (error) {
    throw new Error(`KEYTURN_SEED=${seed} fails: ${String(error)}`, { cause: error })
  }
}

/** @returns a whole number from `least` to `most`, both included */
export const between = (numbers: () => number, least: number, most: number): number =>
  least + Math.floor(numbers() * (most - least + 1))
