import type { Trouble } from '../model.ts'
import { fromReserve } from './reserve.ts'

export const UNHEARD = '[data-own=unheard]'

/**
 * What the browser itself says at the head of the page.
 *
 * @param kept what is said of the text in the field; null where there is none
 */
export function ownNotice(kind: Trouble, kept: string | null, again: (() => void) | null): HTMLElement | null {
  const notice = fromReserve(kind)
  if (notice === null) return null
  notice.dataset['own'] = kind
  if (kept !== null) notice.querySelector('p')?.append(' ', keptWords(kept))
  if (again !== null) notice.querySelector('[data-again]')?.addEventListener('click', again)
  return notice
}

function keptWords(kept: string): HTMLElement {
  const words = document.createElement('span')
  words.dataset['kept'] = ''
  words.textContent = kept
  return words
}
