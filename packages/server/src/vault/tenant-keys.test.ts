import { describe, expect, it } from 'vitest'
import { parseTenantId } from '../domain/ids.ts'
import { CACHE_LIMITS } from './tenant-keys.ts'
import { ACCOUNT_ID, aContext, aSecret, aVaultWorld } from './testing/vaults.ts'
import type { VaultWorld } from './testing/vaults.ts'

const MATERIAL = { secret: aSecret(), accountId: ACCOUNT_ID }

async function readsBy(world: VaultWorld, work: () => Promise<unknown>): Promise<number> {
  const before = world.keys.reads()
  await work()
  return world.keys.reads() - before
}

describe('unwrapped tenant keys', () => {
  it('are kept within the limits of the design', () => {
    expect(CACHE_LIMITS).toEqual({ entries: 10_000, ageMs: 300_000, uses: 100_000 })
  })

  it('are read once, for sealing and opening alike', async () => {
    const world = await aVaultWorld()
    await world.vault.seal(aContext(), MATERIAL)
    const reads = await readsBy(world, async () => {
      const sealed = await world.vault.seal(aContext(), MATERIAL)
      await world.vault.open(aContext(), sealed)
    })
    expect(reads).toBe(0)
  })

  it('are read again after five minutes, and not before', async () => {
    const world = await aVaultWorld()
    const sealed = await world.vault.seal(aContext(), MATERIAL)
    world.clock.forward(CACHE_LIMITS.ageMs - 1)
    expect(await readsBy(world, async () => world.vault.open(aContext(), sealed))).toBe(0)
    world.clock.forward(1)
    expect(await readsBy(world, async () => world.vault.open(aContext(), sealed))).toBe(1)
  })

  it('are read again when the clock was set back', async () => {
    const world = await aVaultWorld()
    const sealed = await world.vault.seal(aContext(), MATERIAL)
    world.clock.forward(-1)
    expect(await readsBy(world, async () => world.vault.open(aContext(), sealed))).toBe(1)
  })

  it('are read again after 100,000 uses', { timeout: 60_000 }, async () => {
    const world = await aVaultWorld()
    const [state, sealed] = [aState(), await world.vault.seal(aContext(), MATERIAL)]
    const mac = await world.vault.stateMac(state)
    const left = CACHE_LIMITS.uses - 2
    const reads = await readsBy(world, async () => {
      for (let use = 0; use < left; use += 1) await world.vault.verifyState(state, mac)
    })
    expect(reads).toBe(0)
    expect(await readsBy(world, async () => world.vault.open(aContext(), sealed))).toBe(1)
  })

  it('are at most 10,000: the longest unused makes room', { timeout: 60_000 }, async () => {
    const world = await aVaultWorld()
    const tenants = Array.from({ length: CACHE_LIMITS.entries + 1 }, (_, number) => parseTenantId(`tenant-${number}`))
    const [first, second] = tenants
    if (first === undefined || second === undefined) throw new Error('A tenant is missing.')
    const sealFor = async (tenantId: typeof first): Promise<unknown> =>
      world.vault.seal(aContext({ tenantId }), MATERIAL)
    await sealFor(first)
    for (const tenantId of tenants) await sealFor(tenantId)
    expect(await readsBy(world, async () => sealFor(tenants.at(-1) ?? first))).toBe(0)
    expect(await readsBy(world, async () => sealFor(second))).toBe(1)
  })
})

const aState = () => {
  const { tenantId, connectionId: id, provider, environment } = aContext()
  return {
    id,
    tenantId,
    provider,
    environment,
    standing: 'not_connected' as const,
    account: null,
    credentialVersion: 0,
  }
}
