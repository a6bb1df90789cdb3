import type { AuditEvent } from '../../domain/audit.ts'
import type { Connection } from '../../domain/connection.ts'
import type { NoticeId } from '../../domain/ids.ts'
import type { Heard, Notice } from '../../domain/notice.ts'
import type { Lease } from './webhook-stores.ts'

/** Pure: what becomes of a connection's open notices with an event. Those that stay as they are may be left out. */
export type HearsEvent = (
  event: Heard,
  open: readonly Notice[],
  connection: Connection | undefined,
) => readonly Notice[]

/** People who wait for news of connections, across tenants. Closing a notice ends the link of its mail. */
export interface NoticeStore {
  /**
   * Reads on in the outbox and changes notices by it, each event once, whoever calls.
   * @returns how many events there were, at most `limit`
   */
  hear(limit: number, hears: HearsEvent): Promise<number>
  /** Those that are due and that nobody holds, longest due first. */
  claim(lease: Lease, limit: number): Promise<readonly Notice[]>
  /**
   * The moment before a mail leaves: whatever becomes of this process, it may have arrived.
   * @returns the notice as it was until then; undefined when the lease was lost
   */
  begin(holder: string, id: NoticeId): Promise<Notice | undefined>
  /** Writes what `decide` makes of it, and gives it back; without effect when the lease was lost. */
  settle(
    holder: string,
    id: NoticeId,
    decide: (notice: Notice) => { readonly notice: Notice; readonly audit: readonly AuditEvent[] },
  ): Promise<void>
  /** Gives back what was claimed and not settled. @param holder null: of all holders, who are dead */
  release(holder: string | null): Promise<void>
}
