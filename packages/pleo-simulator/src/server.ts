import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'

export interface ServerPorts {
  /** Pages and control; told by their path. */
  readonly pages: (request: Request) => Response | Promise<Response>
  readonly api: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

export interface Running {
  readonly port: number
  /** Ends at once, also with answers that hang or never end. */
  close(): Promise<void>
}

const PAGES = /^\/(?:$|settings(?:\/|$)|assets\/|favicon\.ico$|_simulator(?:\/|$))/

/** @param port 0: one that is free. */
export async function serve(ports: ServerPorts, host: string, port: number): Promise<Running> {
  const pages = getRequestListener(ports.pages, { overrideGlobalObjects: false })
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    if (!path.startsWith('/')) return refuse(response, 400)
    if (PAGES.test(path)) return void pages(request, response)
    return void ports.api(request, response).catch(() => response.destroy())
  })
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })
  server.on('upgrade', (_request, socket) => socket.destroy())
  server.on('connect', (_request, socket) => socket.destroy())
  const address = await listening(server, host, port)
  return { port: address.port, close: () => closed(server) }
}

function refuse(response: ServerResponse, status: 400): void {
  response.writeHead(status, { connection: 'close', 'content-length': 0 }).end()
}

function listening(server: Server, host: string, port: number): Promise<AddressInfo> {
  const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>()
  server.once('error', reject)
  server.listen(port, host, () => {
    const address = server.address()
    if (address === null || typeof address === 'string') return reject(new TypeError('The server has no port.'))
    return resolve(address)
  })
  return promise
}

function closed(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeAllConnections()
  return promise
}
