/**
 * What is wrong with how a page is laid out, in the page itself: measured, not looked at. A function of its own, without
 * imports, so that it can be sent into a browser.
 */
export function layoutFaults(): string[] {
  interface Line {
    readonly text: string
    readonly block: Element
    readonly rect: DOMRect
  }
  const SLACK_PX = 1
  const faults = new Set<string>()
  const lines: Line[] = []
  const shown = (element: Element): boolean =>
    element.getClientRects().length > 0 && element.closest('.hidden-text') === null
  const named = (element: Element): string => `<${element.localName} class="${element.className}">`
  const start = (text: string): string => text.trim().slice(0, 40)

  const wider = document.documentElement.scrollWidth - window.innerWidth
  if (wider > 0) faults.add(`the page is ${wider} px wider than the screen`)
  for (const element of document.querySelectorAll('body *')) {
    // A drawing without words may reach beyond its box.
    if (element instanceof HTMLElement && shown(element) && element.innerText !== '') lookForOverflow(element)
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const parent = node.parentElement
    const text = node.nodeValue ?? ''
    if (parent === null || text.trim() === '' || !shown(parent)) continue
    lookForLoneMarks(node, text)
    lookForLines(node, parent, text)
    lookForCuts(node, parent, text)
    if (parent.closest('bdi, .id, input, [translate=no]') === null) lookForBrokenWords(node, text)
  }
  for (const [index, line] of lines.entries()) for (const other of lines.slice(index + 1)) lookForOverlap(line, other)
  return [...faults]

  function lookForOverflow(element: HTMLElement): void {
    const over = element.scrollWidth - element.clientWidth
    if (element.clientWidth > 0 && over > SLACK_PX) faults.add(`${named(element)} holds ${over} px more than it shows`)
  }

  function rangeOf(node: Node): Range {
    const range = document.createRange()
    range.selectNodeContents(node)
    return range
  }

  function blockOf(parent: Element): Element {
    let block = parent
    while (getComputedStyle(block).display.startsWith('inline') && block.parentElement !== null) {
      block = block.parentElement
    }
    return block
  }

  /** A mark belongs to the words before it, whichever element those stand in. */
  function lookForLoneMarks(node: Node, text: string): void {
    const before = lines.at(-1)
    if (before === undefined || !/^[.,;:!?]/.test(text)) return
    const range = document.createRange()
    range.setStart(node, 0)
    range.setEnd(node, 1)
    if (range.getBoundingClientRect().top >= before.rect.bottom - SLACK_PX) {
      faults.add(`a line begins with the mark after: ${before.text}`)
    }
  }

  function lookForLines(node: Node, parent: Element, text: string): void {
    const block = blockOf(parent)
    for (const rect of rangeOf(node).getClientRects()) {
      if (rect.width < SLACK_PX) continue
      lines.push({ text: start(text), block, rect })
      const off = rect.left < -SLACK_PX || rect.right > window.innerWidth + SLACK_PX
      if (off) faults.add(`off the screen: ${start(text)}`)
    }
  }

  function lookForCuts(node: Node, parent: Element, text: string): void {
    const inside = rangeOf(node).getBoundingClientRect()
    for (let around: Element | null = parent; around !== null; around = around.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(around)
      if (overflowX === 'visible' && overflowY === 'visible') continue
      const box = around.getBoundingClientRect()
      const across = inside.left < box.left - SLACK_PX || inside.right > box.right + SLACK_PX
      if (across || inside.bottom > box.bottom + SLACK_PX) faults.add(`cut off by ${named(around)}: ${start(text)}`)
    }
  }

  function lookForBrokenWords(node: Node, text: string): void {
    const range = document.createRange()
    for (const word of text.matchAll(/[\p{L}\p{M}\u202c\u202e’]+/gu)) {
      range.setStart(node, word.index)
      range.setEnd(node, word.index + word[0].length)
      const rects = [...range.getClientRects()].filter(({ width }) => width > 0)
      if (new Set(rects.map(({ top }) => Math.round(top))).size > 1) faults.add(`broken in the middle: ${word[0]}`)
    }
  }

  function lookForOverlap(one: Line, other: Line): void {
    if (one.block === other.block || one.block.contains(other.block) || other.block.contains(one.block)) return
    const across = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left)
    const down = Math.min(one.rect.bottom, other.rect.bottom) - Math.max(one.rect.top, other.rect.top)
    if (across > 2 && down > 2) faults.add(`one over the other: ${one.text} / ${other.text}`)
  }
}
