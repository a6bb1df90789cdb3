import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Action, Link, Notice, Problem } from '../model.ts'
import type { Clock } from '../times.ts'

/** What was typed. It lives here and in the field, nowhere else: no storage, no history, no attribute. */
export interface Draft {
  read(): string
  write(text: string): void
  /** Called when the text is taken away. */
  onCleared(listener: () => void): () => void
}

/** What the browser adds to a page that is complete without it. */
export interface Desk {
  readonly lang: string
  /** Null on the server: times stand as the server wrote them. */
  readonly clock: Clock | null
  readonly isInteractive: boolean
  /** Since when nothing was heard: chip and progress stand still. Milliseconds since 1970. */
  readonly notKnown: { readonly since: number; readonly words: string } | null
  /** The failure on the page is about a text that has changed since. */
  readonly isEdited: boolean
  /** The text of the failed try is still in the field. */
  readonly isKept: boolean
  /** What the browser itself has to say above everything else. */
  readonly trouble: Trouble | null
  /** A submit that was refused before anything was sent. */
  readonly refusal: Problem | null
  readonly draft: Draft
  /** The last thing said to a screen reader. */
  readonly said: string
  edited(): void
  refuse(refusal: Problem): void
  /** Takes over the bytes and wipes them. */
  submit(key: Uint8Array<ArrayBuffer>): void
  press(action: Action): void
  /** To a screen reader. */
  say(text: string): void
}

export interface Trouble {
  readonly notice: Notice
  /** Once more what did not go through. */
  readonly retry: { readonly label: string; again(): void } | null
  readonly back: Link | null
}

const NOTHING = (): void => undefined

/** The page as the server draws it. */
export const onPaper = (lang: string): Desk => ({
  lang,
  clock: null,
  isInteractive: false,
  notKnown: null,
  isEdited: false,
  isKept: false,
  trouble: null,
  refusal: null,
  said: '',
  draft: { read: () => '', write: NOTHING, onCleared: () => NOTHING },
  edited: NOTHING,
  refuse: NOTHING,
  submit: NOTHING,
  press: NOTHING,
  say: NOTHING,
})

export const DeskContext = createContext<Desk>(onPaper('en'))
export const useDesk = (): Desk => useContext(DeskContext)
