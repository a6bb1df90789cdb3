import { theme as themeSchema } from '@keyturn/api'
import type { z } from '@keyturn/api'
import { themeCss } from '@keyturn/connect/theme'
import type { Theme, ThemeColours } from '../domain/theme.ts'
import { readTheme } from './api/read-theme.ts'

/**
 * A theme travels in the address of its style sheet, so that any server answers and browsers keep it: the contract's
 * JSON in base64url. Nobody can ask for what the contract would refuse.
 */
export function themedStyles(styles: readonly string[], theme: Theme | null): readonly string[] {
  if (theme === null) return styles
  const code = codeOf(theme)
  return styles.map((path) => path.replace('/assets/', `/assets/themed/${code}/`))
}

const LONGEST_CODE = 4_096

/** @returns the rules a theme adds; undefined for an address that this server would not have written */
export function themedCss(code: string): string | undefined {
  if (code.length > LONGEST_CODE) return undefined
  const theme = decoded(code)
  return theme === undefined || codeOf(theme) !== code ? undefined : themeCss(theme)
}

function decoded(code: string): Theme | undefined {
  try {
    return readTheme(null, themeSchema.parse(JSON.parse(Buffer.from(code, 'base64url').toString('utf8'))))
  } catch {
    return undefined
  }
}

const codeOf = (theme: Theme): string => Buffer.from(JSON.stringify(contractOf(theme))).toString('base64url')

const contractOf = ({ appearance, colours, dark, font, radius, logoUrl }: Theme): z.input<typeof themeSchema> => ({
  appearance,
  ...written(colours),
  dark: dark === null ? undefined : written(dark),
  font: font?.join(','),
  radius: radius ?? undefined,
  logoUrl: logoUrl ?? undefined,
})

const written = ({ accent, onAccent, surface, text }: ThemeColours) => ({
  accent: accent ?? undefined,
  onAccent: onAccent ?? undefined,
  surface: surface ?? undefined,
  text: text ?? undefined,
})
