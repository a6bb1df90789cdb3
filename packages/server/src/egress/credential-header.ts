import type { Secret } from '../domain/secret.ts'

/** How a provider wants its key. `basic-user`: RFC 7617 with the key as user name and an empty password. */
export type CredentialScheme = 'basic-user'

const BASE64 = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', 'latin1')
const PAD = 0x3d
const COLON = 0x3a

/** Base64 from bytes into bytes, because Node's own encoder leaves a string behind. */
function writeBase64(source: Buffer, target: Buffer, start: number): void {
  let at = start
  for (let index = 0; index < source.length; index += 3) {
    const group = (source.readUInt8(index) << 16) | ((source[index + 1] ?? 0) << 8) | (source[index + 2] ?? 0)
    const filled = source.length - index
    target.writeUInt8(BASE64.readUInt8(group >> 18), at)
    target.writeUInt8(BASE64.readUInt8((group >> 12) & 63), at + 1)
    target.writeUInt8(filled > 1 ? BASE64.readUInt8((group >> 6) & 63) : PAD, at + 2)
    target.writeUInt8(filled > 2 ? BASE64.readUInt8(group & 63) : PAD, at + 3)
    at += 4
  }
}

function basicUser(plaintext: Buffer): string {
  const prefix = 'Basic '
  const pair = Buffer.allocUnsafeSlow(plaintext.length + 1)
  const header = Buffer.allocUnsafeSlow(prefix.length + 4 * Math.ceil(pair.length / 3))
  plaintext.copy(pair)
  pair.writeUInt8(COLON, plaintext.length)
  header.write(prefix, 'latin1')
  writeBase64(pair, header, prefix.length)
  const text = header.toString('latin1')
  pair.fill(0)
  header.fill(0)
  return text
}

const SCHEMES = { 'basic-user': basicUser } as const satisfies Record<CredentialScheme, (plaintext: Buffer) => string>

/**
 * The one string per call that holds a credential: undici takes no bytes as a header. All that can be wiped is wiped
 * here; the string itself is the collector's.
 */
export const credentialHeader = (scheme: CredentialScheme, credential: Secret): string =>
  credential.use(SCHEMES[scheme])
