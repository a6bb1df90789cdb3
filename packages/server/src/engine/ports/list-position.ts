import type { ConnectionId } from '../../domain/ids.ts'

/** A place in a list that is stable under inserts: newest first, by creation and id. */
export interface ListPosition<Id = ConnectionId> {
  readonly createdAt: number
  readonly id: Id
}
