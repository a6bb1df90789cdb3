import type { JSX } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Assets, PageFacts } from './facts.ts'
import type { PageModel } from './model.ts'
import type { FindLanguage } from './present/names.ts'
import { presentPage } from './present/present-page.ts'
import { factsOf } from './view/facts-of.ts'
import type { ScriptFacts } from './view/facts-of.ts'
import { Page } from './view/page.tsx'
import { languageOf } from './words/catalogue.ts'
import type { Language } from './words/catalogue.ts'

export { presentPage } from './present/present-page.ts'
export type { PageModel } from './model.ts'
export type * from './facts.ts'

/** Between two reads of a page without scripts while something runs, in seconds. */
const REFRESH_SECONDS = 2

/**
 * The whole document, complete without scripts.
 *
 * @param assets addresses of the built style sheet and script
 * @param find the languages there are; without it those that are shipped
 */
export function renderDocument(facts: PageFacts, assets: Assets, find?: FindLanguage): string {
  const page = presentPage(facts, find)
  return `<!doctype html>${renderToString(<Document page={page} assets={assets} />)}`
}

/** The keeper's key. In the page itself: browsers ask for an icon of their own accord where none is named. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" fill="none" stroke="#3d6ab2" stroke-width="2">' +
    '<circle cx="5.5" cy="9" r="3.5"/><path d="M9 9h9.5M18 9v5M14 9v3.5"/></svg>',
)}`

function Document({ page, assets }: { page: PageModel; assets: Assets }): JSX.Element {
  const facts = factsOf(page)
  return (
    <html
      lang={page.lang}
      dir={page.dir}
      class={page.surface === 'frame' ? 'framed' : undefined}
      data-theme={page.scheme ?? undefined}
    >
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={page.scheme ?? 'light dark'} />
        <link rel="icon" href={ICON} />
        <title>{page.refuses ? `${page.errorPrefix}${page.title}` : page.title}</title>
        {assets.rules === undefined ? (
          assets.styles.map((href) => <link key={href} rel="stylesheet" href={href} />)
        ) : (
          <style dangerouslySetInnerHTML={{ __html: assets.rules }} />
        )}
        {assets.scripts.map((src) => (
          <script key={src} type="module" src={src} nonce={assets.nonce} />
        ))}
        {page.refreshes && (
          <noscript>
            <meta http-equiv="refresh" content={String(REFRESH_SECONDS)} />
          </noscript>
        )}
      </head>
      <body>
        <Page page={page} />
        {facts !== null && (
          <script type="application/json" id="facts" dangerouslySetInnerHTML={{ __html: inScript(facts) }} />
        )}
      </body>
    </html>
  )
}

/**
 * What a frame holds before its host has handed it a session: nothing to see. The same for every session, and for none.
 * The way to the page of its own is shown by the host, which has the token that it needs.
 *
 * @param assets the style sheet of the pages, and the frame's script
 */
export function renderFrame(tag: string, assets: Assets): string {
  const language = languageOf(tag)
  return `<!doctype html>${renderToString(<Frame language={language} assets={assets} />)}`
}

function Frame({ language, assets }: { language: Language; assets: Assets }): JSX.Element {
  const words = language.words.host
  return (
    <html lang={language.lang} dir={language.dir} class="framed">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Keyturn</title>
        {assets.styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        {assets.scripts.map((src) => (
          <script key={src} type="module" src={src} nonce={assets.nonce} />
        ))}
      </head>
      <body>
        <noscript>
          <p class="page">
            <strong>{words.noFrame}.</strong> {words.ownPage}
          </p>
        </noscript>
      </body>
    </html>
  )
}

/** JSON that no HTML parser can mistake for an end tag, and no script parser for a line end. */
const inScript = (facts: ScriptFacts): string =>
  JSON.stringify(facts).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
