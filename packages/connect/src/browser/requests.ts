import type { Action, PageModel } from '../model.ts'

/** The pages of this connection are no longer open to this browser. */
const ENDED: ReadonlySet<number> = new Set([401, 403, 404, 410])

export type Answer = 'taken' | 'ended' | 'changed' | 'refused' | 'unheard'

/** Posts a form of the page without leaving it. */
async function post(address: string, body: BodyInit): Promise<Answer> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body,
      redirect: 'error',
    })
    if (response.ok) return 'taken'
    if (ENDED.has(response.status)) return 'ended'
    return response.status === 409 ? 'changed' : 'refused'
  } catch {
    return 'unheard'
  }
}

/** Takes over `key` and wipes it: what is sent is written from bytes to bytes. */
export async function postKey(base: string, key: Uint8Array): Promise<Answer> {
  const body = formBody('key', key)
  key.fill(0)
  try {
    return await post(`${base}key`, body)
  } finally {
    body.fill(0)
  }
}

export const postAction = (action: Extract<Action, { readonly post: string }>): Promise<Answer> =>
  post(action.post, new URLSearchParams(action.fields).toString())

const HEX = '0123456789ABCDEF'

/** `name=value` with every byte of the value as `%XX`. */
export function formBody(field: string, value: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${field}=`)
  const body = new Uint8Array(head.length + value.length * 3)
  body.set(head)
  value.forEach((byte, index) => {
    const at = head.length + index * 3
    body[at] = 0x25
    body[at + 1] = HEX.charCodeAt(byte >> 4)
    body[at + 2] = HEX.charCodeAt(byte & 15)
  })
  return body
}

/** The page at an address, as the server has it now. */
export async function readPage(address: string): Promise<PageModel | 'ended' | 'unheard'> {
  try {
    const response = await fetch(address, { headers: { accept: 'application/json' }, cache: 'no-store' })
    if (ENDED.has(response.status)) return 'ended'
    if (!response.ok) return 'unheard'
    const page: PageModel = await response.json()
    return page
  } catch {
    return 'unheard'
  }
}

/** The state as text: only whether it changed matters here. */
export async function readState(base: string): Promise<{ readonly state: string } | 'ended' | 'unheard'> {
  try {
    const response = await fetch(`${base}state`, { headers: { accept: 'application/json' }, cache: 'no-store' })
    if (ENDED.has(response.status)) return 'ended'
    return response.ok ? { state: await response.text() } : 'unheard'
  } catch {
    return 'unheard'
  }
}
