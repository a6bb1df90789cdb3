import { once } from 'node:events'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'

export interface ReceivedRequest {
  readonly path: string
  /** Of `performance.now()`. */
  readonly at: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An integrator's back end that is called. Real HTTP, whatever it answers. */
export interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly received: readonly ReceivedRequest[]
  /** How it answers; `undefined` from it: never. */
  answer: (request: ReceivedRequest, response: ServerResponse) => number | undefined
  /** Resolves when all who called have hung up, and what they had sent is read. */
  left(): Promise<void>
}

/** Takes calls and lets them wait, until each is answered by hand. */
export async function startPatientReceiver(): Promise<Receiver & { readonly open: ServerResponse[] }> {
  const open: ServerResponse[] = []
  const receiver = await startReceiver((_request, response) => void open.push(response))
  return Object.assign(receiver, { open })
}

export async function startReceiver(answer: Receiver['answer'] = () => 204): Promise<Receiver> {
  const received: ReceivedRequest[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const one = { path: request.url ?? '', at: performance.now(), headers, body }
      received.push(one)
      const status = receiver.answer(one, response)
      if (status !== undefined) response.writeHead(status).end()
    })
  })
  const callers = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    callers.add(socket)
    socket.once('close', () => callers.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const receiver: Receiver = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    received,
    answer,
    async left() {
      do await turn()
      while (callers.size > 0)
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
  return receiver
}
