import { SOFTS, TONE_LINES, TONE_TEXTS } from './base-colours.ts'
import { LEAST } from './palette.ts'
import type { Palette } from './palette.ts'

export interface Pair {
  readonly of: keyof Palette
  readonly on: keyof Palette
  readonly least: number
}

const GROUNDS = ['surface', 'paper', 'sunken'] as const

const pairs = (
  ofs: readonly (keyof Palette)[],
  ons: readonly (keyof Palette)[],
  least: number = LEAST.text,
): readonly Pair[] => ofs.flatMap((of) => ons.map((on) => ({ of, on, least })))

/** Pairs of what a theme sets itself, and of that with the tones it cannot move: judged when the session is made. */
export const SET_PAIRS: readonly Pair[] = [
  ...pairs(['text', 'accent', ...TONE_TEXTS], ['surface']),
  ...pairs(['on-accent'], ['accent']),
  ...pairs(['text'], SOFTS),
  ...pairs(TONE_LINES, ['surface'], LEAST.mark),
]

/** Every pair that the style sheets put on a page. */
export const PAIRS_IN_USE: readonly Pair[] = [
  ...SET_PAIRS,
  ...pairs(['text', 'accent'], ['paper', 'sunken']),
  ...pairs(['text-2', 'accent-hover'], GROUNDS),
  ...pairs(['text-2', 'soft-accent', 'soft-accent-hover'], SOFTS),
  ...pairs(['on-accent'], ['accent-hover', 'soft-accent', 'soft-accent-hover']),
  ...pairs(TONE_TEXTS, ['paper', 'sunken']),
  ...pairs(['control', 'focus'], GROUNDS, LEAST.mark),
  ...pairs(TONE_LINES, ['paper', 'sunken'], LEAST.mark),
  ...TONE_TEXTS.map((of, at): Pair => ({ of, on: SOFTS[at] ?? 'surface', least: LEAST.text })),
  ...TONE_LINES.map((of, at): Pair => ({ of, on: SOFTS[at] ?? 'surface', least: LEAST.mark })),
]
