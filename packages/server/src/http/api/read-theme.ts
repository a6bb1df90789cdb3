import type { theme, z } from '@keyturn/api'
import { themeFaults } from '@keyturn/connect/theme'
import type { Theme, ThemeColours } from '../../domain/theme.ts'
import { EdgeRefusal } from '../problems.ts'
import { refuseForeignOrigin } from './allowed-origins.ts'

type ThemeInput = z.output<typeof theme>

const POINTER = '/theme'

/**
 * @param allowed `KEYTURN_ALLOWED_ORIGINS`, for the logo
 * @throws EdgeRefusal with each pair of colours that would not read, and its contrast
 */
export function readTheme(allowed: readonly string[] | null, input: ThemeInput): Theme {
  if (input.dark !== undefined && input.appearance !== 'auto') {
    const message = 'belongs to appearance auto; with light or dark there is one set of colours'
    throw new EdgeRefusal('invalid_request', {
      errors: [{ pointer: `${POINTER}/dark`, code: 'contradiction', message }],
    })
  }
  const read: Theme = {
    appearance: input.appearance,
    colours: coloursOf(input),
    dark: input.dark === undefined ? null : coloursOf(input.dark),
    font: input.font === undefined ? null : familiesOf(input.font),
    radius: input.radius ?? null,
    logoUrl: input.logoUrl === undefined ? null : logoOf(allowed, input.logoUrl),
  }
  const errors = themeFaults(read).map(({ path, message }) => ({
    pointer: [POINTER, ...path].join('/'),
    code: 'contrast',
    message,
  }))
  if (errors.length > 0) throw new EdgeRefusal('invalid_request', { errors })
  return read
}

type ColoursInput = Pick<ThemeInput, 'accent' | 'onAccent' | 'surface' | 'text'>

const coloursOf = ({ accent, onAccent, surface, text }: ColoursInput): ThemeColours => ({
  accent: accent?.toLowerCase() ?? null,
  onAccent: onAccent?.toLowerCase() ?? null,
  surface: surface?.toLowerCase() ?? null,
  text: text?.toLowerCase() ?? null,
})

/** The contract lets no other character than these quotes stand around a name. */
const familiesOf = (font: string): string[] => font.split(',').map((family) => family.replaceAll(/["']/g, '').trim())

function logoOf(allowed: readonly string[] | null, logoUrl: string): string {
  const url = new URL(logoUrl)
  refuseForeignOrigin(allowed, url, `${POINTER}/logoUrl`)
  return url.href
}
