import type { FieldFault } from './keyturn-answers.ts'

/** How Keyturn's page looks for customers of Acme Books. Sent with each connect session; Keyturn judges it. */
export interface Theme {
  readonly appearance: string
  readonly accent?: string
  readonly surface?: string
  readonly text?: string
  readonly font?: string
  readonly radius?: number
  readonly logoUrl?: string
}

/** What the form says, as text: also what Keyturn would not take. */
export interface Look {
  readonly appearance: string
  readonly accent: string
  readonly surface: string
  readonly text: string
  readonly font: string
  readonly radius: string
  readonly mark: string
}

/** Keyturn's own: what is left at this is not sent, and stays Keyturn's. */
export const KEYTURNS_LOOK: Look = {
  appearance: 'auto',
  accent: '#1c4587',
  surface: '#ffffff',
  text: '#16222b',
  font: '',
  radius: '6',
  mark: '',
}

export const FONTS = ['', 'Georgia, serif', 'Verdana, sans-serif', 'Courier New, monospace'] as const
export const APPEARANCES = ['auto', 'light', 'dark'] as const

/** Reads the form, or the address that leads back to it; what is missing is Keyturn's. */
export function lookIn(fields: URLSearchParams): Look {
  const value = (name: keyof Look): string => fields.get(name) ?? KEYTURNS_LOOK[name]
  return {
    appearance: value('appearance'),
    accent: value('accent'),
    surface: value('surface'),
    text: value('text'),
    font: value('font'),
    radius: value('radius'),
    mark: value('mark'),
  }
}

export const asQuery = (look: Look): string => new URLSearchParams({ ...look }).toString()

/** @param markUrl where a browser finds the mark of Acme Books */
export function themeOf(look: Look, markUrl: string): Theme {
  const own = (name: 'accent' | 'surface' | 'text' | 'font') =>
    look[name] === KEYTURNS_LOOK[name] ? {} : { [name]: look[name] }
  return {
    appearance: look.appearance,
    ...own('accent'),
    ...own('surface'),
    ...own('text'),
    ...own('font'),
    ...(look.radius === KEYTURNS_LOOK.radius ? {} : { radius: Number(look.radius) }),
    ...(look.mark === '' ? {} : { logoUrl: markUrl }),
  }
}

/** What Keyturn says about a field of the form; `/theme/dark/accent` is about the accent as well. */
export const faultsAt = (name: keyof Look, faults: readonly FieldFault[]): readonly string[] =>
  faults
    .filter(({ pointer }) => pointer.startsWith('/theme') && pointer.endsWith(`/${name}`))
    .map(({ message }) => message)
