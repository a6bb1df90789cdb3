import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../boot/config.ts'
import { createLog } from '../boot/log.ts'
import { openEngine } from '../boot/open-engine.ts'
import { connectedCompany } from '../testing/fleet-rows.ts'
import { stubSettings } from '../testing/stub-settings.ts'
import { createMasterKeyFile } from '../vault/master-key.ts'
import { systemRandom } from '../vault/random.ts'
import { runProgram } from './program.ts'

vi.setConfig({ testTimeout: 60_000 })

const PLACE = { provider: 'pleo', environment: 'custom' }

describe('keyturn incidents', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-incidents-'))
    createMasterKeyFile(join(folder, 'keys/master.key'))
    stubSettings(settings())
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })

  const settings = (): Record<string, string> => ({
    KEYTURN_DATABASE_URL: `file:${join(folder, 'data/keyturn.db')}`,
    KEYTURN_MASTER_KEY_FILE: join(folder, 'keys/master.key'),
    KEYTURN_ALLOW_HTTP_PROVIDERS: 'loopback',
    KEYTURN_PLEO_BASE_URL: 'http://127.0.0.1:9',
  })

  async function run(...args: readonly string[]) {
    const lines: string[] = []
    const complaints: string[] = []
    const code = await runProgram(['incidents', ...args], {
      say: (text) => void lines.push(text),
      complain: (text) => void complaints.push(text),
    })
    return { code, said: lines.join('\n'), complaint: complaints.join('\n') }
  }

  /** As a server sees it and writes it down. */
  async function aStormWasSeen(): Promise<void> {
    const opened = await openEngine(readConfig(settings()), 'server', createLog('silent', 'stdout'))
    for (let left = 3; left > 0; left -= 1) {
      opened.engine.noticing.observe(PLACE, {
        kind: 'checked',
        id: systemRandom.id('connection'),
        evidence: { weighs: 'refusal', kind: 'unauthorized', details: {} },
        role: 'turned',
      })
    }
    await opened.close()
  }

  it('list says that nothing goes on, and decide that there is nothing to decide', async () => {
    expect(await run('list')).toMatchObject({
      code: 0,
      said: [
        'pleo (custom) refuses no more keys than usual.',
        'Each key is asked about every 15 min, as KEYTURN_CHECK_INTERVAL says.',
      ].join('\n'),
    })
    expect(await run('decide', 'refused')).toEqual({
      code: 1,
      said: '',
      complaint: 'pleo (custom) refuses no more keys than usual: there is nothing to decide.',
    })
    expect((await run('decide', 'perhaps')).code).toBe(2)
  })

  it('list says how often keys are asked about where there are more than the budget allows', async () => {
    stubSettings({ ...settings(), KEYTURN_CHECK_INTERVAL: '5s', KEYTURN_PLEO_BUDGET: '5' })
    const opened = await openEngine(readConfig(settings()), 'server', createLog('silent', 'stdout'))
    const { stores, vault, clock } = opened.engine
    for (const number of [1, 2, 3]) {
      const now = clock.now()
      const live = connectedCompany({ number, now, connectedAt: now, nextCheckAt: now, tenants: 9 })
      await stores.connections.insert(live, await vault.stateMac(live), { events: [], audit: [] })
    }
    await opened.close()
    expect((await run('list')).said).toContain(
      'Each key is asked about every 46 s: there are 3, and KEYTURN_PLEO_BUDGET allows no more. KEYTURN_CHECK_INTERVAL says 5 s.',
    )
    expect(JSON.parse((await run('list', '--json')).said)).toMatchObject([
      { checks: { intervalSeconds: 45.9, heldBy: 'budget', keys: 3 } },
    ])
  })

  it('list says what goes on and since when, and decide ends it', async () => {
    await aStormWasSeen()
    const { said } = await run('list')
    expect(said).toContain('refuses so many keys that nobody is blamed.')
    expect(said).toMatch(/refuses all keys +\d{4}-\d\d-\d\dT\S+ +lasts/)
    expect(await run('decide', 'refused')).toMatchObject({ code: 0 })
    const after: unknown = JSON.parse((await run('list', '--json')).said)
    expect(after).toMatchObject([{ ...PLACE, phase: 'genuine', incidents: [{ kind: 'provider_refusing_all' }] }])
    expect(after).not.toMatchObject([{ incidents: [{ overAt: null }] }])
    expect(await run('decide', 'refused')).toMatchObject({ code: 1 })
    expect(await run('decide', 'false_alarm')).toMatchObject({ code: 0 })
    expect((await run('list')).said).toContain('refuses no more keys than usual.')
  })
})
