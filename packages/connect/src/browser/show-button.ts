import type { FieldWords } from '../view/facts-of.ts'

/** A key that is shown hides again after this time, and whenever the person turns away. */
const SHOWN_FOR_MS = 10_000

/** Some browsers put the caret at the start of a field whose type changes. */
function changeType(input: HTMLInputElement, type: 'text' | 'password'): void {
  const { selectionStart, selectionEnd, selectionDirection } = input
  input.type = type
  input.setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? 'none')
}

/** Adds Show to the field. It exists only where it works. @returns how to hide the key */
export function addShowButton(input: HTMLInputElement, words: FieldWords, say: (text: string) => void): () => void {
  const around = input.parentElement
  const button = document.createElement('button')
  let timer: ReturnType<typeof setTimeout> | undefined
  button.className = 'secret__show'
  button.type = 'button'
  button.setAttribute('aria-controls', input.id)

  const draw = (type: 'text' | 'password'): void => {
    changeType(input, type)
    button.textContent = type === 'text' ? words.hide : words.show
    button.setAttribute('aria-label', type === 'text' ? words.hideLabel : words.showLabel)
  }
  const hide = (): void => {
    clearTimeout(timer)
    if (input.type !== 'text') return
    draw('password')
    say(words.hidden)
  }
  const show = (): void => {
    draw('text')
    say(words.visible)
    timer = setTimeout(hide, SHOWN_FOR_MS)
  }

  // The focus stays in the field: leaving it hides the key.
  button.addEventListener('mousedown', (event) => {
    event.preventDefault()
  })
  button.addEventListener('click', () => {
    if (input.type === 'text') hide()
    else show()
  })
  around?.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node && around.contains(event.relatedTarget))) hide()
  })
  draw('password')
  around?.append(button)
  return hide
}
