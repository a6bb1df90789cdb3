import { counted, secondsLeft } from '../text.ts'
import type { Plural } from '../text.ts'
import { isTimeForm, timeWords } from '../times.ts'
import type { Clock } from '../times.ts'

const write = (element: Element, words: string): void => {
  if (element.textContent !== words) element.textContent = words
}

/** Shows the times of a page as they are now, in the reader's own zone. Again and again without harm. */
export function showTimes(page: ParentNode, clock: Clock): void {
  for (const time of page.querySelectorAll<HTMLTimeElement>('time[data-form]')) {
    const { form } = time.dataset
    if (time.dateTime !== '' && isTimeForm(form)) write(time, timeWords(Date.parse(time.dateTime), form, clock))
  }
  for (const span of page.querySelectorAll<HTMLElement>('[data-until]')) countDown(span, clock)
  for (const late of page.querySelectorAll<HTMLElement>('[data-from]')) {
    late.hidden = clock.now < Number(late.dataset['from'])
  }
  for (const over of page.querySelectorAll<HTMLElement>('[data-ends]')) {
    if (clock.now >= Number(over.dataset['ends'])) over.remove()
  }
}

/** A button that has to wait says for how long; then it says again what it does. */
function countDown(span: HTMLElement, clock: Clock): void {
  const left = secondsLeft(Number(span.dataset['until']), clock.now)
  const forms = JSON.parse(span.dataset['forms'] ?? '{"other":"{n}"}') as Plural
  const { then } = span.dataset
  if (then === undefined) {
    write(span, counted(forms, left, clock.lang))
    return
  }
  write(span, left > 0 ? counted(forms, left, clock.lang) : then)
  const button = span.closest('button')
  if (left > 0) button?.setAttribute('aria-disabled', 'true')
  else button?.removeAttribute('aria-disabled')
}
