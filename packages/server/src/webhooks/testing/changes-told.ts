/** A change as its writer told of it, before it was written and after. */
export interface Change {
  readonly event: string
  readonly connection: string
  /** The how many-th of its connection. */
  readonly sequence: number
  readonly isAcknowledged: boolean
}

/** By event, of what the writer said: a line that it begins, and one when it was acknowledged. */
export function changesTold(said: readonly string[]): ReadonlyMap<string, Change> {
  const told = new Map<string, Change>()
  for (const line of said) {
    const [what, connection = '', sequence = '', event = ''] = line.split(' ')
    if (what !== 'begins' && what !== 'acknowledged') continue
    told.set(event, { event, connection, sequence: Number(sequence), isAcknowledged: what === 'acknowledged' })
  }
  return told
}
