/** One message of `text/event-stream`; without data where only the id moved on. */
interface StreamMessage {
  readonly id: string | null
  readonly data: string | null
}

/** A reader of server-sent events (WHATWG HTML, section 9.2) as far as our streams need one. */
export class EventSourceReader implements AsyncDisposable {
  readonly status: number
  readonly body: string
  readonly #reader: ReadableStreamDefaultReader<string> | null
  readonly #stop: AbortController
  #buffer = ''
  /** As a browser keeps it for `Last-Event-ID`. */
  lastEventId = ''

  private constructor(
    status: number,
    body: string,
    reader: ReadableStreamDefaultReader<string> | null,
    stop: AbortController,
  ) {
    this.status = status
    this.body = body
    this.#reader = reader
    this.#stop = stop
  }

  static async open(url: string, headers: Readonly<Record<string, string>>): Promise<EventSourceReader> {
    const stop = new AbortController()
    const response = await fetch(url, { headers, signal: stop.signal })
    if (!response.ok || response.body === null) {
      return new EventSourceReader(response.status, await response.text(), null, stop)
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    return new EventSourceReader(response.status, '', reader, stop)
  }

  /** The next message with data; undefined when the stream ended. */
  async next(): Promise<unknown> {
    for (;;) {
      const message = await this.message()
      if (message === undefined) return undefined
      if (message.data !== null) return JSON.parse(message.data)
    }
  }

  /** The next message, with data or without. */
  async message(): Promise<StreamMessage | undefined> {
    while (!this.#buffer.includes('\n\n')) {
      const read = await this.#reader?.read()
      if (read === undefined || read.done) return undefined
      this.#buffer += read.value
    }
    const end = this.#buffer.indexOf('\n\n')
    const lines = this.#buffer.slice(0, end).split('\n')
    this.#buffer = this.#buffer.slice(end + 2)
    const field = (name: string): string | null =>
      lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null
    const id = field('id')
    if (id !== null) this.lastEventId = id
    return { id, data: field('data') }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader?.cancel().catch(() => undefined)
    this.#stop.abort()
  }
}
