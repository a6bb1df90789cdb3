import { html } from 'hono/html'
import type { FieldFault } from './keyturn-answers.ts'
import type { Html, Page } from './layout.ts'
import { APPEARANCES, faultsAt, FONTS } from './look.ts'
import type { Look } from './look.ts'

const COLOURS = [
  ['accent', 'Links and buttons'],
  ['surface', 'The page itself'],
  ['text', 'Text'],
] as const

const APPEARANCE_WORDS = { auto: 'As the customer has it', light: 'Always light', dark: 'Always dark' } as const
const FONT_WORDS: Readonly<Record<string, string>> = { '': 'That of the customer’s system' }

/**
 * The settings of the look, with Keyturn's judgement where it refused one: it measures how well each pair of colours
 * can be read.
 */
export const lookPage = (look: Look, faults: readonly FieldFault[]): Page => ({
  title: faults.length === 0 ? 'Look of the Pleo page' : 'Error: Look of the Pleo page',
  place: 'settings',
  body: html`<p class="trail">Settings › Integrations › Pleo › Look</p>
    <h1>Look of the Pleo page</h1>
    <p>Your customers enter their key on a page of Keyturn. It can wear the colours of Acme Books.</p>
    <form class="card stack" method="post" action="/settings/look">
      ${faults.length === 0 ? '' : html`<p class="fault" role="alert"><strong>This look cannot be read well.</strong></p>`}
      ${COLOURS.map(([name, words]) => colourField(name, words, look[name], faultsAt(name, faults)))}
      <label for="appearance">Light or dark</label>
      <select id="appearance" name="appearance">
        ${APPEARANCES.map((value) => option(value, APPEARANCE_WORDS[value], look.appearance))}
      </select>
      <label for="font">Typeface</label>
      <select id="font" name="font">
        ${FONTS.map((value) => option(value, FONT_WORDS[value] ?? value, look.font))}
      </select>
      <label for="radius">Corners of buttons, in pixels</label>
      <input id="radius" name="radius" type="number" min="0" max="24" value="${look.radius}" />
      <label class="tick">
        <input name="mark" type="checkbox" value="shown" ${look.mark === '' ? '' : html`checked`} />
        Show the mark of Acme Books
      </label>
      <div class="row">
        <button name="do" value="try">Show me</button>
        <button class="main" name="do" value="keep">Use it from now on</button>
      </div>
    </form>
    <p><a class="alone" href="/settings/look?appearance=auto">Start again from Keyturn’s own look</a></p>`,
})

const colourField = (name: string, words: string, value: string, faults: readonly string[]): Html =>
  html`<label for="${name}">${words}</label>
    ${faults.map((fault) => html`<p class="fault" id="${name}-fault">${fault}</p>`)}
    <input
      id="${name}"
      name="${name}"
      type="color"
      value="${value}"
      ${faults.length === 0 ? '' : html`aria-invalid="true" aria-describedby="${name}-fault"`}
    />`

const option = (value: string, words: string, chosen: string): Html =>
  html`<option value="${value}" ${value === chosen ? html`selected` : ''}>${words}</option>`
