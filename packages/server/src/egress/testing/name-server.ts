import { createSocket } from 'node:dgram'
import { once } from 'node:events'

export interface NameServer extends AsyncDisposable {
  /** Address and port. */
  readonly address: string
  /** As they were asked for, each with its type: `A hooks.example`. */
  readonly asked: readonly string[]
}

const TYPES = new Map([
  [1, 'A'],
  [28, 'AAAA'],
])
const UNKNOWN_NAME = 3

/**
 * A name server on this machine (RFC 1035 §4). For tests.
 *
 * @param tell the IPv4 addresses of a name; `unknown`: there is no such name; `silence`: no answer, ever
 */
export async function startNameServer(
  tell: (name: string) => readonly string[] | 'unknown' | 'silence',
): Promise<NameServer> {
  const asked: string[] = []
  const socket = createSocket('udp4', (query, { port, address }) => {
    const { name, type, end } = questionIn(query)
    asked.push(`${type} ${name}`)
    const told = tell(name)
    if (told === 'silence') return
    const addresses = type === 'A' && told !== 'unknown' ? told : []
    const head = Buffer.from(query.subarray(0, 12))
    head.writeUInt16BE(0x8180 + (told === 'unknown' ? UNKNOWN_NAME : 0), 2)
    head.writeUInt16BE(addresses.length, 6)
    head.writeUInt32BE(0, 8)
    socket.send([head, query.subarray(12, end), ...addresses.map(record)], port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    async [Symbol.asyncDispose]() {
      socket.close()
      await once(socket, 'close')
    },
  }
}

function questionIn(query: Buffer): { readonly name: string; readonly type: string; readonly end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), type: TYPES.get(query.readUInt16BE(at + 1)) ?? '?', end: at + 5 }
}

/** Of the name in the question, type A, class IN, for a minute. */
const record = (address: string): Buffer =>
  Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split('.').map(Number)])
