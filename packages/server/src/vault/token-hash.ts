import { createHash } from 'node:crypto'
import type { TokenHash } from '../domain/sealed.ts'

/** SHA-256 in hex. Enough for 256 random bits: there is nothing to guess. */
export const hashToken = (token: string): TokenHash =>
  createHash('sha256').update(token, 'utf8').digest('hex') as TokenHash
