import type { SealFacts } from '../facts.ts'
import { ANSWER_WITHIN_MS, ENDED } from './read-page.ts'
import type { Surroundings } from './surroundings.ts'

/** What became of a form that was sent; of one that is `unheard` nobody here knows whether it was taken. */
export type Answer =
  /** `follow`: where the page says what became of it, other than at its base. */
  | { readonly kind: 'taken'; readonly attemptId: string | null; readonly follow: string | null }
  | { readonly kind: 'ended' | 'changed' | 'refused' | 'unheard' }
  /** What was sent was sealed with something older than this. */
  | { readonly kind: 'outdated'; readonly seal: SealFacts }

/** Sends a form of the page without leaving it. */
export async function post(address: string, body: BodyInit, around: Surroundings): Promise<Answer> {
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
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    if (response.status === 202) return await takenIn(response)
    if (ENDED.has(response.status)) return { kind: 'ended' }
    if (response.status === 409) return outdatedOr((await response.json()) as Conflict)
    return { kind: isRefusal(response) ? 'refused' : 'unheard' }
  } catch {
    return { kind: 'unheard' }
  }
}

/** What is read of the state that answers a form. */
interface AnsweredState {
  readonly attempt: { readonly id: string } | null
  readonly follow?: string
}

/** Where the page goes on, below its base. */
export function placeAfter(
  { attemptId, follow }: Extract<Answer, { readonly kind: 'taken' }>,
  view: string | null,
): string {
  if (follow !== null) return follow
  if (view !== null) return `?view=${view}`
  return attemptId === null ? '' : `?attempt=${encodeURIComponent(attemptId)}`
}

/** Whatever else is lost of the answer. */
export const TAKEN = { kind: 'taken', attemptId: null, follow: null } as const

/** What was taken stays taken where the rest of the answer is lost. */
async function takenIn(response: Response): Promise<Answer> {
  try {
    const { attempt, follow = null } = (await response.json()) as AnsweredState
    return { kind: 'taken', attemptId: attempt?.id ?? null, follow }
  } catch {
    return TAKEN
  }
}

/** Anything else may come from something on the way, behind which the form was taken. */
const isRefusal = ({ status }: Response): boolean => status >= 400 && status < 500

/** What is read of a problem that says the page is behind. */
interface Conflict {
  readonly seal?: SealFacts
}

const outdatedOr = ({ seal }: Conflict): Answer =>
  seal === undefined ? { kind: 'changed' } : { kind: 'outdated', seal }

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

/** The state, as JSON. */
export async function readState(
  base: string,
  around: Surroundings,
): Promise<{ readonly state: string } | 'ended' | 'unheard'> {
  try {
    const headers = { accept: 'application/json', ...around.headers() }
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
    const response = await fetch(`${base}state`, { headers, cache: 'no-store', signal })
    if (ENDED.has(response.status)) return 'ended'
    return response.ok ? { state: await response.text() } : 'unheard'
  } catch {
    return 'unheard'
  }
}
