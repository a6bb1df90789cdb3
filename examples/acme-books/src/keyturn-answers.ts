/** What one browser may do for one ledger: on the page at `url`, or in a page of ours that embeds it. */
export interface ConnectSession {
  readonly id: string
  /** For the elements in the person's own page, and nobody else. */
  readonly token: string
  readonly url: string
}

/** Of a connection, the part that Acme Books shows. Times are milliseconds since 1970. */
export interface Connection {
  readonly reference: string
  /** `not_connected`, `validating`, `connected`, `action_required`, `failed`, `disconnected`; there may be more one day. */
  readonly state: string
  /** Whether calls to Pleo can be made; stays true while a new key is being checked. */
  readonly usable: boolean
  readonly account: { readonly id: string; readonly name: string | null } | null
  readonly keyAddedAt: number | null
  /** Why somebody must act. Present until it is solved. */
  readonly issue: Issue | null
  /** Why the last try to connect or to replace the key failed. */
  readonly failure: Issue | null
  readonly health: { readonly state: string; readonly reason: string | null; readonly since: number | null }
  readonly updatedAt: number | null
}

/** Written by Keyturn for the customer, in the language of our `Accept-Language`. */
interface Issue {
  readonly code: string
  readonly title: string
  readonly message: string
  readonly since: number | null
}

/** Keyturn answered with a problem (RFC 9457). `code` is for programs, the message for our log. */
export class KeyturnRefused extends Error {
  readonly status: number
  readonly code: string
  /** Which fields it would not take, and why. */
  readonly faults: readonly FieldFault[]
  constructor(status: number, problem: unknown) {
    const code = (isRecord(problem) && text(problem['code'])) || 'unknown'
    const requestId = (isRecord(problem) && text(problem['requestId'])) || 'unknown'
    super(`Keyturn answered ${status} ${code} (request ${requestId})`)
    this.status = status
    this.code = code
    const errors = isRecord(problem) && Array.isArray(problem['errors']) ? problem['errors'] : []
    this.faults = errors
      .filter(isRecord)
      .map(({ pointer, message }) => ({ pointer: text(pointer), message: text(message) }))
  }
}

export interface FieldFault {
  /** RFC 6901, for instance `/theme/accent`. */
  readonly pointer: string
  readonly message: string
}

/** No answer, or one that cannot be read: nothing is known. */
export class KeyturnUnreachable extends Error {}

export function readConnectSession(answer: unknown): ConnectSession {
  const { id, token, url: page } = record(answer)
  const url = text(page)
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new KeyturnUnreachable('Keyturn answered without a page')
  return { id: text(id), token: text(token), url }
}

export function readConnections(answer: unknown): Connection[] {
  const { data } = record(answer)
  if (!Array.isArray(data)) throw new KeyturnUnreachable('Keyturn answered without a list')
  return data.map(readConnection)
}

function readConnection(answer: unknown): Connection {
  const { reference, state, usable, account, credential, issue, attempt, health, updatedAt } = record(answer)
  return {
    reference: text(reference),
    state: text(state),
    usable: usable === true,
    account: isRecord(account) ? { id: text(account['id']), name: text(account['name']) || null } : null,
    keyAddedAt: isRecord(credential) ? time(credential['addedAt']) : null,
    issue: readIssue(issue),
    failure: isRecord(attempt) && attempt['status'] === 'failed' ? readIssue(attempt['issue']) : null,
    health: readHealth(health),
    updatedAt: time(updatedAt),
  }
}

function readIssue(answer: unknown): Issue | null {
  if (!isRecord(answer)) return null
  const { code, title, message, since } = answer
  return { code: text(code), title: text(title), message: text(message), since: time(since) }
}

function readHealth(answer: unknown): Connection['health'] {
  const { state, reason, since } = isRecord(answer) ? answer : {}
  return { state: text(state) || 'unknown', reason: text(reason) || null, since: time(since) }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function record(value: unknown): Record<string, unknown> {
  if (isRecord(value)) return value
  throw new KeyturnUnreachable('Keyturn answered something else than expected')
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function time(value: unknown): number | null {
  const ms = Date.parse(text(value))
  return Number.isNaN(ms) ? null : ms
}
