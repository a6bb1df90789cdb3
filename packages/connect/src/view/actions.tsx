import type { JSX } from 'preact'
import type { Action, Look } from '../model.ts'
import { NEW_TAB, Words } from './words.tsx'

const LOOKS: Record<Look, string> = {
  main: 'button button--main',
  plain: 'button',
  ends: 'button button--ends',
  'word-ends': 'button button--word button--ends',
}

/** Links and one-button forms: each works without scripts; with `data-press` a script sends it without a reload. */
export function ActionRow({ actions }: { actions: readonly Action[] }): JSX.Element | null {
  if (actions.length === 0) return null
  return (
    <div class="actions">
      {actions.map((action, index) => (
        <ActionButton key={index} action={action} />
      ))}
    </div>
  )
}

export function ActionButton({ action }: { action: Action }): JSX.Element {
  // One item of the button's row, however many names are in it.
  const words = (
    <span>
      <Words text={action.text} />
    </span>
  )
  if ('href' in action) {
    return (
      <a class={LOOKS[action.look]} href={action.href} {...(action.newTab === true ? NEW_TAB : {})}>
        {words}
      </a>
    )
  }
  const isWaiting = action.waiting === true
  return (
    <form method="post" action={action.post} data-press data-shows={action.shows}>
      {Object.entries(action.fields ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button class={LOOKS[action.look]} type="submit" aria-disabled={isWaiting ? 'true' : undefined}>
        {words}
      </button>
    </form>
  )
}
