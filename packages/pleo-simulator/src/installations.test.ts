import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { ACME } from './companies.ts'
import { magicKey } from './magic-keys.ts'
import { startSimulator } from './simulator.ts'

const Listed = z.object({
  installations: z.array(z.object({ resource: z.string(), status: z.string(), metadata: z.unknown() })),
})

it('lists an installation from when it is made until it is deleted', async () => {
  const simulator = await startSimulator()
  onTestFinished(() => simulator.close())
  const listed = async () =>
    Listed.parse(await (await fetch(`${simulator.url}/_simulator/installations`)).json()).installations
  const call = (method: string, body?: object): Promise<Response> =>
    fetch(`${simulator.url}/v1/installations/me`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${magicKey('ok')}:`).toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

  expect(await listed()).toEqual([])
  const metadata = { externalConfigurationId: 'conn_1' }
  await call('POST', { status: 'PENDING_INTEGRATION', metadata })
  const resource = `urn:pleo:company:${ACME.id}`
  expect(await listed()).toEqual([{ resource, status: 'PENDING_INTEGRATION', metadata }])
  await call('PUT', { status: 'ACTIVATED' })
  expect(await listed()).toEqual([{ resource, status: 'ACTIVATED', metadata }])
  expect(simulator.control.installations().installations).toHaveLength(1)
  await call('DELETE')
  expect(await listed()).toEqual([])
})
