import type { OpenStream } from './event-source.ts'

const REOPEN_AFTER_MS = 2_000

/** As `openEventSource`, which cannot send a header. Comes back once to a stream that had been open. */
export const openTokenStream =
  (headers: () => Readonly<Record<string, string>>): OpenStream =>
  (address, listener) => {
    const closed = new AbortController()
    const isClosed = (): boolean => closed.signal.aborted
    const run = async (): Promise<boolean> => {
      const response = await fetch(address, {
        headers: { accept: 'text/event-stream', ...headers() },
        cache: 'no-store',
        signal: closed.signal,
      })
      if (!response.ok || response.body === null) return false
      listener.opened()
      for await (const { event, data } of eventsIn(response.body)) if (!isClosed()) listener.said(event, data)
      return true
    }
    const open = async (): Promise<void> => {
      const wasOpen = await run().catch(() => false)
      if (isClosed()) return
      if (wasOpen) setTimeout(() => isClosed() || void open(), REOPEN_AFTER_MS)
      else listener.lost()
    }
    void open()
    return () => {
      closed.abort()
    }
  }

interface ServerSentEvent {
  readonly event: string
  readonly data: string
}

/** Server-sent events as our server writes them. HTML standard, section 9.2.6. */
async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      text += decoder.decode(value, { stream: true })
      const blocks = text.split(/\r?\n\r?\n/)
      text = blocks.pop() ?? ''
      for (const block of blocks) yield eventOf(block)
    }
  } finally {
    reader.releaseLock()
  }
}

function eventOf(block: string): ServerSentEvent {
  const named = (name: string): string =>
    block
      .split(/\r?\n/)
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).replace(/^ /, ''))
      .join('\n')
  return { event: named('event'), data: named('data') }
}
