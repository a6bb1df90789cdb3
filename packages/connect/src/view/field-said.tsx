import type { JSX } from 'preact'
import type { KeyWords, Tone } from '../model.ts'
import type { Repair, TidiedPaste } from '../paste.ts'
import { counted } from '../text.ts'
import type { Text } from '../text.ts'
import { Sign } from './icons.tsx'
import { Words } from './words.tsx'

export interface Saying {
  readonly tone: Tone
  readonly title: Text
  readonly text: Text
}

/** What the paste doctor has to say, in the words of the page. */
export function sayingOf(paste: TidiedPaste, words: KeyWords, lang: string): Saying | null {
  if (paste.kind === 'malformed') {
    const { title, text } = words.faults[paste.fault]
    return { tone: 'bad', title: [...title, '.'], text }
  }
  const [hint] = paste.hints
  const removed =
    paste.repairs.length === 0 ? [] : [words.removed.replace('{list}', listOf(paste.repairs, words, lang))]
  if (hint !== undefined) {
    const { title, text } = words.hints[hint]
    return { tone: 'info', title, text: removed.length === 0 ? text : [...text, ' ', ...removed] }
  }
  return removed.length === 0 ? null : { tone: 'ok', title: [words.tidied], text: removed }
}

const listOf = (repairs: readonly Repair[], words: KeyWords, lang: string): string =>
  new Intl.ListFormat(lang, { type: 'conjunction' }).format(
    repairs.map(({ kind, count }) =>
      kind === 'invisible' ? counted(words.repairs.invisible, count, lang) : words.repairs[kind],
    ),
  )

const ICONS = { bad: 'cross', ok: 'done', info: 'about', warn: 'warning', quiet: 'about' } as const

/** The message between label and field, or below it where nothing is wrong. */
export function FieldSaid({ saying }: { saying: Saying }): JSX.Element {
  return (
    <p class="field__said" id="key-said" data-tone={saying.tone}>
      <Sign icon={ICONS[saying.tone]} />
      <span>
        <strong>
          <Words text={saying.title} />
        </strong>{' '}
        <Words text={saying.text} />
      </span>
    </p>
  )
}
