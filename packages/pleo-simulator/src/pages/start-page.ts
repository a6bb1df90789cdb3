import { html } from 'hono/html'
import { OPERATIONS } from '../api/operations.ts'
import { ASSUMPTIONS } from '../assumptions.ts'
import { BEHAVIOUR_NAMES, behaviourOf } from '../behaviours.ts'
import { MAGIC_KEYS, magicKey } from '../magic-keys.ts'
import { here, layout } from './layout.ts'
import type { Markup } from './layout.ts'

const SECOND_KEYS = MAGIC_KEYS.filter(({ key, behaviour }) => key !== magicKey(behaviour))

const behaviours = BEHAVIOUR_NAMES.map(
  (name) =>
    html`<div>
      <dt><code>${name}</code></dt>
      <dd>${behaviourOf(name).says}</dd>
      <dd><code class="id">${magicKey(name)}</code></dd>
    </div>`,
)

const secondKeys = SECOND_KEYS.map(
  ({ key, company }) =>
    html`<div>
      <dt>A further key of ${company.name}</dt>
      <dd><code class="id">${key}</code></dd>
    </div>`,
)

const operations = OPERATIONS.map(
  ({ method, path, scope }) =>
    html`<div>
      <dt><code class="id">${method} ${path}</code></dt>
      <dd>${scope === null ? 'needs no scope' : html`needs <code>${scope}</code>`}</dd>
    </div>`,
)

const assumptions = Object.entries(ASSUMPTIONS).map(
  ([id, says]) =>
    html`<div>
      <dt><code>${id}</code></dt>
      <dd>${says}</dd>
    </div>`,
)

/** What the stand-in is, the two doors into it, and all it can do. */
export const startPage = (integrationName: string): Markup =>
  layout({
    title: 'Start',
    path: [here('Home')],
    width: 'list',
    content: html`<section class="card" aria-labelledby="start">
        <h1 id="start">A stand-in for Pleo</h1>
        <p>
          Here you can add ${integrationName} to a made-up company, get a key for it, and see what a product does when
          the key is deleted, loses a permission, or when nothing answers.
        </p>
        <div class="actions">
          <a class="button button--main" href="/settings">Open Settings</a>
          <a class="button" href="/_simulator">Control the stand-in</a>
        </div>
      </section>
      <section class="card" id="can" aria-labelledby="behaviours" tabindex="-1">
        <h2 id="behaviours">Ways of answering, and a key for each</h2>
        <p>
          These keys always work. Send one as <code>Authorization: Basic base64(key + ":")</code>. Each opens a company
          of its own.
        </p>
        <dl class="rows rows--three">${behaviours}</dl>
        <dl class="rows">${secondKeys}</dl>
      </section>
      <section class="card" aria-labelledby="calls">
        <h2 id="calls">Calls it answers</h2>
        <dl class="rows">${operations}</dl>
      </section>
      <section class="card" aria-labelledby="assumptions">
        <h2 id="assumptions">What is assumed</h2>
        <p>
          Pleo documents none of this. An answer that rests on one of these says so in its header
          <code>x-standin-assumes</code>.
        </p>
        <dl class="rows">${assumptions}</dl>
      </section>`,
  })
