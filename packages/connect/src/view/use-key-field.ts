import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { KeyForm } from '../model.ts'
import { tidyPaste } from '../paste.ts'
import { secondsLeft } from '../text.ts'
import { useDesk } from './desk.ts'
import { sayingOf } from './field-said.tsx'
import type { Saying } from './field-said.tsx'
import { useShown } from './use-shown.ts'

/** `InputEvent.inputType` of text that arrives at once. */
const INSERTED_AS_A_PIECE: ReadonlySet<string> = new Set(['insertFromPaste', 'insertFromDrop', 'insertReplacementText'])

export interface KeyFieldState {
  readonly input: RefObject<HTMLInputElement | null>
  readonly around: RefObject<HTMLDivElement | null>
  /** Characters in the field. */
  readonly count: number
  readonly saying: Saying | null
  readonly isShown: boolean
  /** Seconds until the next try is taken. */
  readonly waitFor: number
  toggle(): void
  typed(event: { readonly currentTarget: HTMLInputElement; readonly inputType: string }): void
  pasting(field: HTMLInputElement): void
  submit(): void
}

/** What the field does in the browser. On the server none of it runs. */
export function useKeyField(form: KeyForm): KeyFieldState {
  const { words } = form
  const desk = useDesk()
  const input = useRef<HTMLInputElement>(null)
  const around = useRef<HTMLDivElement>(null)
  const [count, setCount] = useState(0)
  const [checked, setChecked] = useState<Saying | null>(null)
  const [isShown, setShown] = useShown(around, () => desk.say(words.hidden))
  const saying = refusedTry(form, desk.isEdited) ?? checked
  const waitFor = form.wait === null || desk.clock === null ? 0 : secondsLeft(form.wait.until, desk.clock.now)

  const take = (field: HTMLInputElement): void => {
    desk.draft.write(field.value)
    setCount([...field.value].length)
  }

  useLayoutEffect(() => {
    const field = input.current
    if (field === null) return
    // What was typed before the script arrived stays, what was kept from the last try comes back.
    if (field.value === '') field.value = desk.draft.read()
    take(field)
  }, [])

  useEffect(
    () =>
      desk.draft.onCleared(() => {
        if (input.current === null) return
        input.current.value = ''
        setCount(0)
        setChecked(null)
      }),
    [],
  )

  /** The repaired text takes the place of the pasted one; what is typed by hand is left alone until it is sent. */
  const check = (field: HTMLInputElement): void => {
    const paste = tidyPaste(new TextEncoder().encode(field.value))
    setChecked(sayingOf(paste, words, desk.lang))
    if (paste.kind === 'malformed') return
    if (paste.repairs.length > 0) field.value = new TextDecoder().decode(paste.bytes)
    paste.bytes.fill(0)
  }

  return {
    input,
    around,
    count,
    saying,
    isShown,
    waitFor,
    toggle: () => {
      setShown(!isShown)
      desk.say(isShown ? words.hidden : words.visible)
    },
    typed: (event) => {
      setChecked(null)
      if (INSERTED_AS_A_PIECE.has(event.inputType)) check(event.currentTarget)
      take(event.currentTarget)
      desk.edited()
    },
    pasting: (field) => {
      // What was refused is replaced, not added to.
      if (saying?.tone === 'bad') field.select()
    },
    submit: () => {
      setShown(false)
      if (input.current === null || waitFor > 0) return
      const paste = tidyPaste(new TextEncoder().encode(input.current.value))
      if (paste.kind === 'key') {
        desk.submit(paste.bytes)
        return
      }
      setChecked(sayingOf(paste, words, desk.lang))
      desk.refuse({ kind: 'problem', title: words.problem, what: words.faults[paste.fault].title, stays: words.stays })
    },
  }
}

/** The refusal of the last try, until the text changes. */
const refusedTry = (form: KeyForm, isEdited: boolean): Saying | null =>
  form.failure === null || isEdited
    ? null
    : { tone: 'bad', title: [...form.failure.title, '.'], text: form.failure.text }
