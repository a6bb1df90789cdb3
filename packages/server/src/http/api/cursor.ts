import { parseId } from '../../domain/ids.ts'
import type { ListPosition } from '../../engine/ports/list-position.ts'
import type { Vault } from '../../engine/ports/vault.ts'
import { EdgeRefusal } from '../problems.ts'

/** 32 hex digits are 128 bits of a MAC: nobody makes up a cursor, or moves one to other filters or another token. */
const TAG_LENGTH = 32

/**
 * Opaque and bound to what it was given for. @param binding filters and token, as one string
 */
export async function sealPlace(vault: Vault, binding: string, place: string): Promise<string> {
  return Buffer.from(`${await tagOf(vault, binding, place)}${place}`).toString('base64url')
}

/** @throws EdgeRefusal invalid_request */
export async function openPlace(vault: Vault, binding: string, cursor: string): Promise<string> {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const place = text.slice(TAG_LENGTH)
  const expected = Buffer.from(await tagOf(vault, binding, place))
  if (equalBytes(Buffer.from(text.slice(0, TAG_LENGTH)), expected)) return place
  const message = 'This cursor does not belong to this list, these filters and this token.'
  throw new EdgeRefusal('invalid_request', { errors: [{ pointer: '/cursor', code: 'cursor', message }] })
}

export const writeCursor = (vault: Vault, binding: string, { createdAt, id }: ListPosition): Promise<string> =>
  sealPlace(vault, binding, `${createdAt.toString(36)}.${id}`)

/** @throws EdgeRefusal invalid_request */
export async function readCursor(vault: Vault, binding: string, cursor: string): Promise<ListPosition> {
  const [createdAt = '', id = ''] = (await openPlace(vault, binding, cursor)).split('.')
  return { createdAt: Number.parseInt(createdAt, 36), id: parseId('connection', id) }
}

const tagOf = async (vault: Vault, binding: string, place: string): Promise<string> =>
  (await vault.digest(`cursor ${binding}`, Buffer.from(place))).slice(0, TAG_LENGTH)

/** In constant time for equal lengths. */
function equalBytes(one: Buffer, other: Buffer): boolean {
  if (one.length !== other.length) return false
  let difference = 0
  for (const [at, byte] of one.entries()) difference |= byte ^ (other[at] ?? 0)
  return difference === 0
}
