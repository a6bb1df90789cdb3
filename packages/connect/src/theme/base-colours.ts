import type { Colour } from './colour.ts'

export const SCHEMES = ['light', 'dark'] as const
export type Scheme = (typeof SCHEMES)[number]

/** The tones of the states: the same on every page, whatever its theme. */
const TONES = ['ok', 'info', 'warn', 'bad', 'quiet'] as const
type Tone = (typeof TONES)[number]

/** What a theme moves: what it sets and what follows from that. The names are those of `tokens.css`. */
export const THEMED = [
  'paper',
  'surface',
  'sunken',
  'rule',
  'control',
  'text',
  'text-2',
  'accent',
  'accent-hover',
  'on-accent',
  'focus',
] as const
export type Themed = (typeof THEMED)[number]

type ToneColour = `${Tone}-${'text' | 'soft' | 'line'}`
export type ColourName = Themed | ToneColour

/** `tokens.css` once more; a test holds the two together. */
export const BASE: Readonly<Record<Scheme, Readonly<Record<ColourName, Colour>>>> = {
  light: {
    paper: '#eef3ed',
    surface: '#ffffff',
    sunken: '#f5f8f4',
    rule: '#d5ded7',
    control: '#66756f',
    text: '#16222b',
    'text-2': '#435159',
    accent: '#1c4587',
    'accent-hover': '#14336a',
    'on-accent': '#ffffff',
    focus: '#1c4587',
    'ok-text': '#0b5638',
    'ok-soft': '#e3f2e8',
    'ok-line': '#22805a',
    'info-text': '#1c4587',
    'info-soft': '#e7eef9',
    'info-line': '#3d6ab2',
    'warn-text': '#6b3c00',
    'warn-soft': '#fdf0d8',
    'warn-line': '#a36200',
    'bad-text': '#8f1f19',
    'bad-soft': '#fbeae7',
    'bad-line': '#b8392f',
    'quiet-text': '#435159',
    'quiet-soft': '#ebf0ec',
    'quiet-line': '#66756f',
  },
  dark: {
    paper: '#0e1516',
    surface: '#172022',
    sunken: '#1c2729',
    rule: '#2f3c3e',
    control: '#84958f',
    text: '#e7eeea',
    'text-2': '#b4c1bc',
    accent: '#a5c5f8',
    'accent-hover': '#c3d8fb',
    'on-accent': '#0c1a30',
    focus: '#a5c5f8',
    'ok-text': '#94dcb5',
    'ok-soft': '#152d22',
    'ok-line': '#4fae80',
    'info-text': '#a5c5f8',
    'info-soft': '#1b2a42',
    'info-line': '#7099dd',
    'warn-text': '#f4c97f',
    'warn-soft': '#33270f',
    'warn-line': '#cc9434',
    'bad-text': '#f7b4aa',
    'bad-soft': '#3a1d1a',
    'bad-line': '#dd7264',
    'quiet-text': '#b4c1bc',
    'quiet-soft': '#212d2f',
    'quiet-line': '#84958f',
  },
}

export const SOFTS = TONES.map((tone) => `${tone}-soft` as const)
export const TONE_TEXTS = TONES.map((tone) => `${tone}-text` as const)
export const TONE_LINES = TONES.map((tone) => `${tone}-line` as const)
