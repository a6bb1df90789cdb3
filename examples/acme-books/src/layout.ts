import { html } from 'hono/html'
import { needsAction } from './connection-words.ts'
import { connectionFor } from './connections.ts'
import type { Reading } from './connections.ts'
import type { Ledger, Person } from './customers.ts'
import type { Connection } from './keyturn-answers.ts'
import type { News } from './news.ts'
import { timeOf } from './times.ts'

/** `html` escapes each value it is given, names of companies and ledgers included. */
export type Html = ReturnType<typeof html>

export interface Page {
  readonly title: string
  readonly body: Html
  /** Marks where we are in the menu. */
  readonly place?: Place
  /** Elements of Keyturn's stand in it. */
  readonly elements?: 'some'
}

type Place = keyof typeof PLACES
const PLACES = { ledger: '/', invoices: '/invoices', settings: '/settings/integrations' } as const
const MENU: readonly [Place, string][] = [
  ['ledger', 'Ledger'],
  ['invoices', 'Invoices'],
  ['settings', 'Settings'],
]

/** Who is looking, and what is known of their connections: no page is drawn for a customer without it. */
export interface Viewer {
  readonly person: Person
  readonly reading: Reading
  readonly newsOf: (ledger: Ledger) => News | undefined
  readonly now: number
}

/** A page for somebody who is signed in: with the menu, and above all else the warnings that are still open. */
export function pageFor(viewer: Viewer, page: Page): Html {
  const open = warnings(viewer)
  const script = page.elements === 'some' || open.length > 0 ? ELEMENTS : html``
  return shell(page.title, menu(viewer.person, page.place), html`${open}${page.body}`, script)
}

/** A page for anybody. */
export const openPage = (page: Page): Html => shell(page.title, html``, page.body, html``)

const ELEMENTS = html`<script type="module" src="/elements.js"></script>`

const shell = (title: string, aside: Html, main: Html, script: Html): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} - Acme Books</title>
        <link rel="icon" href="/acme-books.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/acme-books.css" />
        ${script}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the page</a>
        <header class="bar">
          <a class="name" href="/"><img src="/acme-books.svg" alt="" width="28" height="28" />Acme Books</a>
          ${aside}
        </header>
        <main id="main">${main}</main>
        <footer><a href="/support">Acme Books support</a></footer>
      </body>
    </html>`

const menu = (person: Person, place: Place | undefined): Html =>
  html`<nav aria-label="Acme Books">
      <ul>
        ${MENU.map(
          ([key, word]) =>
            html`<li><a href="${PLACES[key]}" ${key === place ? html`aria-current="page"` : ''}>${word}</a></li>`,
        )}
      </ul>
    </nav>
    <form class="who" method="post" action="/sign-out">
      <span>${person.name}, ${person.customer.name}</span>
      <button class="word">Sign out</button>
    </form>`

/** Can be folded, not dismissed: it leaves when Keyturn says that it is solved. */
function warnings({ person, reading, now }: Viewer): Html[] {
  return person.customer.ledgers.flatMap((ledger) => {
    const connection = connectionFor(reading, ledger.reference)
    return connection !== undefined && needsAction(connection) ? [warning(ledger, connection, reading, now)] : []
  })
}

/** Where scripts run, Keyturn's banner takes the place of what stands in it: the same warning, true while the page is open. */
const warning = (ledger: Ledger, connection: Connection, reading: Reading, now: number): Html =>
  html`<keyturn-banner data-ledger="${ledger.reference}" href="${hereOf(ledger)}">
    ${ownWarning(ledger, connection, reading, now)}
  </keyturn-banner>`

/** Where the form for a ledger stands in a page of ours. */
export const hereOf = (ledger: Ledger): string => `/settings/integrations/pleo/here?ledger=${ledger.reference}`

const ownWarning = (ledger: Ledger, { issue, state }: Connection, { unknownSince }: Reading, now: number): Html =>
  html`<details class="warning" open>
    <summary>
      ${mark('warn')}
      <h2>${issue?.title ?? 'Your connection to Pleo is interrupted'}</h2>
      <span class="fold"><span class="when-open">Show less</span><span class="when-folded">Show what to do</span></span>
    </summary>
    <div>
      <p>
        ${ledger.name}${issue?.since == null ? '' : html`, since ${timeOf(issue.since, now)}`}.
        ${issue?.message ?? 'Acme Books cannot use Pleo for you.'}
        ${state === 'validating' ? 'A new key is being checked now.' : ''}
        ${unknownSince === null ? '' : html`Whether this is solved is not known since ${timeOf(unknownSince, now)}.`}
      </p>
      ${pleoButton(ledger, 'Replace API Key', 'main')}
    </div>
  </details>`

/** Makes a connect session and leads to its page; a POST, because it makes something. */
export const pleoButton = (ledger: Ledger, word: string, weight: 'main' | 'second'): Html =>
  html`<form method="post" action="/settings/integrations/pleo/connect">
    <button class="${weight}" name="ledger" value="${ledger.reference}">
      ${word}<span class="unseen"> for ${ledger.name}</span>
    </button>
  </form>`

const MARKS = {
  good: 'M4 10.5l4 4 8-9',
  busy: 'M4 10h.01M10 10h.01M16 10h.01',
  warn: 'M10 3v8.5M10 16.5h.01',
  quiet: 'M4 10h12',
} as const

export const mark = (tone: keyof typeof MARKS): Html =>
  html`<svg class="mark" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <path d="${MARKS[tone]}" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" />
  </svg>`
