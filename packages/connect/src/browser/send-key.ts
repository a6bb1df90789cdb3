import type { SealFacts } from '../facts.ts'
import { sealFor } from '../hpke-sender.ts'
import { submitInfo } from '../submit-info.ts'
import { post } from './requests.ts'
import type { Answer } from './requests.ts'
import type { Surroundings } from './surroundings.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** A page may be older than the key it seals with, or than its turn: each answer to that brings what is current. */
const RENEWALS = 2

/** WebCrypto is there on https and on loopback. */
export const canSeal = (): boolean => isSecureContext

/** Sends a key, sealed where this browser can. Takes over `key` and wipes it. */
export async function sendKey(
  address: string,
  key: Bytes,
  seal: SealFacts | null,
  around: Surroundings,
): Promise<Answer> {
  const send = (body: BodyInit): Promise<Answer> => post(address, body, around)
  try {
    return seal !== null && canSeal() ? await sendSealed(send, key, seal) : await sendPlain(send, key)
  } finally {
    key.fill(0)
  }
}

type Send = (body: BodyInit) => Promise<Answer>

async function sendSealed(send: Send, key: Bytes, seal: SealFacts): Promise<Answer> {
  let current = seal
  for (let renewals = 0; renewals <= RENEWALS; renewals += 1) {
    const body = await sealedBody(key, current)
    // What cannot be sealed is not sent in another way.
    if (body === null) break
    const answer = await send(body)
    if (answer.kind !== 'outdated') return answer
    current = answer.seal
  }
  return { kind: 'refused' }
}

async function sealedBody(key: Bytes, { keyId, publicKey, session, turn }: SealFacts): Promise<string | null> {
  try {
    const sealed = toBase64url(await sealFor(fromBase64url(publicKey), submitInfo(session, turn), key))
    return new URLSearchParams({ sealed, sealKey: keyId, turn: String(turn) }).toString()
  } catch {
    return null
  }
}

const fromBase64url = (text: string): Bytes =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))

const toBase64url = (bytes: Bytes): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** Written from bytes to bytes. */
async function sendPlain(send: Send, key: Bytes): Promise<Answer> {
  const body = formBody('key', key)
  try {
    return await send(body)
  } finally {
    body.fill(0)
  }
}

const HEX = '0123456789ABCDEF'

/** `name=value` with every byte of the value as `%XX`. */
function formBody(field: string, value: Bytes): Bytes {
  const head = new TextEncoder().encode(`${field}=`)
  const body = new Uint8Array(head.length + value.length * 3)
  body.set(head)
  for (const [index, byte] of value.entries()) {
    const at = head.length + index * 3
    body[at] = 0x25
    body[at + 1] = HEX.charCodeAt(byte >> 4)
    body[at + 2] = HEX.charCodeAt(byte & 15)
  }
  return body
}
