/**
 * What is wrong with how a page is laid out, in the page itself: measured, not looked at. A function of its own, without
 * imports, so that it can be sent into a browser.
 */
export function layoutFaults(): string[] {
  const SLACK_PX = 1
  const faults: string[] = []
  const shown = (element: Element): boolean =>
    element.getClientRects().length > 0 && element.closest('.hidden-text') === null
  const named = (element: Element): string => `<${element.localName} class="${element.className}">`

  const wider = document.documentElement.scrollWidth - window.innerWidth
  if (wider > 0) faults.push(`the page is ${wider} px wider than the screen`)

  for (const element of document.querySelectorAll('body *')) {
    // A drawing without words may reach beyond its box.
    if (!(element instanceof HTMLElement) || !shown(element) || element.innerText === '') continue
    const over = element.scrollWidth - element.clientWidth
    if (element.clientWidth > 0 && over > SLACK_PX) faults.push(`${named(element)} holds ${over} px more than it shows`)
  }

  interface Line {
    readonly text: string
    readonly block: Element
    readonly rect: DOMRect
  }
  const lines: Line[] = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const parent = node.parentElement
    const text = node.nodeValue ?? ''
    if (parent === null || text.trim() === '' || !shown(parent)) continue
    let block: Element = parent
    while (getComputedStyle(block).display.startsWith('inline') && block.parentElement !== null)
      block = block.parentElement
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const rect of range.getClientRects()) {
      if (rect.width < SLACK_PX) continue
      lines.push({ text: text.trim().slice(0, 40), block, rect })
      if (rect.left < -SLACK_PX || rect.right > window.innerWidth + SLACK_PX)
        faults.push(`off the screen: ${text.trim().slice(0, 40)}`)
    }
    for (let around: Element | null = parent; around !== null; around = around.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(around)
      if (overflowX === 'visible' && overflowY === 'visible') continue
      const inside = range.getBoundingClientRect()
      const box = around.getBoundingClientRect()
      if (
        inside.left < box.left - SLACK_PX ||
        inside.right > box.right + SLACK_PX ||
        inside.bottom > box.bottom + SLACK_PX
      ) {
        faults.push(`cut off by ${named(around)}: ${text.trim().slice(0, 40)}`)
      }
    }
    if (parent.closest('bdi, .id, input, [translate=no]') !== null) continue
    for (const word of text.matchAll(/[\p{L}\p{M}\u202c\u202e’]+/gu)) {
      range.setStart(node, word.index)
      range.setEnd(node, word.index + word[0].length)
      const rows = new Set(
        [...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)),
      )
      if (rows.size > 1) faults.push(`broken in the middle: ${word[0]}`)
    }
  }

  for (const [index, one] of lines.entries()) {
    for (const other of lines.slice(index + 1)) {
      if (one.block === other.block || one.block.contains(other.block) || other.block.contains(one.block)) continue
      const across = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left)
      const down = Math.min(one.rect.bottom, other.rect.bottom) - Math.max(one.rect.top, other.rect.top)
      if (across > 2 && down > 2) faults.push(`one over the other: ${one.text} / ${other.text}`)
    }
  }
  return [...new Set(faults)]
}
