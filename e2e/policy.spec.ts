import { aCustomer } from './page-parts.ts'
import { expect, test } from './world.ts'

// What is held here holds each time, or it does not hold.
test.describe.configure({ retries: 0 })

test('[B1] a page that breaks its policy, or whose script fails, is noticed', async ({ page, world, alarms }) => {
  await aCustomer(page, world)
  await expect(page.getByRole('button', { name: 'Show API key' })).toBeVisible()
  expect(alarms.taken()).toEqual([])
  /** Until the browser has said all of it. */
  const heard = async (words: RegExp): Promise<void> => {
    let all = ''
    await expect.poll(() => (all += alarms.taken().join('\n'))).toMatch(words)
  }

  await page.locator('h1').evaluate((heading) => heading.setAttribute('style', 'color: red'))
  await heard(/style-src/)
  await page
    .evaluate(() => {
      const script = document.createElement('script')
      script.src = '/docs/start.js'
      document.body.append(script)
    })
    .catch(() => undefined)
  await heard(/TrustedScriptURL/)
  await page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<p>more</p>')).catch(() => undefined)
  await heard(/TrustedHTML/)
  await page.evaluate(() => {
    setTimeout(() => {
      throw new Error('a fault of ours')
    })
  })
  await heard(/a fault of ours/)
})

test('[B1] the reference of the interface keeps the policy too', async ({ page, world }) => {
  await page.goto(`${world.url}/docs`)
  const events = page.locator('.opblock', { has: page.locator('[data-path="/v1/events"]') })
  await events.locator('.opblock-summary-control').click()
  await expect(events).toContainText('Oldest first, from the oldest event that is kept.')
  await expect(events.locator('code', { hasText: 'nextCursor' }).first()).toBeVisible()
})
