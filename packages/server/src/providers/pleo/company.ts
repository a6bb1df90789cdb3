import type { Account } from '../../domain/account.ts'
import { ask } from './ask.ts'
import type { Talk } from './ask.ts'
import { companyShape } from './shapes.ts'
import { readCompanyId } from './urn.ts'
import { VERDICTS } from './verdicts.ts'

/** The name is a courtesy: it gets this much of the ten seconds, and no failure of it is passed on. */
const NAME_LASTS_MS = 2_500
const LONGEST_NAME = 200

/** Controls, and marks that turn the direction of the text around them: a name must not rewrite the page it stands on. */
const UNSHOWABLE = /[\p{Cc}\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu

function readName(name: string): string | null {
  const shown = name.toWellFormed().replace(UNSHOWABLE, ' ').replace(/\s+/g, ' ').trim()
  return shown === '' ? null : [...shown].slice(0, LONGEST_NAME).join('').trim()
}

/** @returns a signal that ends with the conversation, or earlier after `ms`; `stop` frees its timer */
function slice(talk: Talk, ms: number): { readonly signal: AbortSignal; readonly stop: () => void } {
  const late = new AbortController()
  const timer = new AbortController()
  talk.clock.sleep(ms, timer.signal).then(
    () => late.abort(),
    () => undefined,
  )
  return { signal: AbortSignal.any([talk.signal, late.signal]), stop: () => timer.abort() }
}

/** `GET /v1/companies/{id}` (FACTS 6.3): the account with its name, or without where Pleo does not tell it. */
export async function nameCompany(talk: Talk, id: string): Promise<Account> {
  const { signal, stop } = slice(talk, NAME_LASTS_MS)
  const request = { method: 'GET', path: `/v1/companies/${id}` } as const
  const reply = await ask({ ...talk, signal }, VERDICTS.company, request, companyShape)
  stop()
  const same = reply.said === 'ok' && readCompanyId(reply.value.data.id) === id
  return { id, kind: 'company', name: same ? readName(reply.value.data.name) : null }
}
