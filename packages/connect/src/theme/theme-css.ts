import { THEMED } from './base-colours.ts'
import type { Scheme } from './base-colours.ts'
import type { Palette } from './palette.ts'
import { shadesOf } from './shades.ts'
import type { Shade, ThemeShades } from './shades.ts'

export interface ThemeStyle extends ThemeShades {
  readonly font: readonly string[] | null
  readonly radius: number | null
  readonly logoUrl: string | null
}

/** `tokens.css`: what stands behind the families of a theme. */
const FALLBACK_FONTS =
  "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Noto Sans',Ubuntu,Cantarell,'Helvetica Neue',Arial,sans-serif"

/** Words of CSS among the families: in quotation marks they would be names. */
const GENERIC = new Set([
  '-apple-system',
  'blinkmacsystemfont',
  'system-ui',
  'serif',
  'sans-serif',
  'monospace',
  'ui-serif',
  'ui-sans-serif',
  'ui-monospace',
  'ui-rounded',
])

const PX_IN_REM = 16
const CARD_IS_ROUNDER_PX = 4

/** The rules that a theme adds after those of every page. */
export const themeCss = (theme: ThemeStyle): string =>
  [...shapeRules(theme), ...shadesOf(theme).map((shade) => shadeRules(theme, shade)), logoRule(theme)].join('')

function shapeRules({ font, radius }: ThemeStyle): readonly string[] {
  const declared = [
    ...(font === null ? [] : [`--kt-font:${[...font.map(familyCss), FALLBACK_FONTS].join(',')}`]),
    ...(radius === null ? [] : [`--kt-radius:${rem(radius)}`, `--kt-radius-card:${rem(cardRadius(radius))}`]),
  ]
  return declared.length === 0 ? [] : [`:root{${declared.join(';')}}`]
}

/** A ground and no picture: it decorates the name beside it, and one that does not come leaves nothing behind. */
const logoRule = ({ logoUrl }: ThemeStyle): string =>
  logoUrl === null
    ? ''
    : `.page__logo{inline-size:1.5rem;block-size:1.5rem;background:url("${inQuotes(logoUrl)}") center/contain no-repeat}`

/** What the URL parser leaves as it is and a string of CSS does not. */
const inQuotes = (url: string): string => url.replaceAll('\\', '%5C').replaceAll('"', '%22')

const familyCss = (family: string): string => (GENERIC.has(family.toLowerCase()) ? family : `'${family}'`)
const cardRadius = (radius: number): number => (radius === 0 ? 0 : radius + CARD_IS_ROUNDER_PX)
const rem = (px: number): string => `${px / PX_IN_REM}rem`

type Rules = (root: string) => string

const ALL = ':root'
/** The page says so itself: by its theme, or in a frame by the page around it. */
const SAID_DARK = ":root[data-theme='dark']"
const SYSTEM_IS_DARK = ":root:not([data-theme='light'])"

/** As specific as the rules of `tokens.css` that they follow, and after them. */
const WRAPPED: Readonly<Record<`${'fixed' | 'auto'}-${Scheme}`, (rules: Rules) => string>> = {
  'fixed-light': (rules) => rules(ALL),
  'fixed-dark': (rules) => rules(SAID_DARK),
  'auto-light': (rules) => rules(ALL),
  'auto-dark': (rules) => `@media (prefers-color-scheme:dark){${rules(SYSTEM_IS_DARK)}}${rules(SAID_DARK)}`,
}

function shadeRules({ appearance }: ThemeShades, { scheme, palette }: Shade): string {
  const wrapped = WRAPPED[`${appearance === 'auto' ? 'auto' : 'fixed'}-${scheme}`]
  const page = THEMED.map((name) => declared(name, palette[name]))
  return wrapped((root) => `${root}{${page.join(';')}}${root} .notice{${onSoft(palette).join(';')}}`)
}

/** Links, buttons and rings inside a notice lie on the tone of a state. */
const onSoft = (palette: Palette): readonly string[] => [
  declared('accent', palette['soft-accent']),
  declared('accent-hover', palette['soft-accent-hover']),
  declared('focus', palette['soft-accent']),
]

const declared = (name: string, value: string): string => `--kt-${name}:${value}`
