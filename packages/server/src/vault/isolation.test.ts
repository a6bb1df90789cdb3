import { reportFigure } from '@keyturn/scripts/scale'
import { describe, expect, it } from 'vitest'
import { parseTenantId } from '../domain/ids.ts'
import type { SealedSecret, StateMac } from '../domain/sealed.ts'
import { STANDINGS } from '../domain/standing.ts'
import { StoredKeyUnreadable } from '../engine/ports/vault.ts'
import type { GuardedState, SealContext } from '../engine/ports/vault.ts'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import { aConnectionId, aContext, aSecret, aVaultWorld, refusalOf } from './testing/vaults.ts'
import type { VaultWorld } from './testing/vaults.ts'

interface Row {
  readonly context: SealContext
  readonly state: GuardedState
  readonly sealed: SealedSecret
  readonly mac: StateMac
}

const TENANTS = runs({ test: 5, verify: 50 })
const CONNECTIONS = runs({ test: 5, verify: 50 })

async function aRow({ vault }: VaultWorld, tenant: number, connection: number): Promise<Row> {
  const number = tenant * CONNECTIONS + connection
  const context = aContext({ tenantId: parseTenantId(`tenant-${tenant}`), connectionId: aConnectionId(number) })
  const account = { id: `company-${number}`, kind: 'company', name: `Company ${number}` }
  const { tenantId, connectionId: id, provider, environment, credentialVersion } = context
  const state = { id, tenantId, provider, environment, standing: 'connected' as const, account, credentialVersion }
  const sealed = await vault.seal(context, { secret: aSecret(`demo-key-${number}`), accountId: account.id })
  return { context, state, sealed, mac: await vault.stateMac(state) }
}

async function aFleet(world: VaultWorld): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let tenant = 0; tenant < TENANTS; tenant += 1) {
    for (let connection = 0; connection < CONNECTIONS; connection += 1) rows.push(await aRow(world, tenant, connection))
  }
  return rows
}

const isFlagged = (error: unknown): boolean => error instanceof StoredKeyUnreadable

describe('between tenants and between connections', () => {
  it(
    '[K3] [X13] [X14] [X19] no record opens and no MAC verifies in any other row',
    { timeout: 4 * PATIENCE_MS },
    async () => {
      const world = await aVaultWorld()
      const rows = await aFleet(world)
      let swaps = 0
      for (const here of rows) {
        for (const there of rows) {
          const isOwn = here === there
          const opening = await refusalOf(world.vault.open(here.context, there.sealed))
          const verifying = await refusalOf(world.vault.verifyState(here.state, there.mac))
          const asExpected = isOwn
            ? opening === undefined && verifying === undefined
            : isFlagged(opening) && isFlagged(verifying)
          if (!asExpected) throw new Error(`${there.context.connectionId} in ${here.context.connectionId}`)
          if (!isOwn) swaps += 2
        }
      }
      reportFigure('K3', `${swaps.toLocaleString('en')} swaps of rows, 0 opened or verified`)
    },
  )

  it('[K3] no MAC verifies with any one column of another row in its place', { timeout: 4 * PATIENCE_MS }, async () => {
    const world = await aVaultWorld()
    const rows = await aFleet(world)
    const pairs = rows.flatMap((here) => rows.map((there) => ({ here, there })))
    for (const { here, there } of pairs) {
      const { account, id, tenantId } = there.state
      for (const column of [{ account }, { id }, { tenantId }]) {
        const swapped = { ...here.state, ...column }
        const isSame = JSON.stringify(swapped) === JSON.stringify(here.state)
        const refusal = await refusalOf(world.vault.verifyState(swapped, here.mac))
        if (isFlagged(refusal) === isSame) throw new Error(`${JSON.stringify(column)} in ${here.state.id}`)
      }
    }
  })

  const changes: readonly { column: string; change: Partial<GuardedState> }[] = [
    ...STANDINGS.filter((standing) => standing !== 'connected').map((standing) => ({
      column: `standing ${standing}`,
      change: { standing },
    })),
    { column: 'no account', change: { account: null } },
    { column: 'account id', change: { account: { id: 'company-1', kind: 'company', name: 'Company 0' } } },
    { column: 'account kind', change: { account: { id: 'company-0', kind: 'group', name: 'Company 0' } } },
    { column: 'account name', change: { account: { id: 'company-0', kind: 'company', name: 'Company 1' } } },
    { column: 'no account name', change: { account: { id: 'company-0', kind: 'company', name: null } } },
    { column: 'empty account name', change: { account: { id: 'company-0', kind: 'company', name: '' } } },
    { column: 'provider', change: { provider: 'other' } },
    { column: 'environment', change: { environment: 'staging' } },
    { column: 'credential version, back', change: { credentialVersion: 0 } },
    { column: 'credential version, on', change: { credentialVersion: 2 } },
  ]

  it.each(changes)('[K3] a MAC tells a changed column: $column', async ({ change }) => {
    const world = await aVaultWorld()
    const { state, mac } = await aRow(world, 0, 0)
    expect(isFlagged(await refusalOf(world.vault.verifyState({ ...state, ...change }, mac)))).toBe(true)
    const other = await world.vault.stateMac({ ...state, ...change })
    expect(Buffer.from(other)).not.toEqual(Buffer.from(mac))
  })

  it('a MAC is told from none, from a shorter one, and from each with one bit flipped', async () => {
    const world = await aVaultWorld()
    const { state, mac } = await aRow(world, 0, 0)
    expect(isFlagged(await refusalOf(world.vault.verifyState(state, null)))).toBe(true)
    for (let length = 0; length < mac.length; length += 1) {
      const cut = mac.subarray(0, length) as StateMac
      expect(isFlagged(await refusalOf(world.vault.verifyState(state, cut)))).toBe(true)
    }
    for (let bit = 0; bit < mac.length * 8; bit += 1) {
      const flipped = new Uint8Array(mac) as StateMac
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(isFlagged(await refusalOf(world.vault.verifyState(state, flipped)))).toBe(true)
    }
    expect(await refusalOf(world.vault.verifyState(state, mac))).toBeUndefined()
  })

  it("[K3] [X13] [X14] a tenant's wrapped key in another tenant's row unwraps for neither", async () => {
    const world = await aVaultWorld()
    const [mine, theirs] = [await aRow(world, 0, 0), await aRow(world, 1, 0)]
    const theirRows = world.keys.rows.get(theirs.context.tenantId) ?? []
    world.keys.rows.set(
      mine.context.tenantId,
      theirRows.map((row) => ({ ...row, owner: mine.context.tenantId })),
    )
    const vault = await world.another()
    expect(isFlagged(await refusalOf(vault.open(mine.context, mine.sealed)))).toBe(true)
    expect(isFlagged(await refusalOf(vault.open(mine.context, theirs.sealed)))).toBe(true)
    expect(await refusalOf(vault.open(theirs.context, theirs.sealed))).toBeUndefined()
  })
})
