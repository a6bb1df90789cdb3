import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connection, createdApiToken, createdConnectSession, problem } from '@keyturn/api'
import type { z } from '@keyturn/api'
import { startSimulator } from '@keyturn/pleo-simulator'
import type { Simulator } from '@keyturn/pleo-simulator'
import { vi } from 'vitest'
import { readConfig } from '../../boot/config.ts'
import { createLog } from '../../boot/log.ts'
import { startServer } from '../../boot/start-server.ts'
import type { RunningServer } from '../../boot/start-server.ts'
import { generateApiToken } from '../../vault/api-token.ts'
import { createMasterKeyFile } from '../../vault/master-key.ts'

/** A whole server answers each of these tests, on machines that do other work as well. */
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const CLIENT_ID = '5d0f5c1e-8f1b-4b57-9c36-acb00c500001'
export const SCOPES = ['export-jobs:read', 'export-jobs:write', 'tag-groups:read', 'companies:read']

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface Wish {
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
  /** Null: none. Left out: the one with all scopes. */
  readonly token?: string | null
}

type NewKey = NonNullable<Parameters<Simulator['control']['createKey']>[0]>

/** A tenant nobody else has, so that tests do not meet. */
export const aTenant = (): string => `acme-${randomBytes(6).toString('hex')}`
/** Well-formed and nobody's. */
export const aRandomId = (prefix: string): string => prefix + randomBytes(16).toString('base64url')

export const problemOf = (answer: Answer): z.infer<typeof problem> => problem.parse(JSON.parse(answer.text))
export const connectionOf = (answer: Answer): z.infer<typeof connection> => connection.parse(JSON.parse(answer.text))

/** The real server on its own data, and the stand-in for Pleo. No answer of it may hold a key that was made here. */
export class RunningKeyturn implements AsyncDisposable {
  readonly token: string
  readonly simulator: Simulator
  readonly server: RunningServer
  readonly #folder: string
  readonly #printed: string[]
  readonly #keys: string[] = []

  private constructor(
    parts: Pick<RunningKeyturn, 'token' | 'simulator' | 'server'>,
    folder: string,
    printed: string[],
  ) {
    this.token = parts.token
    this.simulator = parts.simulator
    this.server = parts.server
    this.#folder = folder
    this.#printed = printed
  }

  /** @param settings beside or in place of the usual ones */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<RunningKeyturn> {
    const folder = await mkdtemp(join(tmpdir(), 'keyturn-http-'))
    const masterKeyFile = join(folder, 'keys/master.key')
    createMasterKeyFile(masterKeyFile)
    const simulator = await startSimulator({ clientId: CLIENT_ID, scopes: SCOPES, ratePerMinute: null })
    const token = generateApiToken()
    const printed: string[] = []
    const config = readConfig({
      KEYTURN_PORT: '0',
      KEYTURN_DATABASE_URL: `file:${join(folder, 'data/keyturn.db')}`,
      KEYTURN_MASTER_KEY_FILE: masterKeyFile,
      KEYTURN_API_TOKEN: token,
      KEYTURN_PRODUCT_NAME: 'Acme Books',
      KEYTURN_SUPPORT_URL: 'https://acme.example/support',
      KEYTURN_ALLOW_HTTP_PROVIDERS: 'loopback',
      KEYTURN_PLEO_BASE_URL: simulator.url,
      KEYTURN_PLEO_CLIENT_ID: CLIENT_ID,
      KEYTURN_PLEO_REQUIRED_SCOPES: SCOPES.join(' '),
      KEYTURN_LOG_LEVEL: 'trace',
      ...settings,
    })
    const server = await startServer(config, createLog('trace', { write: (line) => void printed.push(line) }))
    return new RunningKeyturn({ token, simulator, server }, folder, printed)
  }

  /** How many lines of the log say this. */
  logged(text: string): number {
    return this.#printed.filter((line) => line.includes(text)).length
  }

  get port(): number {
    return this.server.port
  }

  async call(method: string, path: string, { body, headers = {}, token = this.token }: Wish = {}): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = { status: response.status, headers: response.headers, text: await response.text() }
    if (this.holdsKey(answer.text + JSON.stringify([...answer.headers]))) {
      throw new Error(`The answer to ${method} ${path} holds a key.`)
    }
    return answer
  }

  /** A key of the stand-in, watched for from now on. */
  key(wish: NewKey = {}) {
    const issued = this.simulator.control.createKey(wish)
    this.#keys.push(issued.key)
    return issued
  }

  holdsKey(text: string): boolean {
    return this.#keys.some((key) => text.includes(key))
  }

  get printed(): string {
    return this.#printed.join('')
  }

  /** Every byte the server has on disk, as Latin-1. */
  async stored(): Promise<string> {
    const data = join(this.#folder, 'data')
    const files = await readdir(data)
    return (await Promise.all(files.map((file) => readFile(join(data, file), 'latin1')))).join('')
  }

  async session(fields: object): Promise<z.infer<typeof createdConnectSession>> {
    const answer = await this.call('POST', '/v1/connect-sessions', { body: { provider: 'pleo', ...fields } })
    return createdConnectSession.parse(JSON.parse(answer.text))
  }

  import(tenantId: string, key: string, fields: object = {}, wish: Wish = {}): Promise<Answer> {
    return this.call('POST', '/v1/connections/import', {
      ...wish,
      body: { tenantId, provider: 'pleo', key, ...fields },
    })
  }

  /** A connection with a good key. */
  async connected(tenantId: string, fields: object = {}) {
    const issued = this.key()
    return { connection: connectionOf(await this.import(tenantId, issued.key, fields)), issued }
  }

  async apiToken(fields: object): Promise<z.infer<typeof createdApiToken>> {
    const body = { name: 'a test', scopes: ['read', 'write'], ...fields }
    return createdApiToken.parse(JSON.parse((await this.call('POST', '/v1/api-tokens', { body })).text))
  }

  async connection(id: string): Promise<z.infer<typeof connection>> {
    return connectionOf(await this.call('GET', `/v1/connections/${id}`))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close()
    await this.simulator.close()
    await rm(this.#folder, { recursive: true, force: true })
  }
}
