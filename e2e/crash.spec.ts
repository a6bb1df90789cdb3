import { scaled } from '@keyturn/scripts/scale'
import { expect, test, World } from './world.ts'

// What is held here holds each time, or it does not hold.
test.describe.configure({ retries: 0 })

const KILLS = scaled({ test: 10, verify: 100 })

/** A tenant of its own for each kill: a tenant's tries are limited. */
async function connected(world: World, kill: number) {
  const tenantId = `killed-${kill}`
  const { key, company } = world.simulator.control.createKey({ company: { name: `Killed ${kill} ApS` } })
  const { status } = await world.api('POST', '/v1/connections/import', { tenantId, provider: 'pleo', key })
  expect(status).toBe(201)
  return { session: await world.session({ tenantId }), company: { id: company.id } }
}

test('[C1] a server killed while a key is checked is either connected with it or exactly as before, and the page says which', async ({
  page,
}) => {
  test.setTimeout(KILLS * 15_000 + 60_000)
  const world = await World.start()
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { session, company } = await connected(world, kill)
      const before = await world.connection(session.connectionId)
      await page.goto(session.url)
      const address = page.url()
      const key = world.key({ company })
      // Half of them die while Pleo has not answered yet, the others somewhere between the answer and the end.
      if (kill % 2 === 0) world.simulator.control.setBehaviour({ key, behaviour: 'slow', operation: 'introspect' })
      const asked = world.simulator.control.requests().last
      await page.goto(`${address}?view=replace`)
      await page.getByLabel(/^API key/).fill(key)
      await page.getByRole('button', { name: 'Save new key' }).click()
      await expect.poll(() => world.simulator.control.requests(asked).last, { intervals: [1] }).toBeGreaterThan(asked)
      await world.stopServer('SIGKILL')
      await world.startServer()

      const after = await world.connection(session.connectionId)
      expect(after).toMatchObject({ state: 'connected', usable: true, account: before.account })
      const swapped = after.credential?.id !== before.credential?.id
      expect(after.attempt?.issue?.code ?? null).toBe(swapped ? null : 'interrupted')
      await page.goto(address)
      await expect(page.locator('.chip:visible')).toContainText('Connected')
      const said = page.getByText('The check stopped before Pleo had answered')
      await expect(said.first()).toBeVisible({ visible: !swapped })
      expect((await world.tell(session.connectionId, 'check')).health.state).toBe('healthy')
    }
  } finally {
    await world.close()
  }
})
