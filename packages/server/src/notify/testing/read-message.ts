export interface ReadMessage {
  /** By lower-case name, unfolded and decoded (RFC 2047). */
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
  readonly html: string
}

/** Reads a message as a mail program does: unfolds, decodes, takes the parts of an alternative. */
export function readMessage(raw: string): ReadMessage {
  const { headers, body } = split(raw)
  const boundary = /boundary="?([^";]+)"?/.exec(headers.get('content-type') ?? '')?.[1]
  const parts =
    boundary === undefined
      ? []
      : body
          .split(`--${boundary}`)
          .slice(1, -1)
          .map((part) => split(part.trimStart()))
  const ofType = (type: string): string => {
    const part = parts.find(({ headers: own }) => own.get('content-type')?.startsWith(type))
    return part === undefined ? '' : decoded(part.body, part.headers.get('content-transfer-encoding') ?? '7bit')
  }
  return { headers, text: ofType('text/plain'), html: ofType('text/html') }
}

function split(raw: string): { headers: Map<string, string>; body: string } {
  const [, head = '', body = ''] = /^([\s\S]*?)\r?\n\r?\n([\s\S]*)$/.exec(raw) ?? []
  const lines = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  const headers = new Map<string, string>()
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? []
    if (headers.has(name.toLowerCase())) throw new Error(`Two headers of the name ${name}.`)
    headers.set(name.toLowerCase(), words(value))
  }
  return { headers, body }
}

const words = (value: string): string =>
  value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_whole, how: string, of: string) =>
      how.toUpperCase() === 'B' ? Buffer.from(of, 'base64').toString() : fromQuoted(of.replaceAll('_', ' ')),
    )

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  const text = encoding === 'quoted-printable' ? fromQuoted(body.replaceAll(/=\r?\n/g, '')) : body
  return text.replaceAll('\r\n', '\n').trimEnd()
}

const fromQuoted = (text: string): string =>
  Buffer.from(
    text.replaceAll(/=([0-9A-F]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString()
