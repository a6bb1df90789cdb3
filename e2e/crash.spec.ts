import { scaled } from '@keyturn/scripts/scale'
import { expect, test, World } from './world.ts'

const KILLS = scaled({ test: 10, verify: 100 })

test('[C1] a server killed while a key is checked is either connected with it or exactly as before, and says which', async () => {
  test.setTimeout(KILLS * 15_000 + 60_000)
  const world = await World.start()
  try {
    const { connectionId } = await world.session({ tenantId: 'killed' })
    const company = { name: 'Killed ApS', id: '7a0c2f5e-91d4-4f0e-8a39-2f4d1c6b8e10' }
    const first = world.key({ company })
    await world.api('POST', '/v1/connections/import', { tenantId: 'killed', provider: 'pleo', key: first })
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = await world.connection(connectionId)
      const importing = world
        .api('POST', '/v1/connections/import', { tenantId: 'killed', provider: 'pleo', key: world.key({ company }) })
        .catch(() => null)
      await new Promise((resolve) => setTimeout(resolve, kill * 4))
      await world.stopServer('SIGKILL')
      await importing
      await world.startServer()
      const after = await world.connection(connectionId)
      expect(after.state).toBe('connected')
      expect(after.usable).toBe(true)
      const swapped = after.credential.id !== before.credential.id
      if (swapped) expect(after.attempt).toBeNull()
      else if (after.attempt !== null) expect(after.attempt.issue.code).toBe('interrupted')
      const checked = (await world.api('POST', `/v1/connections/${connectionId}/check`)).json
      expect(checked.health.state).toBe('healthy')
    }
  } finally {
    await world.close()
  }
})
