/** What a stream of server-sent events says. */
interface StreamListener {
  opened(): void
  said(event: string, data: string): void
  /** It is closed and does not come back by itself. */
  lost(): void
}

/** @returns how to close it */
export type OpenStream = (address: string, listener: StreamListener) => () => void

const EVENTS = ['state', 'beat', 'ended'] as const

export const openEventSource: OpenStream = (address, listener) => {
  const stream = new EventSource(address)
  let hasOpened = false
  stream.addEventListener('open', () => {
    hasOpened = true
    listener.opened()
  })
  for (const name of EVENTS) {
    stream.addEventListener(name, (event: MessageEvent<string>) => {
      listener.said(name, event.data)
    })
  }
  stream.addEventListener('error', () => {
    // The browser itself comes back to a stream that broke, again and again where nothing comes through: once is enough.
    if (stream.readyState === EventSource.CLOSED || !hasOpened) listener.lost()
    hasOpened = false
  })
  return () => {
    stream.close()
  }
}
