import type { Context } from 'hono'
import { chooseLocale } from '@keyturn/connect/words'
import type { Env } from './context.ts'
import type { HttpDeps } from './http-deps.ts'
import type { Speech } from './present-connection.ts'

/** The language of an answer: the session's wish, then `Accept-Language`, then English. */
export const speechOf = (deps: HttpDeps, request: Request, wish: string | null = null): Speech => ({
  config: deps.config,
  locale: chooseLocale(wish, request.headers.get('accept-language')),
  now: deps.engine.clock.now(),
})

/** For an answer with sentences in it, which then says what language they are in. */
export function speechFor(deps: HttpDeps, c: Context<Env>, wish: string | null = null): Speech {
  const speech = speechOf(deps, c.req.raw, wish)
  for (const [name, value] of Object.entries(languageHeaders(speech))) c.header(name, value)
  return speech
}

export const languageHeaders = ({ locale }: Pick<Speech, 'locale'>) => ({
  'content-language': locale,
  vary: 'accept-language',
})
