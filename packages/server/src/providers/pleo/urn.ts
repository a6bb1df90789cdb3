/** Whose a key or an installation is. `other`: a kind that is neither company nor group, or no URN of Pleo's at all. */
export type Owner =
  | { readonly kind: 'company'; readonly id: string }
  | { readonly kind: 'organisation'; readonly id: string }
  | { readonly kind: 'other' }

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const URN = new RegExp(`^urn:pleo:(company|organi[sz]ation):(${UUID})$`, 'i')
const BARE = new RegExp(`^${UUID}$`, 'i')

/** FACTS 5: `urn:pleo:company:<uuid>`; the organisation's URN is spelled with an s or a z. The id comes in lower case. */
export function readUrn(urn: string): Owner {
  const match = URN.exec(urn)
  const kind = match?.[1]?.toLowerCase()
  const id = match?.[2]?.toLowerCase()
  if (kind === undefined || id === undefined) return { kind: 'other' }
  return kind === 'company' ? { kind, id } : { kind: 'organisation', id }
}

/** @returns the company's id in lower case, from its UUID or URN; null for anything else */
export function readCompanyId(text: string): string | null {
  if (BARE.test(text)) return text.toLowerCase()
  const owner = readUrn(text)
  return owner.kind === 'company' ? owner.id : null
}
