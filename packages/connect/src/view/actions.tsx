import type { JSX } from 'preact'
import type { Action, Look } from '../model.ts'
import { useDesk } from './desk.ts'
import { Words } from './words.tsx'

const LOOKS: Record<Look, string> = {
  main: 'button button--main',
  plain: 'button',
  ends: 'button button--ends',
  'word-ends': 'button button--word button--ends',
}

/** Links and one-button forms: each works without scripts. */
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
  const { press } = useDesk()
  const words = <Words text={action.text} />
  if ('href' in action) {
    const tab = action.newTab === true ? { target: '_blank', rel: 'noopener noreferrer' } : {}
    return (
      <a class={LOOKS[action.look]} href={action.href} {...tab}>
        {words}
      </a>
    )
  }
  const isWaiting = action.waiting === true
  return (
    <form
      method="post"
      action={action.post}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isWaiting) press(action)
      }}
    >
      {Object.entries(action.fields ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button class={LOOKS[action.look]} type="submit" aria-disabled={isWaiting ? 'true' : undefined}>
        {words}
      </button>
    </form>
  )
}
