import { chooseLocale } from '@keyturn/connect/words'
import type { HttpDeps } from './http-deps.ts'
import type { Speech } from './present-connection.ts'

/** The language of an answer: the session's wish, then `Accept-Language`, then English. */
export const speechOf = (deps: HttpDeps, request: Request, wish: string | null = null): Speech => ({
  config: deps.config,
  locale: chooseLocale(wish, request.headers.get('accept-language')),
  now: deps.engine.clock.now(),
})
