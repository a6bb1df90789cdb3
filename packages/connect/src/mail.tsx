import { renderToString } from 'preact-render-to-string'
import type { HostFacts, IssueFacts, NamedAccount, ProviderFacts } from './facts.ts'
import { companyName, ledgerName, name, speakerOf } from './present/names.ts'
import type { FindLanguage, Speaker } from './present/names.ts'
import { reasonText, stopsUse } from './present/reasons.ts'
import { oneLine } from './one-line.ts'
import { fill, plain } from './text.ts'
import type { Text } from './text.ts'
import { MailDocument } from './view/mail.tsx'
import type { MailPart } from './view/mail.tsx'

/** Everything a mail about one connection says, without words. */
export interface MailFacts {
  readonly locale: string
  readonly host: Pick<HostFacts, 'productName' | 'productPath' | 'supportUrl'>
  readonly provider: ProviderFacts
  readonly label: string | null
  readonly reference: string
  readonly account: NamedAccount | null
  readonly news: ProblemNews | SolvedNews
}

interface ProblemNews {
  readonly about: 'problem'
  readonly issue: IssueFacts
  /** Where a new key is entered, and until when that can be opened. */
  readonly link: { readonly url: string; readonly until: number }
}

interface SolvedNews {
  readonly about: 'solved'
  readonly by: 'key' | 'itself'
  readonly at: number
}

export interface Mail {
  readonly lang: string
  /** One line without control characters. */
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Nobody knows when a mail is read: each time stands with its date. */
const ANOTHER_DAY = 0

const NAME_LENGTH = 120
const NAME_LENGTH_IN_SUBJECT = 60

/** A mail in the reader's language, as plain text and as HTML with the same words. Times are in UTC. */
export function renderMail(facts: MailFacts, find?: FindLanguage): Mail {
  const speaker = speakerFor(facts, NAME_LENGTH, find)
  const { title, parts } =
    facts.news.about === 'problem' ? problem(facts, facts.news, speaker) : solved(facts, facts.news, speaker)
  const { language, lang } = speaker
  return {
    lang,
    subject: subjectOf(facts, speakerFor(facts, NAME_LENGTH_IN_SUBJECT, find)),
    text: textOf(title, parts),
    html: `<!doctype html>${renderToString(<MailDocument lang={lang} dir={language.dir} title={title} parts={parts} product={oneLine(facts.host.productName, NAME_LENGTH)} />)}`,
  }
}

/** Names come from integrators, customers and the provider: each is one line of bounded length here. */
function speakerFor(facts: MailFacts, longest: number, find?: FindLanguage): Speaker {
  const short = (text: string): string => oneLine(text, longest)
  const { host, provider, account } = facts
  const speaker = speakerOf(
    {
      locale: facts.locale,
      now: ANOTHER_DAY,
      host: { ...host, productName: short(host.productName), privacyUrl: null, returnUrl: null, look: null },
      provider: { ...provider, name: short(provider.name), integrationName: short(provider.integrationName) },
    },
    find,
  )
  const named = account === null || account.name === null ? account : { ...account, name: short(account.name) || null }
  const label = facts.label === null ? null : short(facts.label)
  return speaker.knows({
    company: companyName(named, speaker),
    ledger: ledgerName({ label, reference: facts.reference }) ?? name(short(host.productName)),
  })
}

interface Said {
  readonly title: Text
  readonly parts: readonly MailPart[]
}

function problem(facts: MailFacts, { issue, link }: ProblemNews, speaker: Speaker): Said {
  const { mail, action, handOff } = speaker.words
  const { title, text } = reasonText(shortened(issue), speaker)
  return {
    title,
    parts: [
      { kind: 'paragraph', text },
      {
        kind: 'facts',
        rows: [...rows(facts, speaker), [[sinceLabel(issue, speaker)], speaker.when(issue.since, 'since')]],
      },
      { kind: 'button', text: [action.replace], href: link.url },
      {
        kind: 'paragraph',
        text: [
          ...speaker.say(handOff.once, { time: speaker.when(link.until, 'since') }),
          ' ',
          ...speaker.say(mail.pass),
        ],
      },
      { kind: 'paragraph', text: insteadOf(facts, speaker) },
      { kind: 'paragraph', text: speaker.say(mail.never) },
      ...support(facts, speaker),
      { kind: 'small', text: speaker.say(mail.number, { reference: [{ id: issue.supportReference }] }) },
      { kind: 'small', text: speaker.say(mail.why) },
    ],
  }
}

function solved(facts: MailFacts, { by, at }: SolvedNews, speaker: Speaker): Said {
  const { mail, connected } = speaker.words
  const text = by === 'key' ? mail.newKey : connected.recoveredText
  return {
    title: speaker.say(mail.solved),
    parts: [
      { kind: 'paragraph', text: speaker.begin(text, { time: speaker.when(at, 'since') }) },
      { kind: 'facts', rows: rows(facts, speaker) },
      { kind: 'small', text: speaker.say(mail.why) },
    ],
  }
}

function subjectOf(facts: MailFacts, speaker: Speaker): string {
  const { state, mail } = speaker.words
  const { news } = facts
  const title = news.about === 'problem' ? reasonText(shortened(news.issue), speaker).title : speaker.say(mail.solved)
  const status = news.about === 'problem' ? state.action_required : state.connected
  const ledger = ledgerName(facts)
  const where = ledger === null ? '' : ` (${plain(speaker.names['ledger'] ?? ledger)})`
  return `${status}: ${plain(title)}${where}`
}

/** Companies of a mismatch are named as the provider has them. */
function shortened(issue: IssueFacts): IssueFacts {
  const { expected, found, label, ...details } = issue.details
  const short = (account: NamedAccount): NamedAccount => ({
    ...account,
    name: account.name === null ? null : oneLine(account.name, NAME_LENGTH) || null,
  })
  return {
    ...issue,
    details: {
      ...details,
      ...(expected === undefined ? {} : { expected: short(expected) }),
      ...(found === undefined ? {} : { found: short(found) }),
      ...(label == null ? {} : { label: oneLine(label, NAME_LENGTH) }),
    },
  }
}

type Row = readonly [Text, Text]

function rows(facts: MailFacts, speaker: Speaker): readonly Row[] {
  const { plate, action } = speaker.words
  const product = speaker.names['product'] ?? []
  const hasLedger = ledgerName(facts) !== null
  const where: Text = hasLedger ? [...product, ' · ', ...(speaker.names['ledger'] ?? [])] : product
  return [
    [[plate.product], where],
    [[action.company], speaker.names['company'] ?? []],
  ]
}

/** Since when, by what happened. */
function sinceLabel(issue: IssueFacts, { words: { action } }: Speaker): string {
  if (issue.code === 'exposed') return action.reported
  return stopsUse(issue) ? action.interrupted : action.noticed
}

function insteadOf({ host }: MailFacts, speaker: Speaker): Text {
  const { mail } = speaker.words
  if (host.productPath === null) return speaker.say(mail.insteadPlain)
  return fill(mail.instead, { ...speaker.names, path: [{ path: host.productPath.split(/\s*›\s*/) }] })
}

const support = ({ host }: MailFacts, speaker: Speaker): readonly MailPart[] =>
  host.supportUrl === null
    ? []
    : [{ kind: 'link', text: speaker.say(speaker.words.contactSupport), href: host.supportUrl }]

/** Addresses stand on lines of their own, so that no program that makes links of them takes a full stop along. */
function textOf(title: Text, parts: readonly MailPart[]): string {
  const told = parts.map((part) => {
    if (part.kind === 'facts') return part.rows.map(([what, is]) => `${plain(what)}: ${plain(is)}`).join('\n')
    return 'href' in part ? `${plain(part.text)}:\n${part.href}` : plain(part.text)
  })
  return `${[plain(title), ...told].join('\n\n')}\n`
}
