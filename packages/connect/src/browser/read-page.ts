import type { ScriptFacts } from '../view/facts-of.ts'
import type { Surroundings } from './surroundings.ts'

/** What these pages answer once they are no longer open to this browser. */
export const ENDED: ReadonlySet<number> = new Set([401, 403, 404, 410])

/** After this long there is no answer: what is known must be said within 15 s of pressing a button. */
export const ANSWER_WITHIN_MS = 10_000

export interface ReadPage {
  readonly page: HTMLElement
  readonly facts: ScriptFacts
}

/** The page at an address as the server has it now; `other` for a document of another kind. */
export type Reading = ReadPage | 'ended' | 'unheard' | 'other'

/** Finds page and facts in a document of ours. */
export function pageIn(document: Document): ReadPage | undefined {
  const page = document.getElementById('page')
  const text = document.getElementById('facts')?.textContent
  if (page === null || text === undefined) return undefined
  const facts = JSON.parse(text) as ScriptFacts
  return { page, facts }
}

/**
 * Reads a page without leaving this one. By XMLHttpRequest, which hands over a parsed document in which no script runs;
 * `fetch` would leave the parsing to functions that Trusted Types rightly forbid.
 */
export function readPage(address: string, around: Surroundings): Promise<Reading> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('GET', address)
    request.responseType = 'document'
    request.timeout = ANSWER_WITHIN_MS
    request.setRequestHeader('accept', 'text/html')
    for (const [name, value] of Object.entries(around.headers())) request.setRequestHeader(name, value)
    request.addEventListener('load', () => {
      resolve(readingOf(request))
    })
    for (const end of ['error', 'timeout']) {
      request.addEventListener(end, () => {
        resolve('unheard')
      })
    }
    request.send()
  })
}

function readingOf(request: XMLHttpRequest): Reading {
  if (ENDED.has(request.status)) return 'ended'
  if (request.status !== 200) return 'unheard'
  const document = request.responseXML
  return (document === null ? undefined : pageIn(document)) ?? 'other'
}
