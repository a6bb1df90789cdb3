import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'
import { TOKEN_SCOPES } from '../domain/api-token.ts'
import type { ApiToken, TokenScope } from '../domain/api-token.ts'
import { MalformedValue } from '../domain/errors.ts'
import { parseId, parseTenantId } from '../domain/ids.ts'
import type { ApiTokenId, TenantId } from '../domain/ids.ts'
import { createApiToken, revokeApiToken } from '../engine/api-tokens.ts'
import { newApiToken } from '../boot/new-api-token.ts'
import { table } from './terminal.ts'
import type { Terminal } from './terminal.ts'
import { OPERATOR, withEngine } from './with-engine.ts'

interface CreateOptions {
  readonly name: string
  readonly scopes: readonly TokenScope[]
  readonly tenant: readonly TenantId[]
  readonly expires?: number
  readonly json?: true
}

const DAY_MS = 86_400_000

export function addTokenCommands(program: Command, output: Terminal): void {
  const tokens = program.command('tokens').description('API tokens: what the integrator’s back end shows')

  tokens
    .command('create')
    .description('make one and print it, this once')
    .requiredOption('--name <name>', 'what it is for', readName)
    .requiredOption('--scopes <list>', `of ${TOKEN_SCOPES.join(', ')}; separated by commas`, readScopes)
    .option('--tenant <tenant>', 'act for this tenant only; may be repeated', addTenant, [])
    .option('--expires <days>', 'for instance 90d', readDays)
    .option('--json', 'print JSON')
    .action(async ({ name, scopes, tenant, expires, json }: CreateOptions) => {
      const token = newApiToken()
      const created = await withEngine((engine) =>
        createApiToken(
          engine,
          token,
          {
            name,
            scopes,
            tenants: tenant.length === 0 ? null : tenant,
            expiresAt: expires === undefined ? null : engine.clock.now() + expires * DAY_MS,
          },
          OPERATOR,
        ),
      )
      output.say(
        json ? JSON.stringify({ ...shown(created), token }) : `${token}\n\nIt is shown this once. Id: ${created.id}`,
      )
    })

  tokens
    .command('generate')
    .description('print a new token that nothing knows yet, for KEYTURN_API_TOKEN')
    .action(() => output.say(newApiToken()))

  tokens
    .command('list')
    .description('list them; never the tokens themselves')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const found = await withEngine((engine) => engine.stores.apiTokens.list())
      output.say(json ? JSON.stringify(found.map(shown)) : listed(found))
    })

  tokens
    .command('revoke')
    .description('end one at once')
    .argument('<id>', 'tok_…', readTokenId)
    .action(async (id: ApiTokenId) => {
      await withEngine((engine) => revokeApiToken(engine, id, OPERATOR))
      output.say('It is revoked.')
    })
}

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

const shown = (token: ApiToken) => ({
  id: token.id,
  name: token.name,
  scopes: token.scopes,
  tenants: token.tenants,
  createdAt: instant(token.createdAt),
  expiresAt: instant(token.expiresAt),
  revokedAt: instant(token.revokedAt),
  lastUsedAt: instant(token.lastUsedAt),
})

function listed(tokens: readonly ApiToken[]): string {
  if (tokens.length === 0) return 'There are no API tokens yet: keyturn tokens create --name … --scopes read,write'
  return table(
    ['id', 'name', 'scopes', 'tenants', 'last used', 'state'],
    tokens.map((token) => [
      token.id,
      token.name,
      token.scopes.join(','),
      token.tenants?.join(',') ?? 'all',
      instant(token.lastUsedAt) ?? 'never',
      token.revokedAt === null ? (instant(token.expiresAt) ?? 'valid') : 'revoked',
    ]),
  )
}

function readName(value: string): string {
  const name = value.trim()
  if (name.length > 0 && name.length <= 80 && !/\p{Cc}/u.test(name)) return name
  throw new InvalidArgumentError('A name is one line of 1 to 80 characters.')
}

const isScope = (value: string): value is TokenScope => TOKEN_SCOPES.some((scope) => scope === value)

function readScopes(value: string): readonly TokenScope[] {
  const scopes = value.split(',').map((scope) => scope.trim())
  const known = scopes.filter(isScope)
  if (known.length === scopes.length) return [...new Set(known)]
  throw new InvalidArgumentError(`Scopes are: ${TOKEN_SCOPES.join(', ')}.`)
}

function addTenant(value: string, before: readonly TenantId[]): readonly TenantId[] {
  return [...before, explained(() => parseTenantId(value))]
}

function readDays(value: string): number {
  const days = Number(/^(\d{1,4})d$/.exec(value)?.[1])
  if (days > 0) return days
  throw new InvalidArgumentError('An expiry is a number of days, for instance 90d.')
}

const readTokenId = (value: string): ApiTokenId => explained(() => parseId('apiToken', value))

function explained<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof MalformedValue ? new InvalidArgumentError(error.message) : error
  }
}
