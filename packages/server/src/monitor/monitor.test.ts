import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { parseId, parseTenantId } from '../domain/ids.ts'
import { aTenant, RunningKeyturn } from '../http/testing/running-keyturn.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start({
    KEYTURN_CHECK_INTERVAL: '2s',
    KEYTURN_CONFIRM_AFTER: '1s,1s,1s',
    KEYTURN_PLEO_BUDGET: '60000',
  })
})
afterAll(() => keyturn[Symbol.asyncDispose]())

const connectionOf = async (tenantId: string, id: string) => {
  const found = await keyturn.server.engine.stores.connections.find(parseTenantId(tenantId), parseId('connection', id))
  if (found === undefined) throw new Error('it is there')
  return found
}

it('finds a revoked key without anybody looking, and takes it back when the key is good again', async () => {
  const tenantId = aTenant()
  const { connection, issued } = await keyturn.connected(tenantId)
  const others = await Promise.all(Array.from({ length: 6 }, () => keyturn.connected(aTenant())))
  keyturn.simulator.control.setBehaviour({ key: issued.key, behaviour: 'unauthorized' })
  await vi.waitFor(
    async () => {
      expect(await connectionOf(tenantId, connection.id)).toMatchObject({
        standing: 'action_required',
        issue: { code: 'key_revoked' },
      })
    },
    { timeout: 15_000, interval: 200 },
  )
  for (const other of others) {
    const { standing } = await connectionOf(other.connection.tenantId, other.connection.id)
    expect(standing).toBe('connected')
  }
  keyturn.simulator.control.setBehaviour({ key: issued.key, behaviour: 'ok' })
  await vi.waitFor(async () => expect((await connectionOf(tenantId, connection.id)).standing).toBe('connected'), {
    timeout: 15_000,
    interval: 200,
  })
  const trail = await keyturn.server.engine.stores.connections.timeline(
    parseTenantId(tenantId),
    parseId('connection', connection.id),
    9,
  )
  expect(trail.slice(0, 2).map(({ action }) => action)).toEqual(['connection.recovered', 'connection.action_required'])
})
