import type { Icon, Tone } from './model.ts'
import type { TimeForm } from './text.ts'

/** Text as JSON: names are isolated where they are shown, times are written in the reader's own zone. */
export type ShownText = readonly (
  | string
  | { readonly name: string }
  | {
      /** RFC 3339 */
      readonly time: string
      readonly form: TimeForm
    }
)[]

export type ShownIcon = Extract<Icon, 'done' | 'warning' | 'cross' | 'dashes' | 'arc' | 'turning' | 'clock' | 'bar'>

/** `shown` of `GET state`: what the elements in a host's page say of a connection, in the language of its session. */
export interface ShownStatus {
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
  /** Of the form, for a frame's title. */
  readonly title: string
  readonly tone: Tone
  readonly icon: ShownIcon
  readonly label: ShownText
  readonly company: string | null
  readonly detail: ShownText
  readonly action: string
  /** What takes the place of label and detail when the state cannot be read; with `{time}`. */
  readonly lost: { readonly label: string; readonly detail: string }
  /** While somebody must act. */
  readonly warning: ShownWarning | null
}

export interface ShownWarning {
  readonly title: ShownText
  readonly text: ShownText
  readonly less: string
  readonly more: string
}
