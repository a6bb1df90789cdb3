import { EdgeRefusal } from '../problems.ts'

export const etagOf = (revision: number): string => `"${revision}"`

/** `If-Match` (RFC 9110, section 13.1.1) on a connection. @returns null without one, or with `*` */
export function expectedRevision(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch.trim() === '*') return null
  const revision = /^"(\d{1,15})"$/.exec(ifMatch.trim())?.[1]
  if (revision === undefined) {
    throw new EdgeRefusal('malformed_request', { detail: 'If-Match takes one ETag as a connection showed it.' })
  }
  return Number(revision)
}
