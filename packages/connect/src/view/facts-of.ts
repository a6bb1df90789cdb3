import type { SealFacts } from '../facts.ts'
import type { KeyForm, KeyWords, PageModel, Screen } from '../model.ts'

/** What the script reads beside the page itself. Plain values and sentences with a number in them; nothing secret. */
export interface ScriptFacts {
  readonly lang: string
  readonly dir: string
  /** When the page was made; milliseconds since 1970. */
  readonly now: number
  readonly screen: Screen
  readonly base: string
  /** Of what the page shows; the server names it with each change. */
  readonly version: string
  readonly title: string
  readonly errorPrefix: string
  readonly refuses: boolean
  readonly failureId: string | null
  readonly said: string
  readonly typed: 'keep' | 'clear'
  /** Another one as soon as another key was taken, whatever came of it. */
  readonly lastKey: string
  readonly kept: string
  readonly emptied: string
  readonly sending: string
  /** What a key is sealed with; null where the page cannot send one. */
  readonly seal: SealFacts | null
  readonly back: string | null
  /** On a screen with the field. */
  readonly field: FieldWords | null
}

export type FieldWords = Pick<
  KeyWords,
  'show' | 'hide' | 'showLabel' | 'hideLabel' | 'visible' | 'hidden' | 'count' | 'removed' | 'repairs'
>

/** Null for a page without a connection: it is complete as it is. */
export function factsOf(page: PageModel): ScriptFacts | null {
  if (page.live === null) return null
  const form = page.blocks.find((block): block is KeyForm => block.kind === 'key')
  const { base, version, failureId, said, typed, lastKey, kept, emptied, sending, seal } = page.live
  return {
    lang: page.lang,
    dir: page.dir,
    now: page.now,
    screen: page.screen,
    base,
    version,
    title: page.title,
    errorPrefix: page.errorPrefix,
    refuses: page.refuses,
    failureId,
    said,
    typed,
    lastKey,
    kept,
    emptied,
    sending,
    seal,
    back: page.live.back?.href ?? null,
    field: form === undefined ? null : fieldWords(form.words),
  }
}

const fieldWords = (words: KeyWords): FieldWords => ({
  show: words.show,
  hide: words.hide,
  showLabel: words.showLabel,
  hideLabel: words.hideLabel,
  visible: words.visible,
  hidden: words.hidden,
  count: words.count,
  removed: words.removed,
  repairs: words.repairs,
})
