import type { Account } from '../domain/account.ts'
import type { Connection } from '../domain/connection.ts'
import type { AttemptId } from '../domain/ids.ts'
import type { NamedAccount } from '../domain/reasons.ts'
import type { Secret } from '../domain/secret.ts'
import type { Failure } from './fail-attempt.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import { about, KEYTURN } from './records.ts'
import type { KeyOrigin } from './key-origin.ts'

export const named = (account: Account): NamedAccount => ({ id: account.id, name: account.name })

/** Says nothing of the other tenant, not even by naming the company they share. */
export const KEY_IN_USE_ELSEWHERE: Failure = { reason: 'key_in_use_elsewhere', details: {}, account: null }

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
    return { reason: 'account_mismatch', details: { expected: named(before), found: named(account) }, account }
  }
  const expected = run.origin.expectedAccountId
  if (expected !== null && expected !== account.id) {
    const details = { expected: { id: expected, name: null }, found: named(account) }
    return { reason: 'account_mismatch', details, account }
  }
  const { tenantId, provider, environment } = connection
  const own = await ports.stores.connections.findByAccount(tenantId, provider, environment, account.id)
  if (own !== undefined && own.id !== connection.id) {
    return {
      reason: 'account_already_connected',
      details: { found: named(account), connectionId: own.id, reference: own.reference, label: own.label },
      account,
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
  return KEY_IN_USE_ELSEWHERE
}
