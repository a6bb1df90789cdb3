/** Fetches what the server drew for this case. @see view/in-reserve.tsx */
export function fromReserve(id: string): HTMLElement | null {
  const template = document.getElementById(`if-${id}`)
  if (!(template instanceof HTMLTemplateElement)) return null
  const copy = document.importNode(template.content, true).firstElementChild
  return copy instanceof HTMLElement ? copy : null
}
