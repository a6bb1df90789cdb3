import { createHash } from 'node:crypto'

/** What looks like a key of the stand-in, in clear and as the start of a Basic credential. */
const KEY = /standin-[a-z0-9-]{8,}/gi
const ENCODED_KEY = /c3RhbmRpbi[A-Za-z0-9+/_-]{8,}={0,2}/g
const MAX_UNKNOWN = 10_000
/** Shorter values stand in ordinary text by chance. */
const MIN_STRUCK = 8

export interface Redacted {
  readonly text: string
  readonly found: boolean
}

export interface RedactionPorts {
  /** The id of a key the stand-in made. */
  readonly idOf: (secret: string) => string | undefined
}

/** Strikes keys out of what is recorded, and gives each an id that says which key it was. */
export class Redaction {
  readonly #ports: RedactionPorts
  readonly #unknown = new Map<string, string>()
  #count = 0

  constructor(ports: RedactionPorts) {
    this.#ports = ports
  }

  /** A stable id; `unknown_1` for a key nobody made. */
  idFor(secret: string): string {
    return this.#ports.idOf(secret) ?? this.#idForUnknown(secret)
  }

  /** @param presented What the Authorization header held, whatever it looks like. */
  strike(text: string, presented: string | null): Redacted {
    const forms = presented === null || presented.length < MIN_STRUCK ? [] : formsOf(presented)
    const decoded = decodedOrSame(text)
    const source = this.#holdsKey(decoded, forms) && !this.#holdsKey(text, forms) ? decoded : text
    const withoutPresented = forms.reduce(
      (rest, form) => rest.replaceAll(form, () => `[${this.idFor(presented ?? '')}]`),
      source,
    )
    const clean = withoutPresented
      .replace(KEY, (secret) => `[${this.idFor(secret.toLowerCase())}]`)
      .replace(ENCODED_KEY, (encoded) => `[${this.idFor(decodedKey(encoded))}]`)
    return { text: clean, found: clean !== source }
  }

  #holdsKey(text: string, forms: readonly string[]): boolean {
    return forms.some((form) => text.includes(form)) || text.search(KEY) >= 0 || text.search(ENCODED_KEY) >= 0
  }

  #idForUnknown(secret: string): string {
    const digest = createHash('sha256').update(secret).digest('base64')
    const known = this.#unknown.get(digest)
    if (known !== undefined) return known
    if (this.#unknown.size >= MAX_UNKNOWN) this.#unknown.clear()
    this.#count += 1
    this.#unknown.set(digest, `unknown_${this.#count}`)
    return `unknown_${this.#count}`
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** Longest first, so that no rest of one form stays behind. */
function formsOf(secret: string): string[] {
  const forms = [base64(`${secret}:`), base64(secret), encodeURIComponent(secret), secret]
  return [...new Set(forms)].toSorted((a, b) => b.length - a.length)
}

const decodedKey = (encoded: string): string => Buffer.from(encoded, 'base64').toString('utf8').replace(/:.*$/s, '')

function decodedOrSame(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
