import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { createApp } from './app.ts'
import type { HttpDeps } from './http-deps.ts'
import { rawRefusal, refuseRaw } from './raw-edge.ts'

const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
const LARGEST_HEAD_BYTES = 8_192
const GRACE_MS = 8_000

export interface HttpServer {
  readonly port: number
  /** Stops accepting, lets what is under way finish, then closes what is left. */
  close(): Promise<void>
}

/** Listens. @throws the listen error, for instance when the port is taken */
export async function startHttpServer(
  deps: HttpDeps,
  place: { readonly host: string; readonly port: number },
): Promise<HttpServer> {
  const app = createApp(deps)
  const listener = getRequestListener(app.fetch)
  const server = createServer(
    {
      maxHeaderSize: LARGEST_HEAD_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: 5_000,
      rejectNonStandardBodyWrites: true,
    },
    (request, response) => {
      const refusal = rawRefusal(request)
      if (refusal !== null) return refuseRaw(response, refusal, deps.engine.random.token().slice(0, 22))
      void listener(request, response)
    },
  )
  guard(server)
  await listen(server, place)
  return { port: (server.address() as AddressInfo).port, close: () => close(server, deps) }
}

/** What never becomes a request: broken bytes, upgrades, CONNECT, `Expect`. */
function guard(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  })
  server.on('upgrade', (_request, socket) => socket.destroy())
  server.on('connect', (_request, socket) => socket.destroy())
  server.on('checkExpectation', (_request, response) => {
    response.writeHead(417, { connection: 'close' })
    response.end()
  })
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function close(server: Server, deps: HttpDeps): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  server.closeIdleConnections()
  const done = new AbortController()
  await Promise.race([closed, deps.engine.clock.sleep(GRACE_MS, done.signal).catch(() => undefined)])
  done.abort()
  server.closeAllConnections()
  await closed
}
