import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { createLog } from './log.ts'
import { startDemo } from './start-dev.ts'
import type { RunningDemo } from './start-dev.ts'

vi.setConfig({ testTimeout: 60_000 })

/** One that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** What Marie reads on the Pleo page of Acme Books. */
async function pleoPage({ exampleUrl }: RunningDemo): Promise<string> {
  const form = new URLSearchParams({ email: 'marie@acme.example', password: 'open-the-books', next: '/' })
  const headers = { 'sec-fetch-site': 'same-origin' }
  const signedIn = await fetch(`${exampleUrl}/sign-in`, { method: 'POST', body: form, headers, redirect: 'manual' })
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const page = await fetch(`${exampleUrl}/settings/integrations/pleo`, { headers: { cookie } })
  return (await page.text()).replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')
}

async function connect({ keyturnUrl, simulatorUrl }: RunningDemo, apiToken: string): Promise<void> {
  const made = await fetch(`${simulatorUrl}/_simulator/keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  const { key } = (await made.json()) as { key: string }
  const answer = await fetch(`${keyturnUrl}/v1/connections/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ tenantId: 'acme-42', provider: 'pleo', key }),
  })
  expect(answer.status).toBe(201)
}

it('starts Keyturn, the stand-in and an example product that hears by webhook what happens, as often as it is started', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-dev-'))
  const ports = { keyturn: await freePort(), simulator: await freePort(), example: await freePort() }
  const start = () => startDemo({}, folder, ports, createLog('silent', 'stdout'))
  try {
    const first = await start()
    expect(await pleoPage(first)).not.toContain('Nightly sync')
    await connect(first, first.apiToken)
    await vi.waitFor(async () => expect(await pleoPage(first)).toContain('Nightly sync: on'), { timeout: 20_000 })
    await first.close()
    const second = await start()
    const disconnect = await fetch(`${second.keyturnUrl}/v1/connections?tenantId=acme-42`, {
      headers: { authorization: `Bearer ${second.apiToken}` },
    })
    const { data } = (await disconnect.json()) as { data: { id: string }[] }
    await fetch(`${second.keyturnUrl}/v1/connections/${data[0]?.id}/disconnect`, {
      method: 'POST',
      headers: { authorization: `Bearer ${second.apiToken}` },
    })
    await vi.waitFor(async () => expect(await pleoPage(second)).toContain('Nightly sync: paused'), { timeout: 20_000 })
    await second.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
