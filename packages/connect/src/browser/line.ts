import { readState } from './requests.ts'
import type { Surroundings } from './surroundings.ts'

export interface Listener {
  /** The server is there. */
  heard(): void
  /** The state is this one now. */
  state(version: string): void
  ended(): void
}

/** Between two signs of life on the stream, and between two questions where there is no stream. */
export const BEAT_MS = 10_000
const ASK_EVERY_MS = 3000
/** A stream that says nothing for this long is not one: something on the way holds it back. */
const SILENT_AFTER_MS = 2 * BEAT_MS + 2000
/** After this many answers the stream gets another chance. */
const ANSWERS_BEFORE_STREAM = 20

/**
 * Listens to the stream of a page; asks every few seconds where it does not come through.
 *
 * @param since the version that the page shows already @returns how to hang up
 */
export function openLine(base: string, since: () => string, listener: Listener, around: Surroundings): () => void {
  const listen = (): (() => void) => listenTo(`${base}events?since=${since()}`, listener, around, ask)
  let stop = listen()
  function ask(): void {
    stop = askAgain(base, listener, around, () => {
      stop = listen()
    })
  }
  return () => {
    stop()
  }
}

function listenTo(address: string, listener: Listener, around: Surroundings, onLost: () => void): () => void {
  const lose = (): void => {
    close()
    onLost()
  }
  let silence = setTimeout(lose, SILENT_AFTER_MS)
  const heard = (): void => {
    clearTimeout(silence)
    silence = setTimeout(lose, SILENT_AFTER_MS)
    listener.heard()
  }
  const closeStream = around.openStream(address, {
    opened: heard,
    said(event, data) {
      heard()
      if (event === 'state') listener.state(versionIn(data))
      if (event === 'ended') {
        close()
        listener.ended()
      }
    },
    lost: lose,
  })
  const close = (): void => {
    clearTimeout(silence)
    closeStream()
  }
  return close
}

function askAgain(base: string, listener: Listener, around: Surroundings, onRecovered: () => void): () => void {
  let isStopped = false
  let answers = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const ask = async (): Promise<void> => {
    const answer = await readState(base, around)
    if (isStopped) return
    if (answer === 'ended') {
      listener.ended()
      return
    }
    if (answer !== 'unheard') {
      answers += 1
      listener.heard()
      listener.state(versionIn(answer.state))
    }
    if (answers >= ANSWERS_BEFORE_STREAM) onRecovered()
    else timer = setTimeout(() => void ask(), ASK_EVERY_MS)
  }
  void ask()
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}

/** What is read of a state: only whether it is the one that is shown. */
const versionIn = (text: string): string => (JSON.parse(text) as { readonly version: string }).version
