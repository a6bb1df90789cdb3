import { html } from 'hono/html'
import type { User, Ledger } from './customers.ts'
import { USERS } from './customers.ts'
import type { Connection } from './keyturn.ts'

type Html = ReturnType<typeof html>

/** What is known of one ledger: its connection, or since when nothing is known. */
export type Known =
  | { readonly ledger: Ledger; readonly connection: Connection | undefined }
  | { readonly ledger: Ledger; readonly unknownSince: Date }

const STATES = {
  not_connected: 'Not connected yet',
  validating: 'Validation in progress',
  connected: 'Connected',
  action_required: 'Action required',
  failed: 'Connection failed',
  disconnected: 'Disconnected',
} as const satisfies Record<Connection['state'], string>

const BUTTONS = {
  not_connected: 'Connect Pleo',
  validating: 'See progress',
  connected: 'Manage',
  action_required: 'Replace API key',
  failed: 'Try again',
  disconnected: 'Connect Pleo',
} as const satisfies Record<Connection['state'], string>

const TABS = [
  { path: '/', name: 'Ledger' },
  { path: '/invoices', name: 'Invoices' },
  { path: '/settings/integrations', name: 'Settings' },
] as const

export function layout(title: string, path: string, user: User | undefined, known: readonly Known[], body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} - Acme Books</title>
        <link rel="stylesheet" href="/acme.css" />
      </head>
      <body>
        <header class="bar">
          <a class="name" href="/">Acme Books</a>
          ${user === undefined ? '' : navigation(path, user)}
        </header>
        <main>${known.map(banner)}${body}</main>
      </body>
    </html>`
}

const navigation = (path: string, user: User): Html =>
  html`<nav aria-label="Acme Books">
      <ul>
        ${TABS.map((tab) =>
          tab.path === path
            ? html`<li><a href="${tab.path}" aria-current="page">${tab.name}</a></li>`
            : html`<li><a href="${tab.path}">${tab.name}</a></li>`,
        )}
      </ul>
    </nav>
    <form class="leave" method="post" action="/sign-out">
      <span>${user.name}, ${user.customer.name}</span> <button>Sign out</button>
    </form>`

/** The warning stays on every page until it is solved. */
function banner(known: Known): Html | string {
  if ('unknownSince' in known || known.connection?.state !== 'action_required') return ''
  const { issue } = known.connection
  return html`<section class="warning" aria-label="Pleo: ${known.ledger.name}">
    <h2>${issue?.title ?? 'Your connection to Pleo is interrupted'}</h2>
    <p>${issue?.message ?? 'Please update your API key to restore access.'}</p>
    ${openConnectPage(known.ledger, BUTTONS.action_required)}
  </section>`
}

const openConnectPage = (ledger: Ledger, button: string): Html =>
  html`<form method="post" action="/settings/integrations/pleo">
    <input type="hidden" name="ledger" value="${ledger.id}" />
    <button class="main">${button}<span class="quiet">: ${ledger.name}</span></button>
  </form>`

export const signInPage = (next: string): Html =>
  html`<h1>Sign in to Acme Books</h1>
    <p>This is an example product: choose who you are. No password is asked for.</p>
    ${USERS.map(
      (user) =>
        html`<form method="post" action="/sign-in">
          <input type="hidden" name="next" value="${next}" />
          <input type="hidden" name="user" value="${user.id}" />
          <button class="main">Sign in as ${user.name}, ${user.customer.name}</button>
        </form>`,
    )}`

export const plainPage = (title: string, text: string): Html =>
  html`<h1>${title}</h1>
    <p>${text}</p>`

export const integrationsPage = (known: readonly Known[]): Html =>
  html`<h1>Integrations</h1>
    ${known.map(card)}
    <section class="card">
      <div>
        <h2>Bank feed</h2>
        <p>Brings your bank entries into the ledger each night.</p>
      </div>
      <p>On. Last entries today, 06:10.</p>
    </section>`

const card = (known: Known): Html =>
  html`<section class="card" aria-label="Pleo: ${known.ledger.name}">
    <div>
      <h2>Pleo</h2>
      <p>Receipts and card entries for ${known.ledger.name}.</p>
    </div>
    <div>${'unknownSince' in known ? notKnown(known.unknownSince) : status(known.ledger, known.connection)}</div>
  </section>`

/** What cannot be known is shown as such, never as green. */
const notKnown = (since: Date): Html =>
  html`<p class="state">Not known since ${time(since)}</p>
    <p>We cannot tell at the moment. Your connection is not changed by that.</p>`

function status(ledger: Ledger, connection: Connection | undefined): Html {
  const state = connection?.state ?? 'not_connected'
  const { account = null } = connection ?? {}
  return html`<p class="state state--${state}">${STATES[state]}</p>
    ${
      account === null || connection === undefined
        ? ''
        : html`<p>
            ${account.name ?? 'Company'}<br /><span class="small">Company ID ${account.id}</span><br />
            <span class="small">Since ${time(new Date(connection.updatedAt))}</span>
          </p>`
    }
    ${openConnectPage(ledger, BUTTONS[state])}`
}

/** Where "Go to Acme Books" in Pleo leads when there is more than one ledger. */
export const chooseLedgerPage = (user: User): Html =>
  html`<h1>Which ledger should Pleo be connected to?</h1>
    <p>Each ledger is connected to one company in Pleo, with a key of its own.</p>
    ${user.customer.ledgers.map((ledger) => openConnectPage(ledger, 'Connect Pleo'))}`

const time = (date: Date): Html => {
  const shown = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' }).format(date)
  return html`<time datetime="${date.toISOString()}">${shown}</time>`
}
