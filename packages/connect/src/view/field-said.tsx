import type { JSX } from 'preact'
import type { Tone } from '../model.ts'
import type { Text } from '../text.ts'
import { Sign } from './icons.tsx'
import { Words } from './words.tsx'

const ICONS = { bad: 'cross', ok: 'done', info: 'about', warn: 'warning', quiet: 'about' } as const

interface Said {
  readonly tone: Tone
  readonly title: Text
  readonly text: Text | null
  /** About the last try: it leaves when the text changes. */
  readonly isFailure?: true
}

/** The message between label and field, or below it where nothing is wrong. */
export function FieldSaid({ tone, title, text, isFailure }: Said): JSX.Element {
  return (
    <p class="field__said" id="key-said" data-tone={tone} data-failure={isFailure}>
      <Sign icon={ICONS[tone]} />
      <span>
        <strong>
          <Words text={title} />
        </strong>{' '}
        {text !== null && <Words text={text} />}
      </span>
    </p>
  )
}
