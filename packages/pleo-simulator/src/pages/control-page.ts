import { html } from 'hono/html'
import { BEHAVIOUR_NAMES } from '../behaviours.ts'
import type { Company } from '../companies.ts'
import type { SimulatedKey } from '../key.ts'
import { KNOWN_SCOPES, scopeInWords } from '../scopes.ts'
import type { RecordedRequest } from '../request-log.ts'
import type { Settings } from '../settings.ts'
import { here, HOME, layout } from './layout.ts'
import type { Markup } from './layout.ts'

type InForce = ReturnType<Settings['current']>

interface ControlledKey {
  readonly key: SimulatedKey
  readonly company: Company
  readonly behaviours: InForce
}

export interface ControlPage {
  /** What was just done; null on a plain visit. */
  readonly said: string | null
  readonly all: InForce
  readonly keys: readonly ControlledKey[]
  readonly olderKeys: number
  readonly companies: readonly Company[]
  /** Newest first. */
  readonly requests: readonly RecordedRequest[]
}

const TIMES = [
  { value: '', says: 'until changed' },
  { value: '10000', says: 'for 10 seconds' },
  { value: '60000', says: 'for 1 minute' },
  { value: '600000', says: 'for 10 minutes' },
] as const

const inWords = (behaviours: InForce): string =>
  behaviours
    .map(({ operation, behaviour, until }) => {
      const where = operation === null ? '' : ` on ${operation}`
      return `${behaviour}${where}${until === null ? '' : ` until ${new Date(until).toISOString().slice(11, 19)} UTC`}`
    })
    .join(', ')

/** @param of Distinguishes the fields of one form from those of another, for eye and ear. */
const behaviourFields = (of: string, current: InForce): Markup =>
  html`<label class="field"
      ><span>How to answer<span class="hidden-text"> ${of}</span></span
      ><select name="behaviour">
        ${BEHAVIOUR_NAMES.map(
          (name) =>
            html`<option value="${name}" ${current[0]?.behaviour === name ? html`selected` : ''}>${name}</option>`,
        )}
      </select></label
    >
    <label class="field"
      ><span>For how long<span class="hidden-text"> ${of}</span></span
      ><select name="forMs">
        ${TIMES.map(({ value, says }) => html`<option value="${value}">${says}</option>`)}
      </select></label
    >`

const form = (action: string, key: string | null, content: Markup): Markup =>
  html`<form class="form" method="post" action="/_simulator/forms/${action}">
    ${key === null ? '' : html`<input type="hidden" name="key" value="${key}" />`} ${content}
  </form>`

const scopeChecks = ({ key }: ControlledKey): Markup =>
  html`<fieldset class="checks">
    <legend>Permissions of ${key.id}</legend>
    ${[...new Set([...key.scopes, ...KNOWN_SCOPES])].map(
      (scope) =>
        html`<label
          ><input type="checkbox" name="scopes" value="${scope}" ${key.scopes.includes(scope) ? html`checked` : ''} />
          <span>${scopeInWords(scope)}</span></label
        >`,
    )}
  </fieldset>`

const companyField = ({ key, company }: ControlledKey, companies: readonly Company[]): Markup =>
  html`<label class="field"
    ><span>Company opened by ${key.id}</span
    ><select name="company">
      ${companies.map(
        ({ id, name }) => html`<option value="${id}" ${id === company.id ? html`selected` : ''}>${name}</option>`,
      )}
    </select></label
  >`

const controlledKey = (one: ControlledKey, companies: readonly Company[]): Markup =>
  html`<li class="item">
    <h3><code>${one.key.id}</code>, ${one.company.name}${one.key.revoked ? ', deleted' : ''}</h3>
    <p>Answers: ${inWords(one.behaviours)}</p>
    ${form(
      'behaviour',
      one.key.id,
      html`${behaviourFields(one.key.id, one.behaviours)}
        <button class="button" type="submit">Set<span class="hidden-text"> for ${one.key.id}</span></button>`,
    )}
    <details class="fold">
      <summary>
        Delete it, change its permissions or its company<span class="hidden-text"> (${one.key.id})</span>
      </summary>
      <div>
        ${
          one.key.revoked
            ? ''
            : form('revoke', one.key.id, html`<button class="button" type="submit">Delete ${one.key.id}</button>`)
        }
        ${form(
          'scopes',
          one.key.id,
          html`${scopeChecks(one)} <button class="button" type="submit">Save permissions of ${one.key.id}</button>`,
        )}
        ${form(
          'company',
          one.key.id,
          html`${companyField(one, companies)}
            <button class="button" type="submit">
              Switch<span class="hidden-text"> company of ${one.key.id}</span>
            </button>`,
        )}
      </div>
    </details>
  </li>`

const companyRow = ({ id, name }: Company): Markup =>
  html`<li class="item">
    ${form(
      'rename',
      null,
      html`<input type="hidden" name="id" value="${id}" />
        <label class="field"
          ><span>Name of company <code>${id}</code></span
          ><input name="name" value="${name}" required maxlength="200" autocomplete="off" /></label
        ><button class="button" type="submit">Rename<span class="hidden-text"> ${name}</span></button>`,
    )}
  </li>`

const warnings = (request: RecordedRequest): string =>
  [
    request.keyInUrl && 'KEY IN THE URL',
    request.keyInBody && 'KEY IN THE BODY',
    request.keyInHeader && 'KEY IN ANOTHER HEADER',
    request.authorization !== 'basic' && `authorization: ${request.authorization}`,
  ]
    .filter((warning) => warning !== false)
    .join(', ')

const outcome = ({ status, keyId, at, behaviour }: RecordedRequest): string =>
  [status ?? 'no answer', keyId ?? 'no key', `${at.slice(11, 19)} UTC`, behaviour]
    .filter((part) => part !== null)
    .join(', ')

const requestRow = (request: RecordedRequest): Markup =>
  html`<div>
    <dt><code class="id">${request.method} ${request.url}</code></dt>
    <dd>${outcome(request)} ${warnings(request) === '' ? '' : html`<strong>${warnings(request)}</strong>`}</dd>
  </div>`

/** Where a person makes the stand-in misbehave. */
export const controlPage = (page: ControlPage): Markup =>
  layout({
    title: 'Control',
    path: [HOME, here('Control')],
    width: 'list',
    content: html`${page.said === null ? '' : html`<p class="said" role="status">${page.said}</p>`}
      <section class="card" aria-labelledby="h">
        <h1 id="h">Control the stand-in</h1>
        <h2>For everybody</h2>
        <p>Answers: ${inWords(page.all)}</p>
        ${form(
          'behaviour',
          null,
          html`${behaviourFields('everybody', page.all)}
            <button class="button button--main" type="submit">
              Set<span class="hidden-text"> for everybody</span>
            </button>`,
        )}
      </section>
      <section class="card" aria-labelledby="keys">
        <h2 id="keys">Keys</h2>
        ${
          page.keys.length === 0
            ? html`<p>No key was made yet. <a href="/settings/accounting">Get one in Settings</a>.</p>`
            : html`<ul class="items">
                ${page.keys.map((one) => controlledKey(one, page.companies))}
              </ul>`
        }
        ${page.olderKeys === 0 ? '' : html`<p class="small">${page.olderKeys} older keys are not listed.</p>`}
      </section>
      <section class="card" aria-labelledby="companies">
        <h2 id="companies">Companies</h2>
        <ul class="items">
          ${page.companies.map(companyRow)}
        </ul>
      </section>
      <section class="card" aria-labelledby="requests">
        <h2 id="requests">What it was sent</h2>
        ${
          page.requests.length === 0
            ? html`<p>Nothing yet.</p>`
            : html`<dl class="rows">${page.requests.map(requestRow)}</dl>`
        }
      </section>
      <section class="card" aria-labelledby="reset">
        <h2 id="reset">Start again</h2>
        <p>Forgets the keys, the companies, what was set and what was sent.</p>
        ${form('reset', null, html`<button class="button" type="submit">Forget everything</button>`)}
      </section>`,
  })

/** For an address or a form that leads nowhere. */
export const lostPage = (title: string, says: string): Markup =>
  layout({
    title,
    path: [HOME, here(title)],
    width: 'task',
    content: html`<section class="card" aria-labelledby="h">
      <h1 id="h">${title}</h1>
      <p>${says}</p>
      <div class="actions"><a class="button button--main" href="/">Go to the start page</a></div>
    </section>`,
  })
