import type { IdKind, IdOf } from '../../domain/ids.ts'
import type { TokenHash } from '../../domain/sealed.ts'

export interface Random {
  /** A new id of 128 random bits. */
  id<Kind extends IdKind>(kind: Kind): IdOf[Kind]
  /** 256 random bits, base64url, 43 characters. */
  token(): string
  /**
   * A token that is made again from the same two: 256 bits to everybody who has not got the secret. One way: whoever
   * has the token learns nothing of the secret.
   */
  derived(secret: string, about: string): string
  /** SHA-256 of a token, for look-up and storage. */
  hash(token: string): TokenHash
  /** Evenly distributed from 0 up to, not including, 1. For jitter, not for secrets. */
  roll(): number
  /** A short code that can be read out on the phone, for instance `K7QX-2M4D`. */
  supportReference(): string
}
