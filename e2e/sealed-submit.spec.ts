import { found } from '@keyturn/scripts/key-spellings'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext } from '@playwright/test'
import { build } from 'vite'
import { aCustomer, field, heading, sends, submit } from './page-parts.ts'
import { expect, test } from './world.ts'
import type { World } from './world.ts'

// What is held here holds each time, or it does not hold.
test.describe.configure({ retries: 0 })

interface RecordedText {
  readonly text?: string
  readonly encoding?: string
}
interface Har {
  readonly log: {
    readonly entries: readonly {
      readonly request: { readonly method: string; readonly url: string; readonly postData?: RecordedText }
      readonly response: { readonly content: RecordedText }
    }[]
  }
}

/** The file as it is, and each body that it holds as it was. */
function placesIn(text: string): Map<string, string> {
  const { log } = JSON.parse(text) as Har
  const places = new Map([['the file', text]])
  for (const [index, { request, response }] of log.entries.entries()) {
    const name = `${index} ${request.method} ${new URL(request.url).pathname}`
    const { text: body = '', encoding } = response.content
    places.set(`${name}, sent`, request.postData?.text ?? '')
    places.set(`${name}, answered`, encoding === 'base64' ? Buffer.from(body, 'base64').toString('latin1') : body)
  }
  return places
}

/** A refused key, one that connects, and one that takes its place: all that a browser can record of it. */
async function recorded(browser: Browser, world: World, prepare: (context: BrowserContext) => Promise<unknown>) {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-har-'))
  try {
    const path = join(folder, 'connect.har')
    const context = await browser.newContext({ recordHar: { path, content: 'embed', mode: 'full' } })
    await prepare(context)
    const page = await context.newPage()
    const company = { name: 'Recorded ApS' }
    const refused = world.key({ company, behaviour: 'unauthorized' })
    const { key: first, company: made } = world.simulator.control.createKey({ company })
    const second = world.key({ company: { id: made.id } })
    await aCustomer(page, world)
    await sends(page, refused)
    await expect(page.getByRole('main')).toContainText('Pleo does not recognise this key')
    await sends(page, first)
    await expect(heading(page)).toHaveText('Connected to Recorded ApS')
    await page.getByRole('link', { name: 'Update API Key' }).click()
    await sends(page, second)
    await expect(page.getByRole('main')).toContainText('The new key is in use')
    await context.close()
    return { keys: [refused, first, second], places: placesIn(readFileSync(path, 'utf8')) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The pages' script, built so that it believes it cannot encrypt. */
async function leakyScript(): Promise<string> {
  const root = join(import.meta.dirname, '../packages/connect')
  const built = await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { write: false },
    plugins: [
      {
        name: 'never-seals',
        enforce: 'pre',
        transform: (code, id) => (id.endsWith('/send-key.ts') ? code.replace('=> isSecureContext', '=> false') : null),
      },
    ],
  })
  const outputs = Array.isArray(built) ? built.flatMap(({ output }) => output) : 'output' in built ? built.output : []
  const script = outputs.find((file) => file.type === 'chunk' && file.facadeModuleId?.endsWith('/client.ts') === true)
  if (script?.type !== 'chunk') throw new Error('Nothing was built.')
  return script.code
}

test('[L1, X22] a recording of a whole connect holds no key in any encoding', async ({ browser, world }) => {
  const { keys, places } = await recorded(browser, world, async () => undefined)
  const sent = [...places].filter(([place]) => place.endsWith('/key, sent')).map(([, body]) => body)
  expect(sent).toHaveLength(3)
  for (const body of sent)
    expect(Object.keys(Object.fromEntries(new URLSearchParams(body)))).toEqual(['sealed', 'sealKey', 'turn'])
  expect(places.size).toBeGreaterThan(15)
  expect(found(keys, places)).toEqual([])
})

test('[L1] the same search finds the keys of a page that was built not to seal', async ({ browser, world }) => {
  const script = await leakyScript()
  const { keys, places } = await recorded(browser, world, (context) =>
    context.route('**/assets/client-*.js', (route) =>
      route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: script }),
    ),
  )
  for (const key of keys) {
    const where = found([key], places)
    expect(where.some((place) => place.startsWith('the file'))).toBe(true)
    expect(where.some((place) => place.includes('/key, sent'))).toBe(true)
  }
})

test('[X22] a page that is behind sends again by itself, and its person notices nothing', async ({ page, world }) => {
  await aCustomer(page, world)
  await expect(page.getByRole('button', { name: 'Show API key' })).toBeVisible()
  const behind = await page.context().newPage()
  // This one hears nothing of what the other does.
  await behind.route(/\/(?:events|state)(?:\?|$)/, (route) => route.abort())
  await behind.goto(page.url())
  await expect(behind.getByRole('button', { name: 'Show API key' })).toBeVisible()
  await sends(page, 'standin-nobody-knows-this-one-0000000000')
  await expect(page.getByRole('main')).toContainText('Pleo does not recognise this key')

  const answers: number[] = []
  behind.on('response', (response) => {
    if (response.url().endsWith('/key')) answers.push(response.status())
  })
  await behind.unroute(/\/(?:events|state)(?:\?|$)/)
  await sends(behind, world.key({ company: { name: 'Behind ApS' } }))
  await expect(heading(behind)).toHaveText('Connected to Behind ApS')
  expect(answers).toEqual([409, 202])
  await expect(heading(page)).toHaveText('Connected to Behind ApS')
})

test('[X22] what was sent once is refused when it is sent again', async ({ page, world }) => {
  await aCustomer(page, world)
  const asked = page.waitForRequest((request) => request.url().endsWith('/key'))
  await sends(page, 'standin-nobody-knows-this-one-0000000000')
  await expect(page.getByRole('main')).toContainText('Pleo does not recognise this key')
  const body = (await asked).postData() ?? ''
  const { last } = world.simulator.control.requests()
  const status = await page.evaluate(
    async ([address = '', sealed = '']) =>
      (
        await fetch(address, {
          method: 'POST',
          headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
          body: sealed,
        })
      ).status,
    [`${new URL(page.url()).pathname}key`, body],
  )
  expect(status).toBe(409)
  expect(world.simulator.control.requests(last).requests).toEqual([])
  await expect(field(page)).toHaveValue('standin-nobody-knows-this-one-0000000000')
  await expect(submit(page)).toBeEnabled()
})
