/** Copying is for scripts: shows the buttons for it. Again and again without harm. */
export function showCopyButtons(page: ParentNode): void {
  for (const button of page.querySelectorAll<HTMLElement>('[data-copy]')) button.hidden = false
}

/** @returns what to say: the text of a field is on the clipboard, or is at least selected */
export async function copyFrom(button: HTMLElement): Promise<string> {
  const field = document.getElementById(button.dataset['copy'] ?? '')
  if (!(field instanceof HTMLInputElement)) return ''
  field.select()
  if (!(await copied(field.value))) {
    field.focus()
    return ''
  }
  const { copied: word = '' } = button.dataset
  const label = button.querySelector('span')
  if (label !== null) label.textContent = word
  return word
}

/** A frame may have no clipboard of its own. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
