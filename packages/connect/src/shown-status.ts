import type { Icon, Tone } from './model.ts'
import type { TimeForm } from './text.ts'

/** All that is needed inside the sentences of an element. */
export type ShownForm = Extract<TimeForm, 'at' | 'since' | 'passed'>

/** Text as JSON: names are isolated where they are shown, times are written in the reader's own zone. */
export type ShownText = readonly (
  | string
  | { readonly name: string }
  | {
      /** RFC 3339 */
      readonly time: string
      readonly form: ShownForm
    }
)[]

export type ShownIcon = Extract<Icon, 'done' | 'warning' | 'cross' | 'dashes' | 'arc' | 'turning' | 'clock' | 'bar'>

/** `shown` of `GET state`: what the elements in a host's page say of a connection, in the language of its session. */
export interface ShownStatus {
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
  /** On the server's clock. RFC 3339 */
  readonly now: string
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
  /** What ends a warning that was shown: the connection works. */
  readonly again: { readonly title: ShownText; readonly text: ShownText } | null
}

export interface ShownWarning {
  readonly title: ShownText
  readonly text: ShownText
  readonly less: string
  readonly more: string
}
