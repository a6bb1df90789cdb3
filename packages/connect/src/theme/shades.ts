import { BASE } from './base-colours.ts'
import type { Scheme } from './base-colours.ts'
import { lightened, paletteOf } from './palette.ts'
import type { GivenColours, Palette } from './palette.ts'

/** What of a theme decides about colours. */
export interface ThemeShades {
  readonly appearance: 'light' | 'dark' | 'auto'
  readonly colours: GivenColours
  readonly dark: GivenColours | null
}

/** One appearance of a page: all its colours. */
export interface Shade {
  readonly scheme: Scheme
  readonly palette: Palette
  /** Which of the colours the integrator wrote, and where in the theme. */
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
  palette: paletteOf(scheme, given),
  written,
  path,
})
