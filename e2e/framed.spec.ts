import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { expect, test } from './world.ts'

/** A host page with nothing of ours in it: it frames the form and speaks the messages of `frame-protocol.ts` by hand. */
const SCRIPT = `
const wish = JSON.parse(document.querySelector('#wish').textContent)
const origin = new URL(wish.frame).origin
const frame = document.createElement('iframe')
frame.title = 'The form'
frame.src = wish.frame + '#' + location.origin
window.heard = []
let current = wish.sessions.shift()
const hand = () => frame.contentWindow.postMessage({ keyturn: 1, type: 'session', id: current.id, token: current.token, scheme: 'light', closing: 'taken' }, origin)
addEventListener('message', (event) => {
  if (event.origin !== origin || event.source !== frame.contentWindow) return
  window.heard.push(event.data)
  if (event.data.type === 'hello') hand()
  if (event.data.type === 'height') frame.height = event.data.height
  if (event.data.type === 'ended') { current = wish.sessions.shift() ?? current; hand() }
})
document.body.append(frame)
`

interface Wish {
  readonly frame: string
  readonly sessions: readonly { readonly id: string; readonly token: string }[]
}

class HostPage {
  readonly #server: Server
  wish: Wish = { frame: '', sessions: [] }

  private constructor() {
    this.#server = createServer((request, response) => {
      if (request.url === '/host.js') {
        response.writeHead(200, { 'content-type': 'text/javascript' }).end(SCRIPT)
        return
      }
      response.writeHead(200, {
        'content-type': 'text/html',
        'content-security-policy': `default-src 'none'; script-src 'self'; frame-src ${new URL(this.wish.frame).origin}`,
      })
      const wish = JSON.stringify(this.wish).replaceAll('<', String.raw`\u003c`)
      response.end(
        `<!doctype html><title>Host</title><script type="application/json" id="wish">${wish}</script><script type="module" src="/host.js"></script>`,
      )
    })
  }

  static async start(): Promise<HostPage> {
    const host = new HostPage()
    await new Promise<void>((resolve) => {
      host.#server.listen(0, 'localhost', resolve)
    })
    return host
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

const field = /^API key/
const form = (page: Page) => page.frameLocator('iframe')
const heard = (page: Page) => page.evaluate(() => JSON.stringify(Reflect.get(window, 'heard')))

test('a key is connected through the frame, and the host page never has it', async ({ page, world }) => {
  const host = await HostPage.start()
  try {
    const session = await world.session({ tenantId: 'framed', embedOrigins: [host.url], returnUrl: undefined })
    host.wish = { frame: `${world.url}/connect/${session.id}/frame`, sessions: [session] }
    const key = world.key({ company: { name: 'Framed ApS' } })
    await page.goto(host.url)
    await form(page).getByLabel(field).fill(key)
    await form(page).getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(form(page).getByRole('heading', { level: 1 })).toHaveText('Connected to Framed ApS')
    expect((await world.connection(session.connectionId)).state).toBe('connected')
    expect(await page.content()).not.toContain(key)
    expect(await heard(page)).not.toContain(key)
    expect(await page.context().cookies()).toEqual([])
    await expect(page.locator('iframe')).toHaveAttribute('height', /^[1-9]\d{2,}$/)
  } finally {
    await host.close()
  }
})

test('when the session ends, what was typed goes on with the next one', async ({ page, world }) => {
  const host = await HostPage.start()
  try {
    const wish = { tenantId: 'renewed', embedOrigins: [host.url], returnUrl: undefined }
    const [first, second] = [await world.session(wish), await world.session(wish)]
    host.wish = { frame: `${world.url}/connect/${first.id}/frame`, sessions: [first, second] }
    await page.clock.install()
    await page.goto(host.url)
    const key = world.key({ company: { name: 'Renewed ApS' } })
    await form(page).getByLabel(field).fill(key)
    await page.clock.runFor(11_000)
    await world.api('DELETE', `/v1/connect-sessions/${first.id}`)
    await expect.poll(() => heard(page)).toContain('"ended"')
    await expect(form(page).getByLabel(field)).toHaveValue(key)
    await form(page).getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(form(page).getByRole('heading', { level: 1 })).toHaveText('Connected to Renewed ApS')
  } finally {
    await host.close()
  }
})

test('an origin that the session does not name sees nothing of the frame', async ({ page, world, alarms }) => {
  const host = await HostPage.start()
  try {
    const session = await world.session({ tenantId: 'not-named', embedOrigins: ['https://books.example'] })
    host.wish = { frame: `${world.url}/connect/${session.id}/frame`, sessions: [session] }
    const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
    await page.goto(host.url)
    await refused
    expect(alarms.taken().join()).toContain('frame-ancestors')
    expect(await heard(page)).toBe('[]')
    await expect(form(page).getByLabel(field)).toHaveCount(0)
  } finally {
    await host.close()
  }
})
