import { ENDED } from './read-page.ts'
import type { Surroundings } from './surroundings.ts'

/** What became of a form that was sent. */
export type Answer =
  | { readonly kind: 'taken'; readonly attemptId: string | null }
  | { readonly kind: 'ended' | 'changed' | 'refused' | 'unheard' }

/** Sends a form of the page without leaving it. */
async function post(address: string, body: BodyInit, around: Surroundings): Promise<Answer> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        ...around.headers(),
      },
      body,
      redirect: 'error',
    })
    if (response.ok) return { kind: 'taken', attemptId: attemptIn((await response.json()) as AnsweredState) }
    if (ENDED.has(response.status)) return { kind: 'ended' }
    return { kind: response.status === 409 ? 'changed' : 'refused' }
  } catch {
    return { kind: 'unheard' }
  }
}

/** What is read of the state that answers a form. */
interface AnsweredState {
  readonly attempt: { readonly id: string } | null
}

const attemptIn = ({ attempt }: AnsweredState): string | null => attempt?.id ?? null

/** Takes over `key` and wipes it: what is sent is written from bytes to bytes. */
export async function postKey(address: string, key: Uint8Array, around: Surroundings): Promise<Answer> {
  const body = formBody('key', key)
  key.fill(0)
  try {
    return await post(address, body, around)
  } finally {
    body.fill(0)
  }
}

/**
 * @param address where it goes: another page may have taken the place of the one that drew the form
 * @param pressed the button, whose name and value belong to the form
 */
export function postForm(
  address: string,
  form: HTMLFormElement,
  pressed: HTMLElement | null,
  around: Surroundings,
): Promise<Answer> {
  const fields = new URLSearchParams()
  for (const [name, value] of new FormData(form, pressed)) if (typeof value === 'string') fields.append(name, value)
  return post(address, fields.toString(), around)
}

const HEX = '0123456789ABCDEF'

/** `name=value` with every byte of the value as `%XX`. */
function formBody(field: string, value: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${field}=`)
  const body = new Uint8Array(head.length + value.length * 3)
  body.set(head)
  for (const [index, byte] of value.entries()) {
    const at = head.length + index * 3
    body[at] = 0x25
    body[at + 1] = HEX.charCodeAt(byte >> 4)
    body[at + 2] = HEX.charCodeAt(byte & 15)
  }
  return body
}

/** The state as text: here only whether it changed matters. */
export async function readState(
  base: string,
  around: Surroundings,
): Promise<{ readonly state: string } | 'ended' | 'unheard'> {
  try {
    const headers = { accept: 'application/json', ...around.headers() }
    const response = await fetch(`${base}state`, { headers, cache: 'no-store' })
    if (ENDED.has(response.status)) return 'ended'
    return response.ok ? { state: await response.text() } : 'unheard'
  } catch {
    return 'unheard'
  }
}
