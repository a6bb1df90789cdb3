/**
 * Text with what must survive translation: names stay isolated, the provider's own words stay as the provider shows
 * them, times can be shown again in the reader's zone. Plain values, so that a page's text travels as JSON.
 */

export type TimeForm =
  /** 10:41 */
  | 'clock'
  /** 24 November 2026 */
  | 'day'
  /** 10:41 today, else 24 November 2026, 10:41; inside a sentence */
  | 'at'
  /** 10:41 today, tomorrow at 10:41, yesterday at 10:41, else 24 November 2026, 10:41; inside a sentence */
  | 'near'
  /** Today, 10:41, else 24 November 2026, 10:41 */
  | 'moment'
  /** 2 minutes ago under an hour, else as `moment` */
  | 'ago'
  /** Today, 10:41, else 24 November 2026 */
  | 'event'
  /** As `ago` and `moment`, inside a sentence: 2 minutes ago; today, 10:41 */
  | 'passed'
  | 'since'

/** Several wordings of one sentence, by the plural rules of its language; `{n}` is the number. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>

export type Target = { readonly href: string; readonly newTab?: true } | { readonly form: string }

export type Span =
  | string
  | { readonly name: string }
  | { readonly id: string }
  | { readonly there: string }
  | { readonly path: readonly string[] }
  | { readonly time: number; readonly form: TimeForm; readonly text: string }
  /** Counts down to `until`, in seconds; milliseconds since 1970. `after`: what it says from then on. */
  | { readonly until: number; readonly forms: Plural; readonly after: string | null; readonly text: string }
  | { readonly strong: Text }
  | { readonly link: Text; readonly to: Target }

export type Text = readonly Span[]

export type Values = Readonly<Record<string, Text>>

const MARKS = /\{(\w+)\}|\*\*(.+?)\*\*|\[(.+?)\]/g

/**
 * Fills a sentence of the catalogue: `{name}` is a value, `**…**` is strong, `[…]` is a link to `target`.
 * A name without a value stays as it is written, so that a test over all pages finds it.
 */
export function fill(template: string, values: Values, target?: Target): Text {
  const spans: Span[] = []
  let end = 0
  for (const match of template.matchAll(MARKS)) {
    const [whole, name, strong, link] = match
    if (match.index > end) spans.push(template.slice(end, match.index))
    end = match.index + whole.length
    if (name !== undefined) spans.push(...(values[name] ?? [whole]))
    if (strong !== undefined) spans.push({ strong: fill(strong, values) })
    if (link !== undefined) spans.push(...linked(fill(link, values), target))
  }
  if (end < template.length) spans.push(template.slice(end))
  return merged(spans)
}

/** Neighbouring strings as one. */
function merged(text: Text): Text {
  const spans: Span[] = []
  for (const span of text) {
    const last = spans.at(-1)
    if (typeof span === 'string' && typeof last === 'string') spans[spans.length - 1] = last + span
    else spans.push(span)
  }
  return spans
}

const linked = (text: Text, target: Target | undefined): Text =>
  target === undefined ? text : [{ link: text, to: target }]

/** The wording for a number. */
export const wordingFor = (forms: Plural, n: number, lang: string): string =>
  forms[new Intl.PluralRules(lang).select(n)] ?? forms.other

/** The wording for a number, with `{n}` filled in. */
export const counted = (forms: Plural, n: number, lang: string): string =>
  wordingFor(forms, n, lang).replaceAll('{n}', n.toLocaleString(lang))

/** Whole seconds left, never negative. */
export const secondsLeft = (until: number, now: number): number => Math.max(0, Math.ceil((until - now) / 1000))

/** A sentence may begin with a value written for its middle. */
export function capitalised(text: Text): Text {
  const [first, ...rest] = text
  if (typeof first !== 'string') return text
  return [first.charAt(0).toLocaleUpperCase() + first.slice(1), ...rest]
}

/** The same words without any mark-up, for titles and announcements. */
export const plain = (text: Text): string => text.map(plainSpan).join('')

function plainSpan(span: Span): string {
  if (typeof span === 'string') return span
  if ('name' in span) return span.name
  if ('id' in span) return span.id
  if ('there' in span) return span.there
  if ('path' in span) return span.path.join(' › ')
  if ('strong' in span) return plain(span.strong)
  if ('link' in span) return plain(span.link)
  return span.text
}

/** Joins sentences by a space; empty ones leave no trace. */
export function sentences(...parts: readonly Text[]): Text {
  const spoken = parts.filter((part) => part.length > 0)
  return merged(spoken.flatMap((part, index) => (index === 0 ? part : [' ', ...part])))
}
