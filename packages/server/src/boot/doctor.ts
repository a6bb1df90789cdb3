import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { RefusedBaseUrl } from '../egress/origin.ts'
import { reach } from '../egress/reach.ts'
import { inspectSqlite } from '../storage/inspect-sqlite.ts'
import type { Inspection } from '../storage/inspect-sqlite.ts'
import { isApiToken } from '../vault/api-token.ts'
import { isMasterKeyOf } from '../vault/instance-secrets.ts'
import { MasterKeyRefused } from '../vault/vault-errors.ts'
import { localMasterKey } from '../vault/wrap.ts'
import type { MasterKey } from '../vault/wrap.ts'
import { AssetsMissing, loadAssets } from './assets.ts'
import { ConfigFaults, readConfig } from './config.ts'
import type { Config, Environment } from './config.ts'
import { withDeadline } from '../engine/deadline.ts'
import type { SmtpFault } from '../notify/smtp.ts'
import { readMasterKey } from './open-engine.ts'
import { processFaults } from './process-guard.ts'
import { systemClock } from './system-clock.ts'

export interface Finding {
  /** `mend`: Keyturn cannot start like this, or must not. */
  readonly level: 'ok' | 'warn' | 'mend'
  /** One line: what is so, and where it is not well what to do. Never a value of a secret setting. */
  readonly text: string
}

const ok = (text: string): Finding => ({ level: 'ok', text })
const warn = (text: string): Finding => ({ level: 'warn', text })
const mend = (text: string): Finding => ({ level: 'mend', text })

/** Looks at everything a start needs, and changes nothing. Works beside a running server. */
export async function examine(environment: Environment, execArgv: readonly string[]): Promise<readonly Finding[]> {
  const loud = processFaults(environment, execArgv).map((fault) => mend(`${fault} Take it away.`))
  const config = configOrFaults(environment)
  if (config instanceof ConfigFaults) return [...config.faults.map(mend), ...loud]
  const masterKey = masterKeyOrRefusal(config)
  return [
    ok('Settings: each is known and none contradicts another.'),
    ...loud,
    ...settingsFindings(config),
    ...(await pagesFindings()),
    ...(masterKey instanceof MasterKeyRefused ? [mend(masterKey.message)] : [ok('Master key: readable.')]),
    ...(await databaseFindings(config, masterKey)),
    await providerFinding(config),
    ...(await mailFindings(config)),
  ]
}

function configOrFaults(environment: Environment): Config | ConfigFaults {
  try {
    return readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigFaults) return error
    throw error
  }
}

function masterKeyOrRefusal(config: Config): MasterKey | MasterKeyRefused {
  try {
    return localMasterKey(readMasterKey(config))
  } catch (error) {
    if (error instanceof MasterKeyRefused) return error
    throw error
  }
}

const ANYBODYS_KEY = 'KEYTURN_PLEO_CLIENT_ID'

/** What may be said of settings that are in themselves in order. */
export function settingsFindings(config: Config): readonly Finding[] {
  const { apiToken, publicUrl, pleo, warnings } = config
  const inProduction = pleo.environment === 'production'
  const isSafe = publicUrl.startsWith('https:')
  return [
    isSafe
      ? ok(`Public URL: ${publicUrl}.`)
      : warn(`Public URL: ${publicUrl} is good on this machine only. For customers set KEYTURN_PUBLIC_URL to https.`),
    ...(apiToken === null || isApiToken(apiToken)
      ? []
      : [mend('KEYTURN_API_TOKEN is not an API token. Make one: keyturn tokens generate.')]),
    ...warnings.map((warning) =>
      inProduction && warning.startsWith(ANYBODYS_KEY)
        ? mend(`${warning} Set it to your integration’s client at Pleo.`)
        : warn(warning),
    ),
  ]
}

async function pagesFindings(): Promise<readonly Finding[]> {
  try {
    await loadAssets()
    return [ok('Customer pages: built.')]
  } catch (error) {
    if (error instanceof AssetsMissing) return [mend(error.message)]
    throw error
  }
}

async function databaseFindings(
  { databaseFile }: Config,
  masterKey: MasterKey | MasterKeyRefused,
): Promise<readonly Finding[]> {
  const found = await inspectSqlite({ file: databaseFile, clock: systemClock })
  if (found.kind === 'absent') return [absentFinding(databaseFile)]
  if (found.kind === 'no_database') {
    return [mend(`Database: ${databaseFile} cannot be read as one. Restore a backup, or name another file.`)]
  }
  return [
    ok(found.server === 'running' ? 'Server: running on this database.' : 'Server: none is running on this database.'),
    WRITES[found.writes],
    found.damage.length === 0
      ? ok('Database: whole.')
      : mend(
          `Database: damaged (${found.damage.join('; ').replaceAll('\n', ' ')}). Stop the server, restore a backup.`,
        ),
    schemaFinding(found.schema),
    ...(await keyFindings(found.sentinel, masterKey)),
  ]
}

type Found = Extract<Inspection, { kind: 'database' }>

const WRITES: Readonly<Record<Found['writes'], Finding>> = {
  possible: ok('Database: can be written.'),
  busy: warn('Database: somebody else has been writing for seconds. Run this again; find who holds it if that stays.'),
  refused: mend('Database: cannot be written. Give the user that runs Keyturn its file and folder.'),
}

function schemaFinding(schema: Found['schema']): Finding {
  if (schema === 'newest') return ok('Schema: the newest.')
  if (schema === 'behind') return warn('Schema: older than this release. The next start brings it up; back up first.')
  return mend(`Schema: ${schema.message}`)
}

async function keyFindings(
  sentinel: Uint8Array | null,
  masterKey: MasterKey | MasterKeyRefused,
): Promise<readonly Finding[]> {
  if (sentinel === null || masterKey instanceof MasterKeyRefused) return []
  if (await isMasterKeyOf(masterKey, sentinel)) return [ok('Master key: the one this database was sealed with.')]
  return [mend('Master key: not the one this database was sealed with. Find that one; a new key opens nothing.')]
}

/** Nothing is made here: is there a place where the first start can make it? */
function absentFinding(file: string): Finding {
  let folder = dirname(file)
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder)
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return ok(`Database: none at ${file} yet. The first start makes it.`)
  } catch {
    return mend(`Database: none at ${file} yet, and ${folder} cannot be written to make it. Give Keyturn that folder.`)
  }
}

const UNMAILED: Readonly<Record<SmtpFault, string>> = {
  network: 'cannot be reached. Look at its name, port, DNS and firewall.',
  timeout: 'does not answer in time. Look at its port and the firewall.',
  tls: 'cannot be spoken to safely. smtps:// is TLS from the start (465), smtp:// is STARTTLS (587); its certificate must be valid.',
  login: 'does not take this user and password. Look at KEYTURN_SMTP_URL, characters in it percent-encoded.',
  sender: 'takes nothing from KEYTURN_MAIL_FROM.',
  not_smtp: 'is no mail server. Look at its port.',
  busy: 'takes no mail at the moment. Run this again; ask who runs it if that stays.',
}
const MAIL_ANSWERS_MS = 15_000

/** Goes as far as a mail would, and sends none. */
async function mailFindings({ mail }: Config): Promise<readonly Finding[]> {
  if (mail === null) return []
  const { examineSmtp } = await import('../notify/smtp.ts')
  const { server } = mail
  const named = `Mail server: ${server.host}:${server.port}`
  const fault = await withDeadline(systemClock, MAIL_ANSWERS_MS, (signal) => examineSmtp(server, signal))
  return [fault === null ? ok(`${named} answers. No mail was sent.`) : mend(`${named} ${UNMAILED[fault]}`)]
}

const UNREACHED = {
  timeout: 'does not answer. Look at firewall and proxy; Keyturn calls it directly.',
  network: 'cannot be reached. Look at its name, DNS and firewall.',
  tls: 'shows a certificate that is not valid for it. Look for what sits between.',
} as const

async function providerFinding({ pleo, allowPlainHttp }: Config): Promise<Finding> {
  const host = `Provider: ${pleo.baseUrl.host} (${pleo.environment})`
  try {
    const unreached = await reach(pleo.baseUrl, allowPlainHttp)
    return unreached === null ? ok(`${host} answers.`) : mend(`${host} ${UNREACHED[unreached]}`)
  } catch (error) {
    if (error instanceof RefusedBaseUrl) return mend(`KEYTURN_PLEO_BASE_URL: ${error.message}`)
    throw error
  }
}
