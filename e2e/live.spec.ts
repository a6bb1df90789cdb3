import type { Page } from '@playwright/test'
import { aCustomer, chip, heading, sends } from './page-parts.ts'
import { expect, test } from './world.ts'
import type { World } from './world.ts'

/** Longer than two beats of the stream, which a page waits for. */
const SILENCE_MS = 25_000

async function isConnected(page: Page, world: World, name: string) {
  const session = await aCustomer(page, world)
  await sends(page, world.key({ company: { name } }))
  await expect(heading(page)).toHaveText(`Connected to ${name}`)
  await expect(chip(page)).toHaveAttribute('data-tone', 'ok')
  return session
}

const grey = async (page: Page): Promise<void> => {
  await expect(chip(page)).toContainText(/Not known since \d\d:\d\d/)
  await expect(chip(page)).toHaveAttribute('data-tone', 'quiet')
  await expect(page.locator('.chip[data-tone=ok]:visible')).toHaveCount(0)
}

test('[S64, S69] a page that cannot reach its server is never green, and follows it again by itself', async ({
  page,
  world,
}) => {
  await page.clock.install()
  const { connectionId } = await isConnected(page, world, 'Out Of Reach ApS')
  await test.step('the server dies and comes back as it was', async () => {
    await world.stopServer('SIGKILL')
    await page.clock.runFor(SILENCE_MS)
    await grey(page)
    await world.startServer()
    await page.clock.runFor(SILENCE_MS)
    await expect(chip(page)).toContainText('Status: Connected')
    await expect(chip(page)).toHaveAttribute('data-tone', 'ok')
  })
  await test.step('the network goes, and what changed meanwhile shows', async () => {
    await page.context().setOffline(true)
    await page.clock.runFor(SILENCE_MS)
    await grey(page)
    expect((await world.tell(connectionId, 'disconnect')).state).toBe('disconnected')
    await page.context().setOffline(false)
    await page.clock.runFor(SILENCE_MS)
    await expect(heading(page)).toHaveText('Out Of Reach ApS is disconnected')
  })
})

test('[S23] where no stream comes through, a page asks by itself and shows what changed', async ({ page, world }) => {
  await page.route('**/events*', (route) => route.abort())
  const { connectionId } = await isConnected(page, world, 'Asked For ApS')
  const asks: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/state')) asks.push(request.url())
  })
  await expect.poll(() => asks.length).toBeGreaterThan(1)
  await expect(chip(page)).toHaveAttribute('data-tone', 'ok')
  await world.tell(connectionId, 'disconnect')
  await expect(heading(page)).toHaveText('Asked For ApS is disconnected')
})
