import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'
import { connectionState, connectionUsable } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import { MalformedValue } from '../domain/errors.ts'
import { parseId, parseReference, parseTenantId } from '../domain/ids.ts'
import type { ConnectionId, Reference, TenantId } from '../domain/ids.ts'
import { checkConnection } from '../engine/check-connection.ts'
import { connectionNow } from '../engine/connection-now.ts'
import { disconnectConnection } from '../engine/disconnect-connection.ts'
import { importKey } from '../engine/import-key.ts'
import type { EnginePorts } from '../engine/ports/engine-ports.ts'
import { NotFound, Refused } from '../engine/refusals.ts'
import { pastedKey } from '../boot/pasted-key.ts'
import { table } from './terminal.ts'
import type { Terminal } from './terminal.ts'
import { OPERATOR, withEngine } from './with-engine.ts'

const LISTED_AT_MOST = 200

interface ImportOptions {
  readonly tenant: TenantId
  readonly provider: string
  readonly reference: Reference
  readonly label?: string
  readonly account?: string
}

export function addConnectionCommands(program: Command, output: Terminal): void {
  const connections = program.command('connections').description('customers’ connections')

  connections
    .command('list')
    .description('the newest first')
    .option('--tenant <tenant>', 'of this tenant only', (value) => explained(() => parseTenantId(value)))
    .option('--json', 'print JSON')
    .action(async ({ tenant, json }: { tenant?: TenantId; json?: true }) => {
      const found = await withEngine(async (engine) => {
        const tenants = tenant === undefined ? null : [tenant]
        const stored = await engine.stores.fleet.list(tenants, {}, { after: null, limit: LISTED_AT_MOST })
        return stored.map((connection) => connectionNow(engine, connection, engine.clock.now()))
      })
      output.say(json ? JSON.stringify(found.map(shown)) : listed(found))
    })

  connections
    .command('show')
    .description('one connection')
    .argument('<id>', 'conn_…', readId)
    .action(async (id: ConnectionId) => {
      const connection = await withEngine(async (engine) =>
        connectionNow(engine, await findAnywhere(engine, id), engine.clock.now()),
      )
      output.say(JSON.stringify(shown(connection), null, 2))
    })

  connections
    .command('check')
    .description('ask the provider about the stored key now, once')
    .argument('<id>', 'conn_…', readId)
    .action(async (id: ConnectionId) => {
      const connection = await withEngine(async (engine) => {
        const { tenantId } = await findAnywhere(engine, id)
        return connectionNow(engine, await checkConnection(engine, tenantId, id, OPERATOR), engine.clock.now())
      })
      output.say(`${connectionState(connection)}, ${connection.health.state}`)
    })

  connections
    .command('disconnect')
    .description('destroy the stored key')
    .argument('<id>', 'conn_…', readId)
    .action(async (id: ConnectionId) => {
      const connection = await withEngine(async (engine) => {
        const { tenantId } = await findAnywhere(engine, id)
        return disconnectConnection(engine, tenantId, id, { actor: OPERATOR, source: 'command_line' })
      })
      output.say(connectionState(connection))
    })

  connections
    .command('import')
    .description('bring a key that is held elsewhere: it is read from standard input and checked first')
    .requiredOption('--tenant <tenant>', 'whose it is', (value) => explained(() => parseTenantId(value)))
    .option('--provider <name>', 'the provider', 'pleo')
    .option(
      '--reference <reference>',
      'what it connects',
      (value) => explained(() => parseReference(value)),
      parseReference('default'),
    )
    .option('--label <label>', 'shown to the customer')
    .option('--account <id>', 'the company it must open')
    .action(async ({ tenant, provider, reference, label, account }: ImportOptions) => {
      const key = await pastedKey(process.stdin)
      try {
        const { connection, outcome } = await withEngine((engine) =>
          importKey(
            engine,
            { tenantId: tenant, provider, reference, label, expectedAccountId: account ?? null, key },
            OPERATOR,
          ),
        )
        output.say(`${connection.id} ${outcome}: ${connection.account?.name ?? connection.account?.id ?? ''}`)
      } catch (error) {
        if (error instanceof Refused) output.complain(`Nothing was stored: ${error.reason}.`)
        throw error
      }
    })
}

/** @throws NotFound */
async function findAnywhere({ stores }: EnginePorts, id: ConnectionId): Promise<Connection> {
  const tenant = await stores.fleet.tenantOf(id)
  const connection = tenant === undefined ? undefined : await stores.connections.find(tenant, id)
  if (connection === undefined) throw new NotFound()
  return connection
}

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

const shown = (connection: Connection) => ({
  id: connection.id,
  tenantId: connection.tenantId,
  provider: connection.provider,
  environment: connection.environment,
  reference: connection.reference,
  label: connection.label,
  state: connectionState(connection),
  usable: connectionUsable(connection),
  account: connection.account,
  issue: connection.issue?.code ?? null,
  health: connection.health.state,
  healthReason: connection.health.reason,
  checkedAt: instant(connection.health.checkedAt),
  createdAt: instant(connection.createdAt),
})

function listed(connections: readonly Connection[]): string {
  if (connections.length === 0) return 'There are no connections yet.'
  return table(
    ['id', 'tenant', 'reference', 'state', 'health', 'account'],
    connections.map((connection) => [
      connection.id,
      connection.tenantId,
      connection.reference,
      connectionState(connection),
      connection.health.state,
      connection.account?.name ?? connection.account?.id ?? '',
    ]),
  )
}

const readId = (value: string): ConnectionId => explained(() => parseId('connection', value))

function explained<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof MalformedValue ? new InvalidArgumentError(error.message) : error
  }
}
