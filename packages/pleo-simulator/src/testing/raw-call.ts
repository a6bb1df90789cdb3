import { connect } from 'node:net'

/** How a raw exchange ended: closed in order, reset, or given up by us. */
type End = 'closed' | 'reset' | 'deadline' | 'limit'

export interface RawAnswer {
  readonly end: End
  /** 0 where no status line came. */
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  /** As it came: chunks of a chunked answer with their sizes. */
  readonly body: Buffer
}

export interface RawLimits {
  readonly deadlineMs?: number
  readonly limitBytes?: number
}

/** Sends bytes to a port of this machine and collects what comes back, so that a test sees the wire itself. */
export function rawCall(port: number, request: string | Buffer, limits: RawLimits = {}): Promise<RawAnswer> {
  const { deadlineMs = 5_000, limitBytes = 4 * 1024 * 1024 } = limits
  const { promise, resolve } = Promise.withResolvers<RawAnswer>()
  const chunks: Buffer[] = []
  let size = 0
  const socket = connect(port, '127.0.0.1', () => socket.write(request))
  const finish = (end: End): void => {
    clearTimeout(timer)
    socket.destroy()
    resolve(read(Buffer.concat(chunks), end))
  }
  const timer = setTimeout(() => finish('deadline'), deadlineMs)
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    if (size > limitBytes) finish('limit')
  })
  socket.on('error', () => finish('reset'))
  socket.on('end', () => finish('closed'))
  return promise
}

function read(bytes: Buffer, end: End): RawAnswer {
  const split = bytes.indexOf('\r\n\r\n')
  if (split === -1) return { end, status: 0, headers: new Map(), body: bytes }
  const [statusLine = '', ...lines] = bytes.subarray(0, split).toString('latin1').split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return { end, status: Number(statusLine.split(' ')[1]), headers: new Map(headers), body: bytes.subarray(split + 4) }
}

export interface RawRequest {
  readonly call: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** The bytes of one request; `call` is `GET /path`. */
export function rawRequest({ call, headers = {}, body = '' }: RawRequest): string {
  const json =
    body === '' ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
  const all = { host: '127.0.0.1', connection: 'close', ...json, ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `${call} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}

/** The documented form of the credential. */
export const basic = (key: string): string => `Basic ${Buffer.from(`${key}:`).toString('base64')}`
