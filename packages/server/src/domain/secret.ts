const shown = '[secret]'

/**
 * Key material: bytes, lent, wiped, never a string. A string would live on in the heap; bytes can be overwritten.
 * Where `use` may be called is a checked-in list (`scripts/lint`).
 */
export class Secret {
  readonly #bytes: Buffer
  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }
  /** Length in bytes: not secret, and what the size limits are about. */
  get byteLength(): number {
    return this.#bytes.byteLength
  }
  /** Lends the plaintext to `use` and nothing else. */
  use<T>(use: (plaintext: Buffer) => T): T {
    return use(this.#bytes)
  }
  /** A second owner with its own bytes, outside Node's shared pool, so that each can wipe when it is done. */
  copy(): Secret {
    const bytes = Buffer.allocUnsafeSlow(this.#bytes.length)
    bytes.set(this.#bytes)
    return new Secret(bytes)
  }
  wipe(): void {
    this.#bytes.fill(0)
  }
  toString(): string {
    return shown
  }
  toJSON(): string {
    return shown
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return shown
  }
}
