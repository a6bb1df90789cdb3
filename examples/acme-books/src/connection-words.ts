import type { Reading } from './connections.ts'
import { connectionFor } from './connections.ts'
import type { Ledger } from './customers.ts'
import type { Connection } from './keyturn-answers.ts'

type Tone = 'good' | 'busy' | 'warn' | 'quiet'

/** One ledger's connection in the words of Acme Books. A tone only repeats what the word says. */
export interface Status {
  readonly word: string
  readonly tone: Tone
  readonly company: { readonly name: string | null; readonly id: string } | null
  readonly since: { readonly words: string; readonly at: number } | null
  readonly whatToDo: string
  readonly button: 'Connect Pleo' | 'Manage' | 'Replace API Key'
}

export function statusOf(ledger: Ledger, reading: Reading): Status {
  const connection = connectionFor(reading, ledger.reference)
  if (reading.unknownSince !== null) return notKnown(connection, reading, reading.unknownSince)
  if (connection === undefined) return NOT_CONNECTED
  const shown = { company: connection.account, ...wordsFor(connection) }
  return connection.issue === null ? shown : { ...shown, button: 'Replace API Key' }
}

/** Until it is solved, also while a new key is being checked. */
export const needsAction = (connection: Connection): boolean =>
  connection.issue !== null || connection.state === 'action_required'

const NOT_CONNECTED: Status = {
  word: 'Not connected yet',
  tone: 'quiet',
  company: null,
  since: null,
  whatToDo:
    'In Pleo, open Settings › Accounting › Acme Books and press Allow. Pleo then shows you a key to paste here.',
  button: 'Connect Pleo',
}

type Words = Omit<Status, 'company'>

/** A state we have no words for is not known, and never looks well. */
function wordsFor(connection: Connection): Words {
  const words = WORDS[connection.state]
  if (words !== undefined) return words(connection)
  return {
    word: 'Not known',
    tone: 'quiet',
    since: null,
    whatToDo: 'Open the Pleo page to see more.',
    button: 'Manage',
  }
}

const WORDS: Readonly<Record<string, (connection: Connection) => Words>> = {
  not_connected: () => NOT_CONNECTED,
  validating: ({ usable }) => ({
    word: 'Validation in progress',
    tone: 'busy',
    since: null,
    whatToDo: usable
      ? 'A new key is being checked. The current one stays in use.'
      : 'The key is being checked with Pleo. Load this page again in a moment.',
    button: 'Manage',
  }),
  connected: (connection) => ({
    word: 'Connected',
    tone: connection.usable && connection.health.state !== 'unverified' ? 'good' : 'quiet',
    since: sinceWhen('With this key since', connection.keyAddedAt),
    whatToDo: afterFailedReplacement(connection) ?? HEALTH[connection.health.reason ?? ''] ?? 'Nothing to do.',
    button: 'Manage',
  }),
  action_required: ({ issue }) => ({
    word: 'Action required',
    tone: 'warn',
    since: sinceWhen('Since', issue?.since),
    whatToDo: issue === null ? 'Open the Pleo page to see what is needed.' : `${issue.title}.`,
    button: 'Replace API Key',
  }),
  failed: ({ failure }) => ({
    word: 'Connection failed',
    tone: 'warn',
    since: sinceWhen('Since', failure?.since),
    whatToDo: failure === null ? 'Try again with the key from Pleo.' : `${failure.title}. ${failure.message}`,
    button: 'Connect Pleo',
  }),
  disconnected: ({ updatedAt }) => ({
    word: 'Disconnected',
    tone: 'quiet',
    since: sinceWhen('Since', updatedAt),
    whatToDo: 'Acme Books cannot use Pleo for this ledger. Connect it again whenever you like.',
    button: 'Connect Pleo',
  }),
}

const HEALTH: Readonly<Record<string, string>> = {
  suspected: 'Pleo refused the key once. That can be a passing fault, so it is being asked again.',
  provider_unreachable: 'Pleo is not answering at the moment. Your connection is unchanged; there is nothing to do.',
  provider_busy: 'Pleo is busy at the moment. Your connection is unchanged; there is nothing to do.',
  provider_refusing_all:
    'Pleo is refusing all connections right now. This is not about your key; there is nothing to do.',
  environment_not_configured: 'Acme Books is not using this connection at present. Our support can tell you more.',
}

const afterFailedReplacement = ({ failure }: Connection): string | undefined =>
  failure === null
    ? undefined
    : `The last new key was not taken into use: ${failure.title}. The current one stays in use.`

function notKnown(last: Connection | undefined, reading: Reading, unknownSince: number): Status {
  const before = last === undefined ? NOT_CONNECTED.word : wordsFor(last).word
  const mustAct = last !== undefined && needsAction(last)
  const words = [
    'We cannot see the connection right now.',
    reading.readAt === null ? '' : `Before that it was: ${before}.`,
    mustAct ? '' : 'You do not need to do anything.',
  ]
  return {
    word: 'Not known at the moment',
    tone: 'quiet',
    company: last?.account ?? null,
    since: sinceWhen('Not known since', unknownSince),
    whatToDo: words.filter((sentence) => sentence !== '').join(' '),
    button: mustAct ? 'Replace API Key' : 'Manage',
  }
}

/** One line of what happened; null for what a customer need not know, and for words that are newer than ours. */
export const happeningWords = (type: string): string | null => HAPPENED[type] ?? null

const HAPPENED: Readonly<Record<string, string>> = {
  'connection.connected': 'Connected',
  'connection.replaced': 'A new key is in use',
  'connection.attempt_failed': 'A new key did not work',
  'connection.action_required': 'Pleo refused the key: action required',
  'connection.recovered': 'Pleo accepts the key again',
  'connection.unverified': 'Pleo refused the key once; it is being asked again',
  'connection.verified': 'Asked again: all well',
  'connection.disconnected': 'Disconnected',
}

const sinceWhen = (words: string, at: number | null | undefined): Status['since'] => (at == null ? null : { words, at })
