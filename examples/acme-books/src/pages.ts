import { html } from 'hono/html'
import { happeningWords, statusOf } from './connection-words.ts'
import type { Status } from './connection-words.ts'
import { DEMO_PASSWORD, PEOPLE } from './customers.ts'
import type { Ledger } from './customers.ts'
import { hereOf, mark, pleoButton } from './layout.ts'
import type { Html, Page, Viewer } from './layout.ts'
import type { News } from './news.ts'
import { timeOf } from './times.ts'

export const ledgerPage = (viewer: Viewer): Page => ({
  title: 'Ledger',
  place: 'ledger',
  body: html`<h1>Ledger</h1>
    ${viewer.person.customer.ledgers.map(
      ({ name, entries }) =>
        html`<section class="card">
          <h2>${name}</h2>
          <table>
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col">Entry</th>
                <th scope="col" class="amount">Amount</th>
              </tr>
            </thead>
            <tbody>
              ${entries.map(
                ({ day, text, amount }) =>
                  html`<tr>
                    <td>${day}</td>
                    <td>${text}</td>
                    <td class="amount">${amount}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </section>`,
    )}`,
})

export const invoicesPage = (viewer: Viewer): Page => ({
  title: 'Invoices',
  place: 'invoices',
  body: html`<h1>Invoices</h1>
    <section class="card"><p>No invoices are waiting for ${viewer.person.customer.name}.</p></section>`,
})

export const integrationsPage = (viewer: Viewer): Page => ({
  title: 'Integrations',
  place: 'settings',
  body: html`${trail('Integrations')}
    <h1>Integrations</h1>
    <section class="card row">
      <div>
        <h2><a class="alone" href="/settings/integrations/pleo">Pleo</a></h2>
        <p>Brings receipts and card entries into your books.</p>
      </div>
      <ul class="plain">
        ${viewer.person.customer.ledgers.map((ledger) => {
          const status = statusOf(ledger, viewer.reading)
          return html`<li>${badge(status)} <span>${ledger.name}</span></li>`
        })}
      </ul>
    </section>
    <section class="card row">
      <div>
        <h2>Bank feed</h2>
        <p>Brings your bank entries into the ledger each night.</p>
      </div>
      <p>Off.</p>
    </section>`,
})

/** @param back The ledger that the customer comes back from, when they do. */
export const pleoPage = (viewer: Viewer, back: Ledger | undefined): Page => ({
  title: 'Pleo',
  place: 'settings',
  body: html`${trail('Integrations', 'Pleo')}
    <h1>Pleo</h1>
    ${back === undefined ? '' : outcome(back, statusOf(back, viewer.reading))}
    <p>Brings receipts and card entries from Pleo into your books. Each ledger has its own company in Pleo.</p>
    ${viewer.person.customer.ledgers.map((ledger) => ledgerCard(ledger, viewer))}
    <p><a class="alone" href="/settings/look">Look of the page where the key is entered</a></p>`,
})

const outcome = (ledger: Ledger, { word, tone, company }: Status): Html =>
  html`<p class="outcome" data-tone="${tone}">
    ${mark(tone)}
    <span
      >${ledger.name}: <strong>${word}</strong>${
        company === null || tone !== 'good' ? '' : html` to ${company.name ?? company.id}`
      }</span
    >
  </p>`

const ledgerCard = (ledger: Ledger, { reading, newsOf, now }: Viewer): Html => {
  const status = statusOf(ledger, reading)
  return html`<section class="card row" aria-label="${ledger.name}">
    <div>
      <h2>${ledger.name}</h2>
      ${badge(status)}
      <p>${status.whatToDo}</p>
      ${nightlySync(newsOf(ledger), now)} ${whatHappened(newsOf(ledger), now)}
    </div>
    <div class="side">
      ${
        status.company === null
          ? ''
          : html`<p>
              ${status.company.name === null ? '' : html`<strong>${status.company.name}</strong><br />`}Company ID
              <code>${status.company.id}</code>
            </p>`
      }
      ${status.since === null ? '' : html`<p>${status.since.words} ${timeOf(status.since.at, now)}</p>`}
      ${pleoButton(ledger, status.button, status.button === 'Manage' ? 'second' : 'main')}
      <p>
        <a class="alone" href="${hereOf(ledger)}">Stay in Acme Books<span class="unseen"> for ${ledger.name}</span></a>
      </p>
    </div>
  </section>`
}

/** Learned from webhooks, so that no night's run finds out by failing. */
const nightlySync = (news: News | undefined, now: number): Html =>
  news === undefined
    ? html``
    : html`<p class="news">
        Nightly sync: <strong>${news.usable ? 'on' : 'paused'}</strong> since ${timeOf(news.since, now)}
      </p>`

/** Learned from webhooks as well; the whole history is on Keyturn's page. */
function whatHappened(news: News | undefined, now: number): Html {
  const lines = (news?.history ?? []).flatMap(({ type, at }) => {
    const words = happeningWords(type)
    return words === null ? [] : [html`<li>${words} <span class="hint">${timeOf(at, now)}</span></li>`]
  })
  if (lines.length === 0) return html``
  return html`<details>
    <summary>What happened</summary>
    <ol class="plain">
      ${lines}
    </ol>
  </details>`
}

const badge = ({ word, tone }: Status): Html =>
  html`<span class="badge" data-tone="${tone}">${mark(tone)}${word}</span>`

/**
 * The same as the button does, without leaving Acme Books: the form is a frame of Keyturn's, so no script here can read
 * what is typed. Where no script runs, or no session could be had, the button stands in its place.
 */
export const herePage = (ledger: Ledger): Page => ({
  title: `Pleo for ${ledger.name}`,
  place: 'settings',
  elements: 'some',
  body: html`${trail('Integrations', 'Pleo', ledger.name)}
    <h1>Pleo for ${ledger.name}</h1>
    <section class="card" aria-label="Pleo for ${ledger.name}">
      <keyturn-connect closable data-ledger="${ledger.reference}">
        <p>Your key is entered on a page of Keyturn, which keeps it for Acme Books.</p>
        ${pleoButton(ledger, 'Go there', 'main')}
      </keyturn-connect>
    </section>`,
})

/** Where "Go to Acme Books" in Pleo leads a customer with several ledgers. */
export const choosePage = (viewer: Viewer): Page => ({
  title: 'Connect Pleo',
  place: 'settings',
  body: html`${trail('Integrations', 'Pleo')}
    <h1>Which ledger is the key for?</h1>
    <p>Each ledger has its own company in Pleo, and its own key.</p>
    ${viewer.person.customer.ledgers.map((ledger) => {
      const status = statusOf(ledger, viewer.reading)
      return html`<section class="card row" aria-label="${ledger.name}">
        <div>
          <h2>${ledger.name}</h2>
          ${badge(status)}
        </div>
        <div class="side">${pleoButton(ledger, 'Choose this ledger', 'main')}</div>
      </section>`
    })}`,
})

/** @param refused The e-mail that did not get in, when one did not. */
export const signInPage = (next: string, refused?: string): Page => ({
  title: refused === undefined ? 'Sign in' : 'Error: Sign in',
  body: html`<section class="card narrow">
    <h1>Sign in to Acme Books</h1>
    ${next.includes('/connect/pleo') ? html`<p>After that you can paste the key that Pleo gave you.</p>` : ''}
    <form method="post" action="/sign-in" class="stack">
      <input type="hidden" name="next" value="${next}" />
      <label for="password">Password</label>
      <p class="hint" id="about">
        This is a demonstration: everybody’s password is <code class="whole">${DEMO_PASSWORD}</code>.
      </p>
      ${
        refused === undefined
          ? ''
          : html`<p class="fault" id="fault"><strong>Error:</strong> this is not the password of ${refused}.</p>`
      }
      <input
        id="password"
        name="password"
        type="text"
        autocomplete="off"
        spellcheck="false"
        autocapitalize="none"
        aria-describedby="${refused === undefined ? 'about' : 'about fault'}"
        ${refused === undefined ? '' : html`aria-invalid="true"`}
        value="${refused === undefined ? DEMO_PASSWORD : ''}"
      />
      ${PEOPLE.map(
        ({ name, email, customer }) =>
          html`<button class="main" name="email" value="${email}">Sign in as ${name}, ${customer.name}</button>`,
      )}
    </form>
  </section>`,
})

/** What went wrong or is missing, in words, and a way on. */
const message = (title: string, sentence: string, [to, words]: readonly [to: string, words: string]): Page => ({
  title,
  body: html`<section class="card narrow">
    <h1>${title}</h1>
    <p>${sentence}</p>
    <p><a class="alone" href="${to}">${words}</a></p>
  </section>`,
})

const HOME = ['/', 'Back to your ledger'] as const
const BACK_TO_PLEO = ['/settings/integrations/pleo', 'Back to the Pleo settings'] as const

export const MESSAGES = {
  notFound: message('This page does not exist', 'The address may be mistyped or out of date.', HOME),
  fromElsewhere: message('This was not sent from Acme Books', 'Please open the page again and try once more.', HOME),
  tooLong: message('That was too much', 'A form of ours is never that long. Nothing was changed.', HOME),
  noSuchLedger: message('Which ledger?', 'Please choose one of your ledgers and try again.', BACK_TO_PLEO),
  cannotOpenPleo: message(
    'The Pleo page cannot be opened right now',
    'Nothing was changed. Please try again in a few minutes, or ask our support if it stays like this.',
    BACK_TO_PLEO,
  ),
  ourFault: message('Something went wrong here', 'The fault is ours and nothing was changed. Please try again.', HOME),
  support: message(
    'Acme Books support',
    'This is a demonstration, so nobody is on the phone. A real product says here whom to ask. It helps to have the short code at hand that the Pleo page shows with a fault.',
    HOME,
  ),
} as const

function trail(...names: string[]): Html {
  return html`<p class="trail">${['Settings', ...names].join(' › ')}</p>`
}
