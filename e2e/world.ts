import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { startAcmeBooks } from '@keyturn/example-acme-books'
import type { AcmeBooks } from '@keyturn/example-acme-books'
import { startSimulator } from '@keyturn/pleo-simulator'
import type { Simulator } from '@keyturn/pleo-simulator'
import { connection, connectionList, createdConnectSession } from '@keyturn/api'
import type { z } from '@keyturn/api'
import { Alarms } from './alarms.ts'

const ROOT = join(import.meta.dirname, '..')
const KEYTURN = [
  '--conditions=@keyturn/source',
  '--import',
  join(ROOT, 'scripts/jsx.mjs'),
  join(ROOT, 'packages/server/src/cli/main.ts'),
]
const SHIFTED_CLOCK = ['--import', join(import.meta.dirname, 'shifted-clock.ts')]
const CLIENT_ID = '5d0f5c1e-8f1b-4b57-9c36-acb00c500001'
const SCOPES = ['export-jobs:read', 'export-jobs:write', 'tag-groups:read', 'companies:read']
/** After this a person who asks for a check gets one, and not what the last one found. */
export const SOON_AGAIN = 10_000
const READY_WITHIN_MS = 60_000

type Connection = z.infer<typeof connection>

/** Everything a story needs: the real server as a process of its own, the stand-in for Pleo, the example product. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'keyturn-e2e-'))
  readonly token: string
  readonly simulator: Simulator
  readonly acme: AcmeBooks
  readonly url: string
  /** Everything the server printed. */
  printed = ''
  readonly #settings: Readonly<Record<string, string>>
  #server: ChildProcess | null = null
  #aheadMs = 0

  private constructor(
    { simulator, acme, url, token }: Pick<World, 'simulator' | 'acme' | 'url' | 'token'>,
    settings: Readonly<Record<string, string>>,
  ) {
    this.#settings = settings
    this.token = token
    this.simulator = simulator
    this.acme = acme
    this.url = url
  }

  /** @param settings beside or in place of the usual ones */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<World> {
    const url = `http://127.0.0.1:${await freePort()}`
    const acmePort = await freePort()
    const acmeUrl = `http://localhost:${acmePort}`
    const simulator = await startSimulator({ clientId: CLIENT_ID, scopes: SCOPES, goToUrl: `${acmeUrl}/connect/pleo` })
    const token = bootstrapToken()
    const acme = await startAcmeBooks({ port: acmePort, publicUrl: acmeUrl, keyturnUrl: url, keyturnToken: token })
    const world = new World({ simulator, acme, url, token }, settings)
    mkdirSync(join(world.folder, 'keys'))
    writeFileSync(join(world.folder, 'keys/master.key'), randomBytes(32).toString('base64'), { mode: 0o600 })
    try {
      await world.startServer()
    } catch (error) {
      await world.close()
      throw error
    }
    return world
  }

  async startServer(): Promise<void> {
    const server = spawn(process.execPath, [...SHIFTED_CLOCK, ...KEYTURN, 'start'], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'] ?? '', AHEAD_MS: String(this.#aheadMs), ...this.environment() },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    const endWithUs = (): void => {
      server.kill('SIGKILL')
    }
    process.once('exit', endWithUs)
    server.once('exit', () => process.off('exit', endWithUs))
    this.#server = server
    const note = (chunk: Buffer): void => {
      this.printed += chunk.toString('utf8')
    }
    server.stdout?.on('data', note)
    server.stderr?.on('data', note)
    await this.#ready(server)
  }

  environment(): Record<string, string> {
    return {
      KEYTURN_PORT: new URL(this.url).port,
      KEYTURN_PUBLIC_URL: this.url,
      KEYTURN_DATABASE_URL: `file:${join(this.folder, 'data/keyturn.db')}`,
      KEYTURN_MASTER_KEY_FILE: join(this.folder, 'keys/master.key'),
      KEYTURN_API_TOKEN: this.token,
      KEYTURN_PRODUCT_NAME: 'Acme Books',
      KEYTURN_PRODUCT_PATH: 'Settings › Integrations › Pleo',
      KEYTURN_SUPPORT_URL: `${this.acme.url}/support`,
      KEYTURN_ALLOW_HTTP_PROVIDERS: 'loopback',
      KEYTURN_PLEO_BASE_URL: this.simulator.url,
      KEYTURN_PLEO_CLIENT_ID: CLIENT_ID,
      KEYTURN_PLEO_REQUIRED_SCOPES: SCOPES.join(' '),
      KEYTURN_PLEO_APP_URL: this.simulator.url,
      KEYTURN_LOG_LEVEL: 'trace',
      ...this.#settings,
    }
  }

  async #ready(server: ChildProcess): Promise<void> {
    const until = Date.now() + READY_WITHIN_MS
    while (Date.now() < until) {
      if (server.exitCode !== null) throw new Error(`The server ended: ${this.printed}`)
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined)
      if (answer?.ok) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`The server was not ready in time: ${this.printed}`)
  }

  /** Ends the server. `SIGKILL`: as a crash does. */
  async stopServer(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const server = this.#server
    if (server === null || server.exitCode !== null || server.signalCode !== null) return
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill(signal)
    await ended
    this.#server = null
  }

  /** Lets time pass on the server's clock. The browser's stays, as those of real browsers differ. */
  async passTime(ms: number): Promise<void> {
    const server = this.#server
    if (server === null) throw new Error('There is no server whose time could pass.')
    this.#aheadMs += ms
    const moved = new Promise((resolve) => server.once('message', resolve))
    server.send(this.#aheadMs)
    await moved
  }

  /** Lets a story have its own dead key: three that are in doubt within minutes, whoever's, would be a storm. */
  async apart(): Promise<void> {
    await this.passTime(10 * 60_000)
  }

  /** A call of the integrator's back end. */
  async api(method: string, path: string, body?: object): Promise<{ readonly status: number; readonly text: string }> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, text: await response.text() }
  }

  /** A page for one customer. */
  async session(fields: object = {}): Promise<z.infer<typeof createdConnectSession>> {
    const { text } = await this.api('POST', '/v1/connect-sessions', {
      tenantId: 'acme-42',
      provider: 'pleo',
      label: 'Acme DK, main ledger',
      user: { id: 'u-7', name: 'Marie Holm' },
      returnUrl: `${this.acme.url}/settings/integrations?tab=pleo`,
      ...fields,
    })
    return createdConnectSession.parse(JSON.parse(text))
  }

  async connection(id: string): Promise<Connection> {
    return connection.parse(JSON.parse((await this.api('GET', `/v1/connections/${id}`)).text))
  }

  async connectionsOf(tenantId: string): Promise<readonly Connection[]> {
    const { text } = await this.api('GET', `/v1/connections?tenantId=${tenantId}`)
    return connectionList.parse(JSON.parse(text)).data
  }

  /** What an integrator's back end does to a connection. @returns it afterwards */
  async tell(id: string, what: 'check' | 'disconnect'): Promise<Connection> {
    return connection.parse(JSON.parse((await this.api('POST', `/v1/connections/${id}/${what}`)).text))
  }

  /** A key of the stand-in. */
  key(wish: Parameters<Simulator['control']['createKey']>[0] = {}): string {
    return this.simulator.control.createKey(wish).key
  }

  async close(): Promise<void> {
    await this.stopServer('SIGTERM')
    await this.acme.close()
    await this.simulator.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

let generated: string | undefined
/** One is enough for all worlds of a process: none knows another's server. */
const bootstrapToken = (): string =>
  (generated ??= execFileSync(process.execPath, [...KEYTURN, 'tokens', 'generate'], { encoding: 'utf8' }).trim())

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

export const test = base.extend<{ alarms: Alarms }, { world: World }>({
  /** What browsers said against the pages. A test that provokes it takes it out; anything left fails the test. */
  alarms: [
    async ({ browser }, use) => {
      using alarms = new Alarms(browser)
      await use(alarms)
      expect(alarms.taken()).toEqual([])
    },
    { auto: true },
  ],
  world: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the parameter's pattern
    async ({}, use) => {
      // Stories count what the provider is asked: nothing but they asks it in a shared world.
      const world = await World.start({ KEYTURN_CHECK_INTERVAL: '24h' })
      await use(world)
      await world.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

export { expect }
