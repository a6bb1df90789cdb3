import { html } from 'hono/html'
import type { SimulatedKey } from '../key.ts'
import { scopeInWords } from '../scopes.ts'
import { ACCOUNTING, here, HOME, layout, moment, SETTINGS, tick } from './layout.ts'
import type { Markup } from './layout.ts'
import type { Subject } from './subjects.ts'

const subjectHref = (subject: Subject): string => `/settings/accounting/${subject.id}`

export const settingsPage = (): Markup =>
  layout({
    title: 'Settings',
    path: [HOME, here('Settings')],
    width: 'task',
    content: html`<section class="card" aria-labelledby="h">
      <h1 id="h">Settings</h1>
      <ul class="links">
        <li><a href="/settings/accounting">Accounting</a><span>Add a product that keeps the books.</span></li>
        <li><a href="/settings/api-keys">API Keys</a><span>See which keys exist, and delete them.</span></li>
      </ul>
    </section>`,
  })

export const accountingPage = (subjects: readonly Subject[]): Markup =>
  layout({
    title: 'Choose a company',
    path: [HOME, SETTINGS, here('Accounting')],
    width: 'task',
    content: html`<section class="card" aria-labelledby="h">
      <h1 id="h">Choose a company</h1>
      <p>A key opens exactly what is chosen here.</p>
      <ul class="links">
        ${subjects.map(
          (subject) =>
            html`<li><a href="${subjectHref(subject)}">${subject.name}</a><span>${subject.description}</span></li>`,
        )}
      </ul>
    </section>`,
  })

export interface Integration {
  readonly name: string
  readonly scopes: readonly string[]
}

export const companyPage = (subject: Subject, integration: Integration, keys: number): Markup =>
  layout({
    title: `Accounting in ${subject.name}`,
    path: [HOME, SETTINGS, ACCOUNTING, here(subject.name)],
    width: 'task',
    content: html`<section class="card" aria-labelledby="h">
      <h1 id="h">Accounting in ${subject.name}</h1>
      <h2>${integration.name}</h2>
      ${
        keys === 0
          ? html`<p>Not added yet.</p>`
          : html`<p>Added: ${keys} ${keys === 1 ? 'key' : 'keys'}. Adding it again makes a new key.</p>`
      }
      <div class="actions">
        <a class="button button--main" href="${subjectHref(subject)}/add"
          >${keys === 0 ? 'Add' : 'Add again'} ${integration.name}</a
        >
      </div>
    </section>`,
  })

export const permissionsPage = (subject: Subject, integration: Integration): Markup =>
  layout({
    title: `Add ${integration.name}`,
    path: [HOME, SETTINGS, ACCOUNTING, { name: subject.name, href: subjectHref(subject) }, here(integration.name)],
    width: 'task',
    content: html`<section class="card" aria-labelledby="h">
      <h1 id="h">Add ${integration.name} to ${subject.name}</h1>
      <p>
        ${integration.name} asks for these permissions
        ${subject.kind === 'company' ? 'in this company' : 'in all its companies'}:
      </p>
      <ul class="ticks">
        ${integration.scopes.map((scope) => html`<li>${tick}<span>${scopeInWords(scope)}</span></li>`)}
      </ul>
      <p class="small">They are set for this integration and cannot be changed here.</p>
      <form method="post" class="actions">
        <button class="button button--main" type="submit" name="decision" value="allow">Allow</button>
        <button class="button" type="submit" name="decision" value="cancel">Cancel</button>
      </form>
    </section>`,
  })

export interface KeyPage {
  readonly subject: Subject
  readonly integration: Integration
  /** Undefined once the page was shown. */
  readonly secret: string | undefined
  readonly goToUrl: string | null
}

const keyPath = ({ subject, integration }: KeyPage) => [
  HOME,
  SETTINGS,
  ACCOUNTING,
  { name: subject.name, href: subjectHref(subject) },
  here(integration.name),
]

const shownOnce = (page: KeyPage, secret: string): Markup =>
  html`<section class="card" aria-labelledby="h">
    <h1 id="h">Your API key for ${page.integration.name}</h1>
    <p>Copy it now. It is shown only once. It opens ${page.subject.name}.</p>
    <div class="key">
      <code class="id" id="key">${secret}</code>
      <button class="button" type="button" data-copies="key" hidden>Copy</button>
      <p class="key__said" role="status" data-said></p>
    </div>
    <ol class="steps">
      <li>Copy the key.</li>
      <li>Open ${page.integration.name} and log in.</li>
      <li>Give it the key and finish the set-up there.</li>
    </ol>
    <div class="actions">
      ${
        page.goToUrl === null
          ? ''
          : html`<a class="button button--main" href="${page.goToUrl}">Go to ${page.integration.name}</a>`
      }
      <a class="button" href="${subjectHref(page.subject)}">Close</a>
    </div>
  </section>`

const noLongerShown = (page: KeyPage): Markup =>
  html`<section class="card" aria-labelledby="h">
    <h1 id="h">This key was shown already</h1>
    <p>A key is shown once. If you did not copy it, add ${page.integration.name} again to get a new one.</p>
    <div class="actions">
      <a class="button button--main" href="${subjectHref(page.subject)}/add">Add ${page.integration.name} again</a>
      <a class="button" href="/settings/api-keys">See the keys</a>
    </div>
  </section>`

export const keyPage = (page: KeyPage): Markup =>
  layout({
    title: 'Your API key',
    path: keyPath(page),
    width: 'task',
    content: page.secret === undefined ? noLongerShown(page) : shownOnce(page, page.secret),
  })

export interface ListedKey {
  readonly key: SimulatedKey
  readonly opens: string
}

const listedKey = ({ key, opens }: ListedKey): Markup =>
  html`<li class="item item--row">
    <div>
      <h2>${key.applicationName}</h2>
      <dl class="facts">
        <div>
          <dt>Key</dt>
          <dd><span aria-hidden="true">••••••••••••</span><span class="hidden-text">not shown</span></dd>
        </div>
        <div>
          <dt>Opens</dt>
          <dd>${opens}</dd>
        </div>
        <div>
          <dt>Made</dt>
          <dd>${moment(key.createdAt)}</dd>
        </div>
        <div>
          <dt>Number</dt>
          <dd><code>${key.id}</code></dd>
        </div>
      </dl>
    </div>
    <form method="post" action="/settings/api-keys/${key.id}/delete">
      <button class="button" type="submit">Delete<span class="hidden-text"> ${key.id}, ${opens}</span></button>
    </form>
  </li>`

export const apiKeysPage = (keys: readonly ListedKey[], hidden: number): Markup =>
  layout({
    title: 'API Keys',
    path: [HOME, SETTINGS, here('API Keys')],
    width: 'task',
    content: html`<section class="card" aria-labelledby="h">
      <h1 id="h">API Keys</h1>
      <p>A key cannot be read again. Deleting it takes effect at once: what uses it is refused from then on.</p>
      ${
        keys.length === 0
          ? html`<p>There are no keys. <a href="/settings/accounting">Add a product</a> to get one.</p>`
          : html`<ul class="items">
              ${keys.map(listedKey)}
            </ul>`
      }
      ${hidden === 0 ? '' : html`<p class="small">${hidden} older keys are not listed.</p>`}
    </section>`,
  })
