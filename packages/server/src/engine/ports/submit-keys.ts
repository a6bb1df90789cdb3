/** The key that pages seal to right now. */
export interface SubmitKey {
  readonly id: string
  /** A P-256 point, uncompressed: 65 bytes. */
  readonly publicKey: Uint8Array
}

export type OpenedSubmit =
  /** The caller wipes the bytes. */
  | { readonly kind: 'opened'; readonly bytes: Buffer<ArrayBuffer> }
  /** Never made, or its time is over. */
  | { readonly kind: 'unknown_key' }
  /** Sealed for something else, or changed on the way. */
  | { readonly kind: 'unreadable' }

/** Opens what a browser sealed (RFC 9180). The keys change by themselves; an old one serves as long as a page lives. */
export interface SubmitKeys {
  current(): Promise<SubmitKey>
  /**
   * @param message encapsulated secret and ciphertext
   * @param info what it must have been bound to
   */
  open(keyId: string, message: Uint8Array, info: Uint8Array): Promise<OpenedSubmit>
}

/** A key pair, wrapped by the master key named `masterKeyId`. */
export interface WrappedSubmitKey {
  readonly id: string
  /** Counts the times in which one key is the current one: servers that share a store agree on one key each. */
  readonly period: number
  readonly masterKeyId: string
  readonly wrapped: Uint8Array
  /** Milliseconds since 1970. From then on nothing opens with it, and it is deleted. */
  readonly acceptedUntil: number
}

/** Where they are kept, for as long as they are needed. Housekeeping deletes those whose time is over. */
export interface SubmitKeyStore {
  find(id: string): Promise<WrappedSubmitKey | undefined>
  findOfPeriod(period: number, masterKeyId: string): Promise<WrappedSubmitKey | undefined>
  /** Keeps what is there for period and master key. @returns the one that stands. */
  insertIfAbsent(key: WrappedSubmitKey): Promise<WrappedSubmitKey>
}
