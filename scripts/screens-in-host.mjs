// Pages of a host with the elements in them, for `npm run screens`: the real elements and the real frame, told what the
// gallery knows.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './run-command.mjs'

const BUILT = join(ROOT, 'packages/elements/dist/build')
const TOKEN = 'a-token-that-opens-nothing'.padEnd(43, 'x')

const STATUSES = ['connected', 'connected-provider-away', 'checking', 'action-required-key-revoked', 'disconnected']
const element = (/** @type {string} */ tag, /** @type {string} */ screen) =>
  `<keyturn-${tag} data-screen="${screen}"></keyturn-${tag}>`
const card = (/** @type {string} */ content) => `<section>${content}</section>`

/** @type {Readonly<Record<string, string>>} What stands in each. */
const BODIES = {
  '/in-host-form': `<main><h1>Pleo</h1>${card(element('connect', 'connect'))}</main>`,
  '/in-host-status': `<main><h1>Integrations</h1>${STATUSES.map((screen) => card(element('status', screen))).join('')}</main>`,
  '/in-host-warning': `<main>${element('banner', 'action-required-key-revoked')}<h1>Invoices</h1>${card('<p>No invoices are waiting for Acme ApS.</p>')}</main>`,
}

const STYLE = `
:root { color-scheme: light dark }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#f5f3ee, #14191b); color: light-dark(#1b2429, #e7ecea) }
nav { padding: 1rem; font-weight: 700; background: light-dark(#23424a, #0d2429); color: #fff }
main { display: grid; gap: 1rem; max-inline-size: 40.4rem; margin: auto; padding: 1.5rem 1rem }
h1, p { margin: 0 }
h1 { font-size: 1.5rem }
section { padding: 1rem; background: light-dark(#fff, #1c2326); border: 1px solid light-dark(#d8d4c9, #354045); border-radius: .5rem }
`

const SCRIPT = `
import { defineElements } from '/elements/elements.js'
const waited = [...document.querySelectorAll('[data-screen]')]
const told = new Set()
addEventListener('keyturn-state', ({ target }) => told.add(target))
for (const element of waited) {
  element.fetchSession = async () => ({ ...(await (await fetch('/session?' + element.dataset.screen)).json()), url: location.origin })
}
window.isDrawn = () => waited.every((element) => {
  const frame = element.shadowRoot?.querySelector('iframe')
  return told.has(element) && (element.localName !== 'keyturn-connect' || frame?.hasAttribute('height'))
})
defineElements()
`

/**
 * @param {{ pages: readonly { name: string, facts: any }[], views: any, presentStatus: (facts: any) => object, assets: any, frame: any }} parts
 * @returns {{ paths: readonly string[], answer: (url: string) => { type: string, body: string } | undefined }}
 */
export function inHost({ pages, views, presentStatus, assets, frame }) {
  const factsOf = new Map(pages.map(({ name, facts }) => [idOf(name), facts]))
  const state = (/** @type {any} */ facts) => ({
    ...facts.connection,
    version: facts.version,
    shown: presentStatus(facts),
  })

  return {
    paths: Object.keys(BODIES),
    answer(url) {
      const { pathname, search } = new URL(url, 'http://host')
      if (pathname in BODIES) return html(hostPage(BODIES[pathname] ?? ''))
      if (pathname === '/host.js') return { type: 'text/javascript', body: SCRIPT }
      if (pathname.startsWith('/elements/'))
        return { type: 'text/javascript', body: readFileSync(join(BUILT, pathname.slice('/elements/'.length)), 'utf8') }
      if (pathname === '/session') return json(sessionOf(search.slice(1)))
      const [, id = '', what = ''] = /^\/connect\/([\w-]+)\/(state|frame|)$/.exec(pathname) ?? []
      const facts = factsOf.get(id)
      if (facts === undefined) return undefined
      if (what === 'state') return json(state(facts))
      if (what === 'frame') return html(views.renderFrame('en', frame))
      return html(views.renderDocument({ ...facts, base: `/connect/${id}/`, surface: 'frame', closes: true }, assets))
    },
  }
}

const idOf = (/** @type {string} */ screen) => `cs_${screen.padEnd(26, '-').slice(0, 32)}`

/** Its `url` is of the page that asks for it. */
const sessionOf = (/** @type {string} */ screen) => ({ id: idOf(screen), token: TOKEN })

const hostPage = (/** @type {string} */ body) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Acme Books</title><style>${STYLE}</style><nav>Acme Books</nav>${body}<script type="module" src="/host.js"></script>`

const html = (/** @type {string} */ body) => ({ type: 'text/html; charset=utf-8', body })
const json = (/** @type {object} */ body) => ({ type: 'application/json', body: JSON.stringify(body) })
