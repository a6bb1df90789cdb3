import { addShowButton } from '../browser/show-button.ts'
import type { ScriptFacts } from '../view/facts-of.ts'

declare global {
  var hang: (html: string, unfolded?: 'unfolded') => void
}

/** Puts a document in the place of the one before. Bundled, and run in the browser: see still-gallery.ts. */
globalThis.hang = (html, unfolded) => {
  const wanted = new DOMParser().parseFromString(html, 'text/html')
  takeRoot(wanted)
  document.title = wanted.title
  document.body.replaceWith(document.adoptNode(wanted.body))
  addShow()
  if (unfolded !== undefined) unfold()
  scrollTo(0, 0)
}

function takeRoot(wanted: Document): void {
  const root = document.documentElement
  for (const { name } of Array.from(root.attributes)) root.removeAttribute(name)
  for (const { name, value } of wanted.documentElement.attributes) root.setAttribute(name, value)
  const scheme = (of: Document): Element | null => of.querySelector('meta[name=color-scheme]')
  scheme(document)?.setAttribute('content', scheme(wanted)?.getAttribute('content') ?? '')
}

function addShow(): void {
  const input = document.querySelector<HTMLInputElement>('#key')
  const text = document.querySelector('#facts')?.textContent
  if (input === null || text === undefined) return
  const { field } = JSON.parse(text) as ScriptFacts
  if (field !== null) addShowButton(input, field, () => undefined)
}

/** Everything a screen can come to say is on it: what is folded, and what the browser keeps in reserve. */
function unfold(): void {
  for (const details of document.querySelectorAll('details')) details.open = true
  const body = document.querySelector('.card__body')
  for (const template of document.querySelectorAll('template')) body?.append(template.content.cloneNode(true))
}
