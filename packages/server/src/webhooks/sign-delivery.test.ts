import { Webhook } from 'standardwebhooks'
import { expect, it } from 'vitest'
import { Secret } from '../domain/secret.ts'
import { anId, sealed } from '../storage/contract/fixtures.ts'
import { signedHeaders } from './sign-delivery.ts'

const AT = Date.now()
const BODY = '{"type":"connection.connected"}'

it('a delivery is signed with each secret at its second, and each secret is wiped then', async () => {
  const opened: Secret[] = []
  const vault = {
    openSigningSecret: async () => {
      const secret = new Secret(Buffer.alloc(32, 1 + opened.length))
      opened.push(secret)
      return secret
    },
  }
  const message = { id: 'evt_1', at: AT, body: BODY }
  const headers = await signedHeaders(vault, anId('webhookEndpoint'), [sealed('new'), sealed('old')], message)
  expect(headers['webhook-timestamp']).toBe(String(Math.floor(AT / 1_000)))
  for (const value of [1, 2]) {
    const receiver = new Webhook(Buffer.alloc(32, value), { format: 'raw' })
    expect(receiver.verify(BODY, { ...headers })).toEqual(JSON.parse(BODY))
  }
  expect(opened.map((secret) => secret.use((bytes) => bytes.every((byte) => byte === 0)))).toEqual([true, true])
})
