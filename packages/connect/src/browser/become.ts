/**
 * Makes an element what the server drew anew, in place: what is the same stays the same node, so that focus, an opened
 * guide and a running animation survive.
 *
 * The field and what says something to a screen reader are the browser's own; only their being there follows the page.
 */
export function become(current: Element, wanted: Element): void {
  if (OWN.has(current.id)) return
  takeAttributes(current, wanted)
  const rest = new Set(current.childNodes)
  let place: ChildNode | null = current.firstChild
  for (const node of Array.from(wanted.childNodes)) {
    const match = matchFor(node, rest)
    if (match === undefined) {
      current.insertBefore(document.importNode(node, true), place)
      continue
    }
    rest.delete(match)
    if (match === place) place = place.nextSibling
    else current.insertBefore(match, place)
    if (match instanceof Element && node instanceof Element) become(match, node)
    else if (match.nodeValue !== node.nodeValue) match.nodeValue = node.nodeValue
  }
  for (const node of rest) node.remove()
}

const OWN: ReadonlySet<string> = new Set(['key-secret', 'said'])

/** A screen is a new one or the same one; an element with an id is itself; others are like their kind. */
function matchFor(node: ChildNode, among: ReadonlySet<ChildNode>): ChildNode | undefined {
  for (const candidate of among) if (isSame(candidate, node)) return candidate
  return undefined
}

function isSame(one: ChildNode, other: ChildNode): boolean {
  if (!(one instanceof Element && other instanceof Element)) return one.nodeType === other.nodeType
  return (
    one.tagName === other.tagName &&
    one.id === other.id &&
    one.getAttribute('data-screen') === other.getAttribute('data-screen') &&
    one.classList.item(0) === other.classList.item(0)
  )
}

function takeAttributes(current: Element, wanted: Element): void {
  for (const { name } of Array.from(current.attributes)) {
    if (name !== 'open' && !wanted.hasAttribute(name)) current.removeAttribute(name)
  }
  for (const { name, value } of wanted.attributes) {
    if (current.getAttribute(name) !== value) current.setAttribute(name, value)
  }
}
