import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createMasterKeyFile } from '../vault/master-key.ts'
import { generateApiToken } from '../vault/api-token.ts'
import type { Log } from '../engine/ports/log.ts'
import { readConfig } from './config.ts'
import type { Environment } from './config.ts'
import { demoWebhook } from './demo-webhook.ts'
import { startServer } from './start-server.ts'

export interface RunningDemo {
  readonly keyturnUrl: string
  readonly simulatorUrl: string
  readonly exampleUrl: string
  /** With all scopes, for as long as this runs. */
  readonly apiToken: string
  close(): Promise<void>
}

export interface DemoPorts {
  readonly keyturn: number
  readonly simulator: number
  readonly example: number
}

export const DEMO_PORTS: DemoPorts = { keyturn: 4_500, simulator: 4_501, example: 4_502 }

const SCOPES = ['export-jobs:read', 'export-jobs:write', 'tag-groups:read', 'companies:read']
const PRODUCT = 'Acme Books'
/** What the stand-in names as the integration’s client. */
const CLIENT_ID = '5d0f5c1e-8f1b-4b57-9c36-acb00c500001'

/**
 * Everything on one machine: the server, the stand-in for Pleo, and an example product on `localhost` that uses both.
 * The master key is a file of its own outside the data folder, made on the first start.
 *
 * @param folder for data and keys; `data/` and `.keyturn/` are made in it
 */
export async function startDemo(
  environment: Environment,
  folder: string,
  ports: DemoPorts,
  log: Log,
): Promise<RunningDemo> {
  const { startSimulator } = await import('@keyturn/pleo-simulator')
  const { startAcmeBooks, webhookUrlOf } = await import('@keyturn/example-acme-books')
  const masterKeyFile = environment['KEYTURN_MASTER_KEY_FILE'] ?? join(folder, '.keyturn/master.key')
  if (!existsSync(masterKeyFile)) createMasterKeyFile(masterKeyFile)

  const closing: (() => Promise<void>)[] = []
  const closeAll = async (): Promise<void> => {
    for (const close of closing.toReversed()) await close()
  }
  try {
    const exampleUrl = `http://localhost:${ports.example}`
    const simulator = await startSimulator({
      port: ports.simulator,
      integrationName: PRODUCT,
      goToUrl: `${exampleUrl}/connect/pleo`,
      clientId: CLIENT_ID,
      scopes: SCOPES,
    })
    closing.push(() => simulator.close())
    const apiToken = generateApiToken()
    const config = readConfig({
      KEYTURN_PORT: String(ports.keyturn),
      KEYTURN_DATABASE_URL: `file:${join(folder, 'data/keyturn.db')}`,
      KEYTURN_PRODUCT_NAME: PRODUCT,
      KEYTURN_PRODUCT_PATH: 'Settings › Integrations › Pleo',
      KEYTURN_SUPPORT_URL: `${exampleUrl}/support`,
      KEYTURN_ALLOW_HTTP_PROVIDERS: 'loopback',
      KEYTURN_CHECK_INTERVAL: '30s',
      KEYTURN_CONFIRM_AFTER: '2s,4s,6s',
      KEYTURN_MAIL_AFTER: '5s',
      KEYTURN_PLEO_BASE_URL: simulator.url,
      KEYTURN_PLEO_CLIENT_ID: CLIENT_ID,
      KEYTURN_PLEO_REQUIRED_SCOPES: SCOPES.join(' '),
      KEYTURN_PLEO_APP_URL: simulator.url,
      ...environment,
      KEYTURN_MASTER_KEY_FILE: masterKeyFile,
      KEYTURN_API_TOKEN: apiToken,
    })
    const server = await startServer(config, log)
    closing.push(() => server.close())
    const keyturnUrl = `http://127.0.0.1:${server.port}`
    const webhookSecret = await demoWebhook(keyturnUrl, apiToken, webhookUrlOf(exampleUrl))
    const example = await startAcmeBooks({
      port: ports.example,
      publicUrl: exampleUrl,
      keyturnUrl: config.publicUrl,
      keyturnToken: apiToken,
      webhookSecret,
    })
    closing.push(() => example.close())
    return { keyturnUrl: config.publicUrl, simulatorUrl: simulator.url, exampleUrl, apiToken, close: closeAll }
  } catch (error) {
    await closeAll()
    throw error
  }
}
