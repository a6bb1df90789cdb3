import type { Page } from '@playwright/test'
import { aCustomer, chip, field, heading, sends, submit } from './page-parts.ts'
import { expect, test } from './world.ts'

// What is held here holds each time, or it does not hold.
test.describe.configure({ retries: 0 })

const DAY = 24 * 60 * 60_000

/** Everything the browser asked for from now on. */
function requestsOf(page: Page): { readonly method: string; readonly url: string; readonly sent: string }[] {
  const seen: { method: string; url: string; sent: string }[] = []
  page.on('request', (request) =>
    seen.push({ method: request.method(), url: request.url(), sent: request.postData() ?? '' }),
  )
  return seen
}

test('[X2, X11] from the first page to the last the browser speaks with Keyturn alone, and its policy allows nobody else', async ({
  page,
  world,
  alarms,
}) => {
  const seen = requestsOf(page)
  const policies = new Set<string>()
  page.on('response', (response) => {
    const policy = response.headers()['content-security-policy']
    if (policy !== undefined && response.ok() && response.request().isNavigationRequest()) policies.add(policy)
  })
  const { key, company } = world.simulator.control.createKey({ company: { name: 'Undivided ApS' } })
  await aCustomer(page, world)
  await sends(page, 'standin-key-not-real-and-never-made-00000006')
  await expect(chip(page)).toContainText('Connection failed')
  await sends(page, key)
  await expect(heading(page)).toHaveText('Connected to Undivided ApS')
  await page.getByRole('link', { name: 'Update API Key' }).click()
  await sends(page, world.key({ company: { id: company.id } }))
  await expect(page.getByRole('main')).toContainText('The new key is in use')
  await page.getByRole('button', { name: 'Check now' }).click()
  await expect(page.getByRole('button', { name: 'Check now' })).toBeVisible()
  await page.reload()

  expect(new Set(seen.map(({ url }) => new URL(url).origin))).toEqual(new Set([world.url]))
  expect(seen.filter(({ url, sent }) => url.includes(key) || sent.includes(key))).toEqual([])
  expect(policies.size).toBeGreaterThan(0)
  for (const policy of policies) {
    const rules = new Map(policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1)]))
    expect(rules.get('default-src')).toEqual(["'none'"])
    for (const name of ['connect-src', 'form-action']) expect(rules.get(name)).toEqual(["'self'"])
    expect(rules.get('script-src')).toEqual([expect.stringMatching(/^'nonce-[\w-]{43}'$/)])
  }
  const blocked = await page.evaluate(async () => {
    const beacon = new Promise<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective))
    })
    await fetch('http://localhost:9/collect').catch(() => undefined)
    return beacon
  })
  expect(blocked).toBe('connect-src')
  expect(alarms.taken().join()).toContain('connect-src')
})

test('[X20, X23] no key outlives its saving in the memory of the page’s scripts', async ({ page, world }) => {
  const { key } = world.simulator.control.createKey({ company: { name: 'Forgetful ApS' } })
  await aCustomer(page, world)
  const inspector = await page.context().newCDPSession(page)
  const holds = async (text: string): Promise<boolean> => {
    let heap = ''
    const note = ({ chunk }: { chunk: string }): void => {
      heap += chunk
    }
    inspector.on('HeapProfiler.addHeapSnapshotChunk', note)
    await inspector.send('HeapProfiler.collectGarbage')
    await inspector.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
    inspector.off('HeapProfiler.addHeapSnapshotChunk', note)
    return heap.includes(text)
  }
  await field(page).fill(key)
  expect(await holds(key)).toBe(true)
  await submit(page).click()
  await expect(heading(page)).toHaveText('Connected to Forgetful ApS')
  await expect.poll(() => holds(key)).toBe(false)
})

test('[D40] a key works on for months, through restarts, without anybody coming back', async ({ page, world }) => {
  const { key, company } = world.simulator.control.createKey({ company: { name: 'Patient Years ApS' } })
  const { connectionId, tenantId } = await aCustomer(page, world)
  await sends(page, key)
  await expect(heading(page)).toHaveText('Connected to Patient Years ApS')
  await page.close()
  for (let months = 0; months < 4; months += 1) {
    if (months % 2 === 0) {
      await world.stopServer('SIGTERM')
      await world.startServer()
    }
    await world.passTime(30 * DAY)
    expect(await world.tell(connectionId, 'check')).toMatchObject({
      state: 'connected',
      usable: true,
      account: { id: company.id },
      health: { state: 'healthy' },
    })
  }
  expect(await world.connectionsOf(tenantId)).toHaveLength(1)
})
