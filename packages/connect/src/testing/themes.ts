import type { ThemeStyle } from '../theme/theme-css.ts'

const NOTHING = { accent: null, onAccent: null, surface: null, text: null }
const SHAPE = { dark: null, font: null, radius: null, logoUrl: null }

/** Looks an integrator may choose, at the edges of what is allowed. */
export const THEMES = {
  'a warm one': {
    ...SHAPE,
    appearance: 'auto',
    colours: { accent: '#6a2c70', onAccent: '#fff3e6', surface: '#fffaf5', text: '#2b1a12' },
    font: ['Georgia', 'serif'],
    radius: 24,
  },
  'accent and text that only just read': {
    ...SHAPE,
    appearance: 'light',
    colours: { ...NOTHING, accent: '#767676', text: '#606060' },
  },
  'always dark': {
    ...SHAPE,
    appearance: 'dark',
    colours: { accent: '#ffd166', onAccent: null, surface: '#1b1020', text: '#f6eef8' },
    radius: 0,
  },
  'colours of its own for the dark': {
    ...SHAPE,
    appearance: 'auto',
    colours: { ...NOTHING, accent: '#0070e0' },
    dark: { accent: '#7ab8ff', onAccent: '#00172e', surface: '#000000', text: '#ffffff' },
  },
} as const satisfies Record<string, ThemeStyle>
