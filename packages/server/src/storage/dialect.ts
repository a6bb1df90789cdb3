import type { RawBuilder, Transaction } from 'kysely'
import type { Database } from './database.ts'

/** The unique rules whose breach is an answer and not a fault. */
export type UniqueRule = 'identity' | 'account' | 'key'

/** What the databases spell differently. All queries are written once, against `Database`. */
export interface StorageDialect {
  /** Which of our unique rules this error reports; null for any other error. */
  brokenRule(error: unknown): UniqueRule | null
  /** Lets several servers claim at once: each passes over what another has just locked. */
  readonly skipLocked: RawBuilder<unknown>
  /**
   * A transaction that does not wait for the disk: power loss can undo it until the next other one is committed. For what
   * is only counted on the way to a change that is kept.
   */
  unsynced<Result>(work: (trx: Transaction<Database>) => Promise<Result>): Promise<Result>
  /** Called after a commit that deleted sealed bytes, so that no journal keeps them. Never throws. */
  erased(): Promise<void>
}

/** Types and endings for migrations. Text compares by code point: prefixes are searched as ranges. */
export interface Spelling {
  readonly text: RawBuilder<unknown>
  /** 64 bit. */
  readonly integer: RawBuilder<unknown>
  readonly bytes: RawBuilder<unknown>
  /** A primary key that the database counts up and never gives twice. */
  readonly ordinal: RawBuilder<unknown>
  readonly tableEnd: RawBuilder<unknown>
  /** For tables that are read by their primary key only. */
  readonly keyedTableEnd: RawBuilder<unknown>
}
