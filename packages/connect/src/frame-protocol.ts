/**
 * The messages between a page that embeds the form and the frame the form stands in. Each side sends to one exact
 * origin, and takes only what comes from that origin and from that window. Nothing but the frame's token is secret in
 * them, and it goes one way only. What a message says is a hint: the server knows how things are.
 */

export type Scheme = 'light' | 'dark'

export type FromFrame =
  /** The script of the frame runs, and waits for a session. */
  | { readonly type: 'hello' }
  /** Of all there is to show, in CSS px; 0 where the host does not lay it out. The first one says that the form is there. */
  | { readonly type: 'height'; readonly height: number }
  /** Something is not as it was: ask the server. */
  | { readonly type: 'changed' }
  /** The session is over: what was typed waits for another. */
  | { readonly type: 'ended'; readonly id: string }
  /** The person goes back to the host. */
  | { readonly type: 'closed' }

export type ToFrame =
  | {
      readonly type: 'session'
      readonly id: string
      readonly token: string
      readonly scheme: Scheme
      /** `taken`: the host closes the form when told so; `left`: the way back is an ordinary link. */
      readonly closing: 'taken' | 'left'
    }
  /** There is no other session to be had. */
  | { readonly type: 'over' }
  | { readonly type: 'scheme'; readonly scheme: Scheme }

const VERSION = 1

/** A message as it is posted. */
export const sealed = <Message extends FromFrame | ToFrame>(message: Message): Message & { readonly keyturn: 1 } => ({
  keyturn: VERSION,
  ...message,
})

/** `keyturn` and `type`. */
const FRAMING = 2

type Test = (value: unknown) => boolean
type Shapes<Message extends { readonly type: string }> = {
  readonly [Type in Message['type']]: {
    readonly [Field in Exclude<keyof Extract<Message, { readonly type: Type }>, 'type'>]: Test
  }
}

/* @__NO_SIDE_EFFECTS__ */
const matches =
  (pattern: RegExp): Test =>
  (value) =>
    typeof value === 'string' && pattern.test(value)

const isId = matches(/^cs_[\w-]{22,32}$/)
const isScheme = matches(/^(?:light|dark)$/)

const FROM_FRAME: Shapes<FromFrame> = {
  hello: {},
  height: { height: (value) => typeof value === 'number' && value >= 0 && value < 1e5 },
  changed: {},
  ended: { id: isId },
  closed: {},
}

const TO_FRAME: Shapes<ToFrame> = {
  session: { id: isId, token: matches(/^[\w-]{43}$/), scheme: isScheme, closing: matches(/^(?:taken|left)$/) },
  over: {},
  scheme: { scheme: isScheme },
}

/** Exactly a message of this version, or null. */
function read<Message extends { readonly type: string }>(shapes: Shapes<Message>, data: unknown): Message | null {
  const table: Readonly<Record<string, Readonly<Record<string, Test>>>> = shapes
  if (typeof data !== 'object' || data === null) return null
  const fields = data as Readonly<Record<string, unknown>>
  const { keyturn, type } = fields
  if (keyturn !== VERSION || typeof type !== 'string' || !Object.hasOwn(table, type)) return null
  const tests = Object.entries(table[type] ?? {})
  const isWhole =
    Object.keys(data).length === tests.length + FRAMING &&
    tests.every(([field, test]) => Object.hasOwn(data, field) && test(fields[field]))
  return isWhole ? (data as Message) : null
}

export const readFromFrame = (data: unknown): FromFrame | null => read<FromFrame>(FROM_FRAME, data)
export const readToFrame = (data: unknown): ToFrame | null => read<ToFrame>(TO_FRAME, data)
