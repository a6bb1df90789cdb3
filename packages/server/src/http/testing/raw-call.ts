import { connect } from 'node:net'

const DEADLINE_MS = 5_000

export interface RawAnswers {
  /** Of each answer on the connection, in order. */
  readonly statuses: readonly number[]
  readonly text: string
}

/** Sends bytes as they are and reads until the server closes. */
export function rawCall(port: number, request: string | Buffer): Promise<RawAnswers> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswers>()
  const chunks: Buffer[] = []
  const socket = connect(port, '127.0.0.1', () => socket.write(request))
  socket.setTimeout(DEADLINE_MS, () => socket.destroy(new Error('The server neither answered nor closed in time.')))
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.on('error', reject)
  socket.on('end', () => {
    socket.destroy()
    const text = Buffer.concat(chunks).toString('latin1')
    resolve({ statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)), text })
  })
  return promise
}
