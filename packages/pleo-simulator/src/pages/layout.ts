import { html } from 'hono/html'

export type Markup = ReturnType<typeof html>

export interface Page {
  readonly title: string
  /** Where the page stands: its parents with their addresses, then itself. */
  readonly path: readonly Crumb[]
  /** Pages that list much are wider. */
  readonly width: 'task' | 'list'
  readonly content: Markup
}

export interface Crumb {
  readonly name: string
  readonly href: string | null
}

const crumb = ({ name, href }: Crumb): Markup =>
  href === null ? html`<span aria-current="page">${name}</span>` : html`<a href="${href}">${name}</a>`

const separated = (crumbs: readonly Crumb[]): Markup[] =>
  crumbs.map((one, index) => (index === 0 ? crumb(one) : html` / ${crumb(one)}`))

/** The frame of every page. It says on each that this is not Pleo, and looks like nobody's brand. */
export const layout = ({ title, path, width, content }: Page): Markup =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} - stand-in for Pleo</title>
        <link rel="stylesheet" href="/assets/standin.css" />
        <link rel="icon" href="/assets/standin.svg" type="image/svg+xml" />
        <script src="/assets/copy.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="says">
          <p>
            <strong>This is a stand-in for trying things out. It is not Pleo.</strong> Nothing here is real: no company,
            no money, no key that works anywhere else. <a href="/#can">What it can do</a>
          </p>
        </header>
        <main class="main main--${width}" id="main" tabindex="-1">
          <nav class="path" aria-label="Where you are">${separated(path)}</nav>
          ${content}
        </main>
      </body>
    </html>`

export const HOME: Crumb = { name: 'Home', href: '/' }
export const SETTINGS: Crumb = { name: 'Settings', href: '/settings' }
export const ACCOUNTING: Crumb = { name: 'Accounting', href: '/settings/accounting' }
export const here = (name: string): Crumb => ({ name, href: null })

/** Day and minute, in UTC. */
export function moment(ms: number): Markup {
  const iso = new Date(ms).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`
}

export const tick = html`<svg
  width="20"
  height="20"
  viewBox="0 0 20 20"
  fill="none"
  aria-hidden="true"
  focusable="false"
>
  <path
    d="m4.5 10.5 3.5 3.5 7.5-8"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
  />
</svg>`
