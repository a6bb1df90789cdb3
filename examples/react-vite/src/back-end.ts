import type { FetchSession } from '@keyturn/elements/react'

export interface Person {
  readonly id: string
  readonly name: string
  readonly company: string
}

async function ask(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
  const answer = await fetch(path, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`)
  return answer.json()
}

/** Who is logged in; null: nobody. */
export const whoIsThere = async (): Promise<Person | null> => (await ask('GET', '/api/person')) as Person | null

export const logIn = async (id: string): Promise<Person | null> =>
  (await ask('POST', '/api/log-in', { id })) as Person | null

export const logOut = async (): Promise<unknown> => ask('POST', '/api/log-out')

/**
 * Our back end asks Keyturn for a session and hands on what it got. A function for each log-in: what shares a function
 * shares a session, and the next person must not share one with the last.
 */
export const sessionsOf =
  ({ id }: Person): FetchSession =>
  async () =>
    (await ask('POST', '/api/keyturn-session', { id })) as Awaited<ReturnType<FetchSession>>
