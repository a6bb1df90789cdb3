import type { Scheme } from './base-colours.ts'
import { contrast } from './colour.ts'
import { paletteOf, lightened } from './palette.ts'
import type { GivenColours, Palette } from './palette.ts'
import { BASE } from './base-colours.ts'
import { SET_PAIRS } from './pairs.ts'
import type { Pair } from './pairs.ts'

/** What of a theme decides about colours. */
export interface ThemeShades {
  readonly appearance: 'light' | 'dark' | 'auto'
  readonly colours: GivenColours
  readonly dark: GivenColours | null
}

export interface ThemeFault {
  /** Where in the theme: the colour to change. */
  readonly path: readonly string[]
  readonly message: string
}

interface Shade {
  readonly scheme: Scheme
  readonly given: GivenColours
  readonly palette: Palette
  /** Which of the colours the integrator wrote, and where. */
  readonly written: GivenColours
  readonly path: readonly string[]
}

const NOTHING: GivenColours = { accent: null, onAccent: null, surface: null, text: null }

/** The appearances a page has under a theme: one, or under `auto` both. */
export function shadesOf({ appearance, colours, dark }: ThemeShades): readonly Shade[] {
  if (appearance !== 'auto') return [shade(appearance, colours, colours, [])]
  const written = dark ?? NOTHING
  const surface = written.surface ?? BASE.dark.surface
  const accent = written.accent ?? (colours.accent === null ? null : lightened(colours.accent, surface))
  return [shade('light', colours, colours, []), shade('dark', { ...written, accent }, written, ['dark'])]
}

const shade = (scheme: Scheme, given: GivenColours, written: GivenColours, path: readonly string[]): Shade => ({
  scheme,
  given,
  palette: paletteOf(scheme, given),
  written,
  path,
})

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
