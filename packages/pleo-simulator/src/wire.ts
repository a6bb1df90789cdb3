import type { ServerResponse } from 'node:http'
import type { Answer, Delivery } from './answer.ts'

interface WirePorts {
  /** How late a late answer is, in milliseconds. */
  readonly lateMs: number
  /** Told once, when the head of an answer goes out. */
  readonly sent: (status: number) => void
}

type Deliver = (answer: Answer, response: ServerResponse, ports: WirePorts) => void

const ENDLESS_CHUNK = Buffer.alloc(16 * 1024, 'a')

const head = (answer: Answer, response: ServerResponse, ports: WirePorts, length: number | null): void => {
  const counted = length === null || answer.status === 204 ? {} : { 'content-length': String(length) }
  response.writeHead(answer.status, { ...answer.headers, ...counted })
  ports.sent(answer.status)
}

const whole: Deliver = (answer, response, ports) => {
  head(answer, response, ports, answer.body.length)
  response.end(answer.body)
}

const DELIVERIES: Readonly<Record<Delivery, Deliver>> = {
  whole,

  late: (answer, response, ports) => {
    const timer = setTimeout(() => whole(answer, response, ports), ports.lateMs)
    response.once('close', () => clearTimeout(timer))
  },

  never: () => undefined,

  reset: (_answer, response) => {
    response.socket?.resetAndDestroy()
  },

  // Promises all of the body, sends half, and closes.
  truncated: (answer, response, ports) => {
    const { status, body } = answer.status === 204 ? { status: 200, body: Buffer.from('{}') } : answer
    head({ ...answer, status }, response, ports, body.length)
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy())
  },

  // As fast as the caller reads, until it goes.
  endless: (answer, response, ports) => {
    head(answer, response, ports, null)
    response.write(answer.body)
    const pour = (): void => {
      if (!response.destroyed) response.write(ENDLESS_CHUNK, () => setImmediate(pour))
    }
    pour()
  },
}

/** Sends an answer the way it is to be delivered. */
export const deliver: Deliver = (answer, response, ports) => {
  if (response.destroyed) return
  DELIVERIES[answer.delivery](answer, response, ports)
}
