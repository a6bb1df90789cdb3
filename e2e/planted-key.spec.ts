import { found } from '@keyturn/scripts/key-spellings'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, World } from './world.ts'

// What is held here holds each time, or it does not hold.
test.describe.configure({ retries: 0 })

test('[L1] [S3, S11, S43, S44, S45, X4, X10, X12, X15, X16, X18, X22, X26, X27] a key is nowhere to be found after saving', async ({
  page,
}) => {
  const world = await World.start()
  const places = new Map<string, string>()
  try {
    page.on('response', async (response) => {
      const body = await response.body().catch(() => Buffer.alloc(0))
      places.set(
        `response ${places.size} ${response.url()}`,
        JSON.stringify(response.headers()) + body.toString('latin1'),
      )
    })
    page.on('console', (message) => places.set(`console ${places.size}`, message.text()))
    const company = { name: 'Planted ApS', id: '11111111-2222-4333-8444-555555555555' }
    const [refused, first, second] = [
      world.key({ company, behaviour: 'unauthorized' }),
      world.key({ company }),
      world.key({ company }),
    ]
    const session = await world.session({ tenantId: 'planted' })
    await page.goto(session.url)
    for (const key of [refused, first]) {
      await page.getByLabel(/^API key/).fill(key)
      await page.locator('form[action$="/key"] [type=submit]').click()
      await expect(page.locator('main')).toContainText(
        key === first ? 'Connected to Company ID' : 'Pleo does not recognise this key',
      )
    }
    await page.goto(`${page.url().split('?')[0]}?view=replace`)
    await page.getByLabel(/^API key/).fill(second)
    await page.getByRole('button', { name: 'Save new key' }).click()
    await expect(page.locator('main')).toContainText('The new key is in use')

    places.set('DOM', await page.content())
    places.set(
      'fields',
      await page.evaluate(() => [...document.querySelectorAll('input')].map((field) => field.value).join()),
    )
    places.set(
      'storage',
      await page.evaluate(() =>
        JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state]),
      ),
    )
    places.set('cookies', JSON.stringify(await page.context().cookies()))
    for (const path of [
      `/v1/connections/${session.connectionId}`,
      '/v1/connections',
      '/v1/api-tokens',
      '/openapi.json',
    ]) {
      places.set(`API ${path}`, (await world.api('GET', path)).text)
    }
    await page.goBack()
    places.set('DOM after going back', await page.content())
    places.set(
      'Pleo’s log of URLs',
      world.simulator.control
        .requests()
        .requests.map((request) => request.url)
        .join(),
    )
    const data = join(world.folder, 'data')
    for (const file of readdirSync(data)) places.set(`file ${file}`, readFileSync(join(data, file), 'latin1'))
    await world.stopServer('SIGTERM')
    for (const file of readdirSync(data)) places.set(`file ${file} at rest`, readFileSync(join(data, file), 'latin1'))
    places.set('log', world.printed)

    expect(world.printed.length).toBeGreaterThan(1_000)
    expect(places.size).toBeGreaterThan(15)
    expect(found([refused, first, second], places)).toEqual([])
    expect(found([first], new Map([['a leak', `x${Buffer.from(`:${first}`).toString('base64')}`]]))).not.toEqual([])
  } finally {
    await world.close()
  }
})
