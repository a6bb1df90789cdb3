import type { JSX } from 'preact'
import { plain } from '../text.ts'
import type { Text } from '../text.ts'
import { MailWords } from './mail-words.tsx'

export type MailPart =
  | { readonly kind: 'paragraph' | 'small'; readonly text: Text }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [Text, Text])[] }
  | { readonly kind: 'button' | 'link'; readonly text: Text; readonly href: string }

/** Programs that read mail drop style sheets, so all that matters stands on the elements; the rest is for the dark. */
const RULES =
  ':root{color-scheme:light dark;supported-color-schemes:light dark}' +
  '@media (prefers-color-scheme:dark){body,.ground{background:#14181d!important;color:#e6e9ed!important}' +
  '.card{background:#1c2127!important;border-color:#39414b!important}.quiet{color:#aab3be!important}' +
  '.button{background:#9db9e8!important;color:#0f1722!important}a.plain{color:#9db9e8!important}}'

const FONT = 'system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif'
const STYLES = {
  body: `margin:0;padding:0;background:#eef1f4;color:#1b2430;font:16px/1.5 ${FONT}`,
  ground: 'padding:24px 12px;background:#eef1f4',
  card: 'max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #d5dbe2;border-radius:8px;overflow-wrap:anywhere',
  product: 'max-width:610px;margin:0 auto 12px;font-weight:600;overflow-wrap:anywhere',
  title: 'margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:650',
  paragraph: 'margin:0 0 16px',
  small: 'margin:0 0 8px;font-size:14px;color:#52606f',
  list: 'margin:0 0 20px;padding:0',
  term: 'margin:0;font-size:14px;color:#52606f',
  value: 'margin:0 0 8px',
  button:
    'display:inline-block;padding:12px 20px;background:#2f5ea8;color:#ffffff;border-radius:6px;font-weight:600;text-decoration:none',
  link: 'color:#2f5ea8',
} as const

interface MailProps {
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
  readonly title: Text
  readonly product: string
  readonly parts: readonly MailPart[]
}

/** One column, no picture, nothing that is loaded: it reads the same everywhere, and tells nobody that it was read. */
export function MailDocument({ lang, dir, title, product, parts }: MailProps): JSX.Element {
  return (
    <html lang={lang} dir={dir}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{plain(title)}</title>
        <style dangerouslySetInnerHTML={{ __html: RULES }} />
      </head>
      <body style={STYLES.body}>
        <div class="ground" style={STYLES.ground} lang={lang} dir={dir}>
          <p style={STYLES.product}>{product}</p>
          <main class="card" style={STYLES.card}>
            <h1 style={STYLES.title}>
              <MailWords text={title} />
            </h1>
            {parts.map((part, index) => (
              <Part key={index} part={part} />
            ))}
          </main>
        </div>
      </body>
    </html>
  )
}

function Part({ part }: { part: MailPart }): JSX.Element {
  if (part.kind === 'facts') return <Facts rows={part.rows} />
  if (part.kind === 'button') {
    return (
      <p style={STYLES.paragraph}>
        <a class="button" href={part.href} style={STYLES.button}>
          <MailWords text={part.text} />
        </a>
      </p>
    )
  }
  if (part.kind === 'link') {
    return (
      <p style={STYLES.paragraph}>
        <a class="plain" href={part.href} style={STYLES.link}>
          <MailWords text={part.text} />
        </a>
      </p>
    )
  }
  const isSmall = part.kind === 'small'
  return (
    <p class={isSmall ? 'quiet' : undefined} style={isSmall ? STYLES.small : STYLES.paragraph}>
      <MailWords text={part.text} />
    </p>
  )
}

function Facts({ rows }: { rows: readonly (readonly [Text, Text])[] }): JSX.Element {
  return (
    <dl style={STYLES.list}>
      {rows.map(([what, is], index) => (
        <div key={index}>
          <dt class="quiet" style={STYLES.term}>
            <MailWords text={what} />
          </dt>
          <dd style={STYLES.value}>
            <MailWords text={is} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
