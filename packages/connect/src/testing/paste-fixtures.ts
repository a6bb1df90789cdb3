import type { PasteFault } from '../facts.ts'
import type { Hint, RepairKind } from '../paste.ts'

/** One table for the server and the browser: what is pasted, what it comes to, and what a person reads (in English). */
export interface PasteFixture {
  readonly what: string
  readonly pasted: string
  readonly comesTo:
    | { readonly key: string; readonly repairs: readonly RepairKind[]; readonly hint: Hint | null }
    | { readonly fault: PasteFault }
  /** Null: nothing is said. */
  readonly says: string | null
}

const KEY = 'example-not-a-real-key-0000000000000001'
const SHORT = 'example-not-a-real-key'
const SIGNED = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJub2JvZHkifQ.bm90LWEtcmVhbC1zaWduYXR1cmU'
const NOTHING_SENT = 'Nothing was sent to Pleo.'
const IF_YOURS = 'If it is your key, just press Connect.'

const FAULTS: Readonly<Record<PasteFault, string>> = {
  empty: `The field is empty. Copy the key in Pleo, then paste it here. ${NOTHING_SENT}`,
  gap_inside: `There is a gap inside the key. A key has no spaces or line breaks. Use the copy button in Pleo and paste again. ${NOTHING_SENT}`,
  foreign_character: `There is a character in it that a key cannot have. It may have passed through a document. Use the copy button in Pleo. ${NOTHING_SENT}`,
  colon: `There is a colon inside the key. A key has none: perhaps a name was copied along. ${NOTHING_SENT}`,
  settings_block: `This is a block of settings, not a key. Copy only the key itself. ${NOTHING_SENT}`,
  web_address: `This is a web address, not a key. The key is what Pleo shows after you press Allow. ${NOTHING_SENT}`,
  masked: `These are dots, not the key. It was copied while it was hidden. In Pleo, press the copy button next to the key, then paste it here. ${NOTHING_SENT}`,
  too_long: `This is much longer than a key. Perhaps a whole page was copied. Copy only the key. ${NOTHING_SENT}`,
}

const HINTS: Readonly<Record<Hint, string>> = {
  older_key: `This looks like an older kind of Pleo key. Acme Books needs the one that Pleo shows when you add Acme Books. ${IF_YOURS}`,
  password: `This looks like a password. Please do not send passwords: Acme Books needs the API key only. ${IF_YOURS}`,
  very_short: `This is very short for a key. A part may be missing. ${IF_YOURS}`,
}

const REMOVED = {
  space: 'a space before or after the key',
  line_break: 'a line break at the end',
  quotes: 'the quotation marks around it',
  word_before: 'a word in front of it',
  name_before: 'everything before the equals sign',
} as const

const refused = (what: string, pasted: string, fault: PasteFault): PasteFixture => ({
  what,
  pasted,
  comesTo: { fault },
  says: FAULTS[fault],
})

const repaired = (
  what: string,
  pasted: string,
  repairs: readonly RepairKind[],
  list: string,
  key = KEY,
): PasteFixture => ({
  what,
  pasted,
  comesTo: { key, repairs, hint: null },
  says: `Tidied up. We removed ${list}.`,
})

const hinted = (what: string, pasted: string, hint: Hint | null): PasteFixture => ({
  what,
  pasted,
  comesTo: { key: pasted, repairs: [], hint },
  says: hint === null ? null : HINTS[hint],
})

export const PASTE_FIXTURES: readonly PasteFixture[] = [
  hinted('a key as it is', KEY, null),
  hinted('a key in capitals with padding', 'ABCDEFGHIJKLMNOPQRST==', null),
  repaired('a space before', ` ${KEY}`, ['space'], REMOVED.space),
  repaired('a space after', `${KEY} `, ['space'], REMOVED.space),
  repaired('a tab before', `\t${KEY}`, ['space'], REMOVED.space),
  repaired('a line break before', `\n${KEY}`, ['space'], REMOVED.space),
  repaired('a line break at the end', `${KEY}\n`, ['line_break'], REMOVED.line_break),
  repaired('a line break of Windows at the end', `${KEY}\r\n`, ['line_break'], REMOVED.line_break),
  repaired('a space that does not break', `\u00A0${KEY}\u00A0`, ['space'], REMOVED.space),
  repaired('a narrow and a wide space', `\u202F${KEY}\u3000`, ['space'], REMOVED.space),
  repaired('one invisible space inside', `example\u200B-not-a-real-key`, ['invisible'], '1 invisible character', SHORT),
  repaired('three invisible characters', `\uFEFF${KEY}\u200D\u2060`, ['invisible'], '3 invisible characters'),
  repaired('a soft hyphen inside', `example-not\u00AD-a-real-key`, ['invisible'], '1 invisible character', SHORT),
  repaired('straight quotes', `"${KEY}"`, ['quotes'], REMOVED.quotes),
  repaired('single quotes', `'${KEY}'`, ['quotes'], REMOVED.quotes),
  repaired('ticks of a chat', `\`${KEY}\``, ['quotes'], REMOVED.quotes),
  repaired('English quotes', `“${KEY}”`, ['quotes'], REMOVED.quotes),
  repaired('German quotes', `„${KEY}“`, ['quotes'], REMOVED.quotes),
  repaired('Danish quotes', `»${KEY}«`, ['quotes'], REMOVED.quotes),
  repaired('French quotes', `«${KEY}»`, ['quotes'], REMOVED.quotes),
  repaired('quotes inside quotes', `"'${KEY}'"`, ['quotes'], REMOVED.quotes),
  repaired('the word of an HTTP header', `Bearer ${KEY}`, ['word_before'], REMOVED.word_before),
  repaired('the other word, in small letters', `basic\t${KEY}`, ['word_before'], REMOVED.word_before),
  repaired('a name of a settings file', `PLEO_API_KEY=${KEY}`, ['name_before'], REMOVED.name_before),
  repaired(
    'a name with a quoted value',
    `API_KEY="${KEY}"`,
    ['name_before', 'quotes'],
    `${REMOVED.name_before} and ${REMOVED.quotes}`,
  ),
  hinted('an older kind of key', SIGNED, 'older_key'),
  hinted('a password', 'Summer!2026#', 'password'),
  hinted('a value that is very short', 'abc123', 'very_short'),
  refused('nothing', '', 'empty'),
  refused('white space alone', ' \u00A0\t', 'empty'),
  refused('invisible characters alone', '\u200B\uFEFF', 'empty'),
  refused('empty quotes', '""', 'empty'),
  refused('dots', '••••••••••••••••', 'masked'),
  refused('dots of another font', '●●●●●●', 'masked'),
  refused('dots with an end that can be read', '••••••••abcd', 'masked'),
  refused('asterisks', '****', 'masked'),
  refused('asterisks in the middle', 'pls_****_a1b2c3', 'masked'),
  refused('a web address', 'https://app.pleo.example/settings', 'web_address'),
  refused('a web address in capitals', 'HTTPS://APP.PLEO.EXAMPLE', 'web_address'),
  refused('a web address without its start', 'www.pleo.example', 'web_address'),
  refused('JSON', '{\n  "apiKey": "example-not-a-real-key"\n}', 'settings_block'),
  refused('a list', `["${KEY}"]`, 'settings_block'),
  refused('mark-up', `<key>${KEY}</key>`, 'settings_block'),
  refused('two lines of settings', `PLEO_CLIENT=abc\nPLEO_KEY=${KEY}`, 'settings_block'),
  refused('two lines of names and values', `name: Acme\nkey: ${KEY}`, 'settings_block'),
  refused('a whole page', 'word '.repeat(1_000), 'too_long'),
  refused('one byte too many', 'a'.repeat(4_097), 'too_long'),
  refused('a space inside', 'example-not a-real-key', 'gap_inside'),
  refused('a line break inside', 'example-not\na-real-key', 'gap_inside'),
  refused('two keys on two lines', `${KEY}\n${KEY}`, 'gap_inside'),
  refused('a space that does not break inside', 'example-not\u00A0a-real-key', 'gap_inside'),
  refused('a whole header', 'Authorization: Basic ZXhhbXBsZTo=', 'colon'),
  refused('a name before it', `API key: ${KEY}`, 'colon'),
  refused('a colon at the end, as curl wants it', `${KEY}:`, 'colon'),
  refused('a letter of another script', 'example-nоt-a-real-key', 'foreign_character'),
  refused('a dash of a word processor', 'example–not–a–real–key', 'foreign_character'),
  refused('an emoji', 'example-not-a-real-key😀', 'foreign_character'),
]
