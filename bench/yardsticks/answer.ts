import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'

/** Listens where `PORT` says, and is ready at once. */
export function answerWith(listener: RequestListener): void {
  createServer((incoming, outgoing) => {
    if (incoming.url === '/readyz') outgoing.end()
    else listener(incoming, outgoing)
  }).listen(Number(process.env['PORT']), '127.0.0.1')
}
