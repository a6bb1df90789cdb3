import type { Account } from '../domain/account.ts'
import type { Connection } from '../domain/connection.ts'
import type { AttemptId } from '../domain/ids.ts'
import type { NamedAccount } from '../domain/reasons.ts'
import type { Secret } from '../domain/secret.ts'
import type { Failure } from './fail-attempt.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import { about, KEYTURN } from './records.ts'
import type { KeyOrigin } from './key-origin.ts'

const named = (account: Account): NamedAccount => ({ id: account.id, name: account.name })

/**
 * May this connection have this account? Judged only after the provider accepted the key, so that it cannot be used to
 * ask which keys or companies exist elsewhere. Null: it may.
 */
export async function accountRefusal(
  ports: EnginePorts,
  connection: Connection,
  account: Account,
  run: { readonly attempt: AttemptId; readonly secret: Secret; readonly origin: KeyOrigin },
): Promise<Failure | null> {
  const before = connection.account
  if (before !== null && before.id !== account.id) {
    return { reason: 'account_mismatch', details: { expected: named(before), found: named(account) } }
  }
  const expected = run.origin.expectedAccountId
  if (expected !== null && expected !== account.id) {
    return { reason: 'account_mismatch', details: { expected: { id: expected, name: null }, found: named(account) } }
  }
  const { tenantId, provider, environment } = connection
  const own = await ports.stores.connections.findByAccount(tenantId, provider, environment, account.id)
  if (own !== undefined && own.id !== connection.id) {
    return {
      reason: 'account_already_connected',
      details: { found: named(account), connectionId: own.id, reference: own.reference, label: own.label },
    }
  }
  return takenElsewhere(ports, connection, account, run)
}

async function takenElsewhere(
  ports: EnginePorts,
  connection: Connection,
  account: Account,
  run: { readonly attempt: AttemptId; readonly secret: Secret },
): Promise<Failure | null> {
  const { provider, environment } = connection
  const fingerprint = await ports.vault.fingerprint(provider, environment, run.secret)
  const holder = await ports.stores.fleet.holderOf(provider, environment, { accountId: account.id, fingerprint })
  if (holder === undefined || holder.connectionId === connection.id) return null
  ports.log.warn(
    { connectionId: connection.id, holderConnectionId: holder.connectionId, what: holder.what },
    'a key was refused because another tenant holds it or its account',
  )
  await ports.stores.audit.append([
    about(ports, connection, 'key.in_use_elsewhere', KEYTURN, {
      attemptId: run.attempt,
      holderConnectionId: holder.connectionId,
      what: holder.what,
    }),
  ])
  return { reason: 'key_in_use_elsewhere', details: {} }
}
