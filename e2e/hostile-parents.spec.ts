import type { BrowserContext, Frame, Page } from '@playwright/test'
import { embed, HostSite } from './host-site.ts'
import { ENDINGS, FORGER, FORGERIES, SAYINGS, TRIES } from './hostile-hosts.ts'
import type { Deed } from './hostile-hosts.ts'
import { OPENING } from './hostile-openers.ts'
import { ASKING, FRAMING, TURNING } from './hostile-strangers.ts'
import type { Parent, Place } from './hostile-strangers.ts'
import { inPage, LAIR } from './hostile-tools.ts'
import type { At } from './hostile-tools.ts'
import { expect, test } from './world.ts'
import type { World } from './world.ts'

// What is held here holds each time, or it does not hold.
test.describe.configure({ retries: 0 })

const LABEL = 'Victim DK, main ledger'
const COMPANY = 'Unharmed ApS'

/** A customer whose form stands in an honest page with a key typed into it, while others try what they can. */
interface Scene extends AsyncDisposable {
  readonly world: World
  readonly context: BrowserContext
  readonly at: At
  /** What the host has and a stranger has not: the token of the session. */
  readonly trusted: At
  readonly key: string
  readonly placeOf: (place: Place) => string
  readonly honest: Frame
  /** What must never happen, as it is noticed. */
  readonly alarms: string[]
  /** What the server says of the connection. */
  readonly stands: () => Promise<string>
}

async function openForm(page: Page, address: string, key: string): Promise<Frame> {
  await page.goto(address)
  await page
    .frameLocator('iframe')
    .getByLabel(/^API key/)
    .fill(key)
  const form = page.frames()[1]
  if (form === undefined) throw new Error('The page embeds nothing.')
  return form
}

async function set(world: World, context: BrowserContext): Promise<Scene> {
  const [host, evil, near] = [await HostSite.start(), await HostSite.start(), await HostSite.start('127.0.0.1')]
  const wish = { tenantId: 'victim', label: LABEL, returnUrl: undefined }
  const session = await world.session({ ...wish, embedOrigins: [host.url] })
  const own = await world.session({ tenantId: 'attacker', label: 'Lair', embedOrigins: [evil.url] })
  const stolen = await world.session({ tenantId: 'framed-link' })
  const ended = await world.session({ ...wish, embedOrigins: [host.url] })
  await world.api('DELETE', `/v1/connect-sessions/${ended.id}`)
  const frameOf = (id: string): string => `${world.url}/connect/${id}/frame`
  const at: At = {
    frame: frameOf(session.id),
    page: `${world.url}/connect/${session.id}/`,
    keyturn: world.url,
    id: session.id,
    allowed: host.url,
    evil: evil.url,
    own: { id: own.id, token: own.token, frame: frameOf(own.id) },
    link: stolen.url,
    others: {
      closed: frameOf((await world.session({ tenantId: 'closed' })).id),
      ended: frameOf(ended.id),
      unknown: frameOf(`cs_${'x'.repeat(22)}`),
    },
  }
  const trusted: At = { ...at, own: { id: session.id, token: session.token, frame: at.frame } }
  furnish(host, evil, near, trusted)
  const alarms: string[] = []
  context.on('weberror', (thrown) => {
    if (thrown.error().stack?.includes(world.url) === true) alarms.push(`thrown: ${thrown.error().message}`)
  })
  context.on('response', (response) => {
    const isPress = response.request().method() !== 'GET' && response.url().startsWith(world.url)
    if (isPress && response.status() < 400) alarms.push(`taken: ${response.request().method()} ${response.url()}`)
  })
  const key = world.key({ company: { name: COMPANY } })
  const places: Readonly<Record<Place, string>> = {
    'another port': `${evil.url}/lair`,
    'the site of Keyturn': `http://127.0.0.1:${near.port}/lair`,
    'a subdomain': `http://sub.localhost:${evil.port}/lair`,
    'a subdomain of the host': `http://sub.localhost:${host.port}/lair`,
    'a name with a dot': `http://localhost.:${host.port}/lair`,
    'a sandbox': `${host.url}/sandboxed`,
    'an isolated page': `${evil.url}/isolated`,
    allowed: `${host.url}/lair`,
  }
  return {
    world,
    context,
    at,
    trusted,
    key,
    alarms,
    placeOf: (place) => places[place],
    honest: await openForm(await context.newPage(), host.url, key),
    stands: async () => (await world.api('GET', `/v1/connections/${session.connectionId}`)).text,
    async [Symbol.asyncDispose]() {
      await context.close()
      for (const site of [host, evil, near]) await site[Symbol.asyncDispose]()
    },
  }
}

/** What stands at the sites: the honest page, and the many that are not. */
function furnish(host: HostSite, evil: HostSite, near: HostSite, { frame, own }: At): void {
  const tells = `<script>addEventListener('message', (e) => top.postMessage({ heard: e.data, from: e.origin }, '*'))</script>`
  const framing = (src: string): string => `<!doctype html>${tells}<iframe src="${src}"></iframe>`
  embed(host, { frame, sessions: [own] })
  for (const site of [host, evil, near]) {
    site.show('/lair', { body: LAIR })
    site.show('/forger', { body: FORGER })
    site.show('/framing', { body: framing(`${frame}#${site.url}`) })
  }
  host.show('/sandboxed', { body: LAIR, headers: { 'content-security-policy': 'sandbox allow-scripts' } })
  evil.show('/isolated', {
    body: LAIR,
    headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'credentialless' },
  })
  evil.show('/framing-host', { body: framing(`${host.url}/framing`) })
  evil.show('/redirect', { body: '', status: 302, headers: { location: frame } })
  const session = JSON.stringify({
    keyturn: 1,
    type: 'session',
    id: own.id,
    token: own.token,
    scheme: 'light',
    closing: 'taken',
  })
  host.show('/bad', {
    body: `${LAIR}<iframe src="${frame}#${host.url}" height="900"></iframe><script>
      addEventListener('message', ({ data, source }) => { if (data.type === 'hello') source.postMessage(${session}, '*') })
    </script>`,
  })
}

let scene: Scene
let before = ''
test.beforeAll(async ({ browser, world }) => {
  scene = await set(world, await browser.newContext())
  before = await scene.stands()
})
test.afterAll(() => scene[Symbol.asyncDispose]())

/** After whatever was tried: nothing was read, sent or changed, nothing broke, and the honest form stands as it stood. */
async function nothingHappened(loot: string): Promise<void> {
  const { key, honest, alarms, trusted } = scene
  for (const secret of [key, LABEL, '"not_connected"', 'key-form']) expect(loot).not.toContain(secret)
  expect(alarms).toEqual([])
  expect(await scene.stands()).toBe(before)
  expect(await honest.locator('#key').inputValue()).toBe(key)
  expect(await honest.evaluate(() => document.documentElement.dataset)).toEqual({ theme: 'light' })
  expect(trusted.id).toBe(scene.at.id)
}

async function tried([, place, attack]: Parent): Promise<{ readonly loot: string; readonly shown: readonly string[] }> {
  const page = await scene.context.newPage()
  await page.goto(scene.placeOf(place))
  const loot: string = await page.evaluate(inPage(attack, scene.at))
  const pages = scene.context.pages().filter((open) => open !== scene.honest.page())
  const shown: string[] = []
  for (const frame of pages.flatMap((open) => open.frames())) {
    // A window that its opener has closed meanwhile shows nothing.
    const text = (): Promise<string> => frame.locator('body').innerText()
    if (frame.url().startsWith(scene.at.keyturn)) shown.push(await text().catch(() => ''))
  }
  for (const open of pages) await open.close()
  return { loot, shown }
}

test.describe('a page that may not frame the form sees nothing of it', () => {
  for (const parent of FRAMING) {
    test(`[T03] ${parent[0]} (${parent[1]})`, async () => {
      const { loot, shown } = await tried(parent)
      expect(shown).toEqual([])
      expect(loot).not.toContain('hello')
      await nothingHappened(loot)
    })
  }

  test('a link that was framed still opens for the one it was made for', async () => {
    const page = await scene.context.newPage()
    await page.goto(scene.at.link)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connect Pleo to Acme Books')
    await page.close()
  })
})

test.describe('a page with a session of its own has nothing of another', () => {
  for (const parent of TURNING) {
    test(parent[0], async () => {
      const { loot, shown } = await tried(parent)
      expect(shown.join()).not.toContain(LABEL)
      await nothingHappened(loot)
    })
  }
})

test.describe('a page that asks what is behind the form is told nothing, and changes nothing', () => {
  for (const parent of ASKING) {
    test(`[T50] it ${parent[0]} (${parent[1]})`, async () => {
      const { loot, shown } = await tried(parent)
      expect(shown.join()).not.toContain(LABEL)
      await nothingHappened(loot)
    })
  }
})

test.describe('a page that opens windows reaches no form in them', () => {
  for (const parent of OPENING) {
    test(`[T02] it ${parent[0]}`, async () => {
      const { loot, shown } = await tried(parent)
      expect(shown.join()).not.toContain(LABEL)
      await nothingHappened(loot)
    })
  }
})

test.describe('a host that has turned against its customer', () => {
  let bad: Frame
  const open = async (): Promise<void> => {
    bad = await openForm(await scene.context.newPage(), `${scene.at.allowed}/bad`, scene.key)
  }
  test.beforeAll(open)
  test.afterAll(() => bad.page().close())

  const done = ([, attack]: Deed): Promise<string> => bad.page().evaluate(inPage(attack, scene.trusted))
  async function stillThere(): Promise<void> {
    expect(await bad.locator('#key').inputValue()).toBe(scene.key)
    expect(
      await bad.evaluate(() => [document.documentElement.dataset['theme'], String(Reflect.get({}, 'polluted'))]),
    ).toEqual(['light', 'undefined'])
    await expect(bad.getByRole('heading', { level: 1 })).toHaveText('Connect Pleo to Acme Books')
  }

  for (const deed of SAYINGS) {
    test(`[T27] says ${deed[0]}`, async () => {
      const loot = await done(deed)
      await stillThere()
      await nothingHappened(loot.replaceAll(scene.trusted.own.token, ''))
    })
  }
  for (const deed of FORGERIES) {
    test(`[T27] is not believed when it is ${deed[0]}`, async () => {
      const loot = await done(deed)
      await stillThere()
      await nothingHappened(loot)
    })
  }
  for (const deed of TRIES) {
    test(deed[0], async () => {
      const loot = await done(deed)
      await stillThere()
      await nothingHappened(loot)
    })
  }
  for (const deed of ENDINGS) {
    test(`[T27] ${deed[0]}: what was typed is nowhere`, async () => {
      const loot = await done(deed)
      await nothingHappened(loot)
      await bad.page().close()
      await open()
      await stillThere()
    })
  }
})

test.describe('a flood', () => {
  const forged = `{ keyturn: 1, type: 'session', id: 'cs_' + 'x'.repeat(22), token: String(at).padStart(43, 'x'), scheme: 'dark', closing: 'left' }`
  const FLOODS: readonly (readonly [string, string])[] = [
    ['of commands', `{ keyturn: 1, type: 'scheme', scheme: at % 2 ? 'dark' : 'light' }`],
    ['of made-up sessions', forged],
    ['of long texts', `{ keyturn: 1, type: 'scheme', scheme: 'x'.repeat(at % 50 ? 1 : 500_000) }`],
  ]
  /** Typing in a frame that is told very much. @returns what it asked for meanwhile */
  async function typedUnder(flood: string, address: string): Promise<number> {
    const page = await scene.context.newPage()
    await page.goto(address)
    const field = page.frameLocator('iframe').locator('#key')
    await field.fill('typed')
    let requests = 0
    page.on('request', (request) => {
      if (request.url().startsWith(scene.at.keyturn)) requests += 1
    })
    await page.evaluate(`for (let at = 0; at < 1_000; at += 1) frames[0].postMessage(${flood}, '*')`)
    await field.press('End')
    await field.pressSequentially('!')
    await expect(field).toHaveValue('typed!')
    await page.close()
    return requests
  }

  for (const [name, flood] of FLOODS) {
    test(`[T02] ${name} by the host itself keeps nobody from typing, and asks for little`, async () => {
      expect(await typedUnder(flood, `${scene.at.allowed}/bad`)).toBeLessThan(200)
      await nothingHappened('')
    })
  }
})

test.describe('a press that is not meant for the form', () => {
  test('[T03] goes through a cover to a form without a key, and sends nothing', async () => {
    const page = await scene.context.newPage()
    const form = await openForm(page, `${scene.at.allowed}/bad`, '')
    const button = form.getByRole('button', { name: 'Connect', exact: true })
    await page.evaluate(`
      document.querySelector('iframe').style.opacity = '0.01'
      document.body.insertAdjacentHTML('beforeend', '<div style="position:fixed;inset:0;background:#fff;pointer-events:none">Win a prize</div>')
    `)
    // The frame may still be growing to its height: a press beside the button is no press.
    await expect(async () => {
      const box = await button.boundingBox()
      await page.mouse.click((box?.x ?? 0) + 20, (box?.y ?? 0) + 20)
      await expect(form.locator('#key-said')).toContainText('The field is empty', { timeout: 1_000 })
    }).toPass()
    await page.close()
    await nothingHappened('')
  })

  test('[T03] reaches nothing under the cover of a stranger', async () => {
    const page = await scene.context.newPage()
    await page.goto(scene.placeOf('another port'))
    await page.evaluate(
      inPage(
        ({ frame }, tools) =>
          tools.frame(frame, { style: 'position:fixed;inset:0;width:100%;height:100%;opacity:0.01' }),
        scene.at,
      ),
    )
    await page.mouse.click(200, 400)
    await page.keyboard.type('a-key-of-the-stranger')
    await page.keyboard.press('Enter')
    await page.close()
    await nothingHappened('')
  })
})

test('after all of it the honest form connects, with the key that was typed before', async () => {
  const { honest } = scene
  await honest.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(honest.getByRole('heading', { level: 1 })).toHaveText(`Connected to ${COMPANY}`)
})
