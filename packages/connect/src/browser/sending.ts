import type { ScriptFacts } from '../view/facts-of.ts'
import type { Answer } from './requests.ts'

/** Something that the person sends. */
export interface Sending {
  readonly post: () => Promise<Answer>
  readonly again: () => void
  /** What shows the outcome; null: the state. */
  readonly view: string | null
  /** The fact that is another one as soon as it was taken. */
  readonly mark: keyof Pick<ScriptFacts, 'version' | 'lastKey'>
}

/** What is on its way cannot be sent once more: each button that sends says so. Again and again without harm. */
export function holdButtons(page: ParentNode): void {
  for (const button of page.querySelectorAll<HTMLElement>('[type=submit]:not([aria-disabled])')) {
    button.setAttribute('aria-disabled', 'true')
    button.dataset['held'] = ''
  }
}

export function releaseButtons(page: ParentNode): void {
  for (const button of page.querySelectorAll<HTMLElement>('[data-held]')) {
    button.removeAttribute('aria-disabled')
    delete button.dataset['held']
  }
}
