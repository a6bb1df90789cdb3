import { contrast } from './colour.ts'
import { SET_PAIRS } from './pairs.ts'
import type { Pair } from './pairs.ts'
import type { GivenColours, Palette } from './palette.ts'
import { shadesOf } from './shades.ts'
import type { Shade, ThemeShades } from './shades.ts'

export interface ThemeFault {
  /** Where in the theme: the colour to change. */
  readonly path: readonly string[]
  readonly message: string
}

/** Each pair of colours that would not read, with its contrast. */
export const themeFaults = (theme: ThemeShades): readonly ThemeFault[] =>
  shadesOf(theme).flatMap((one) => SET_PAIRS.flatMap((pair) => faultOf(one, pair)))

function faultOf({ scheme, palette, written, path }: Shade, { of, on, least }: Pair): ThemeFault[] {
  const ratio = contrast(palette[of], palette[on])
  if (ratio >= least) return []
  const blamed = [of, on].map(fieldOf).find((field) => field !== null && written[field] !== null) ?? 'surface'
  const pair = `${wordOf(of)} ${palette[of]} on ${wordOf(on)} ${palette[on]}`
  const has = `has a contrast of ${ratioText(ratio)}:1 on ${scheme} pages and needs ${ratioText(least)}:1`
  return [{ path: [...path, blamed], message: `${pair} ${has}` }]
}

const FIELDS: Readonly<Partial<Record<keyof Palette, keyof GivenColours>>> = {
  accent: 'accent',
  'on-accent': 'onAccent',
  surface: 'surface',
  text: 'text',
}

const fieldOf = (name: keyof Palette): keyof GivenColours | null => FIELDS[name] ?? null

/** `accent` as the contract calls it; the tones as what they are. */
function wordOf(name: keyof Palette): string {
  const field = fieldOf(name)
  if (field !== null) return field
  const [tone, part] = name.split('-')
  return `the ${PARTS[part ?? ''] ?? 'colour'} of "${tone}"`
}

const PARTS: Readonly<Record<string, string>> = { text: 'text', soft: 'ground', line: 'mark' }

/** Rounded down: what fails never reads as if it passed. */
const ratioText = (ratio: number): string => (Math.floor(ratio * 100) / 100).toFixed(2)
