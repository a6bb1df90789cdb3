import { reportFigure, scaled } from '@keyturn/scripts/scale'
import { expect, it } from 'vitest'
import { PATIENCE_MS } from '../testing/scale.ts'
import { seedKeeper } from '../testing/seed-keeper.ts'
import { LivingWorld } from './testing/living-world.ts'

/**
 * SECURITY M2: the real server over a real database, from HTTP to the wire to the provider, on one seeded clock, among
 * people, outages, false refusals, stops, kills and a clock that is set. G1 to G6 of SECURITY 4.1 are held after each of
 * them and every 15 s in between; in the end all is well again, or something is stuck.
 */
const SEEDS = scaled({ test: 2, verify: 60 })
const MINUTES = scaled({ test: 12, verify: 100 })
const CONNECTIONS = scaled({ test: 6, verify: 12 })
const NAME = 'lives'
const keeper = seedKeeper(new URL('testing/failed-lives.json', import.meta.url))

it(
  '[M2] keeps every guarantee through outages, false refusals, stops, kills and a clock that is set',
  { timeout: 3 * PATIENCE_MS },
  async () => {
    const total = { lives: 0, kills: 0, changes: 0, verdicts: 0, looks: 0 }
    for (const seed of keeper.seeds(NAME, SEEDS)) {
      const forMs = MINUTES * 60_000
      const world = new LivingWorld({ seed, connections: CONNECTIONS, forMs })
      await world.run().catch((error: unknown) => keeper.failed(NAME, seed, error))
      total.lives += world.counts.lives
      total.kills += world.counts.kills
      total.changes += world.counts.changes
      total.verdicts += world.counts.verdicts
      total.looks += world.counts.looks
    }
    expect(Math.min(total.kills, total.changes, total.verdicts)).toBeGreaterThan(0)
    reportFigure(
      'M2',
      `${SEEDS} seeds × ${MINUTES} min at a tenth of the usual times (${(MINUTES / 6).toFixed(0)} h of them) × ${CONNECTIONS} connections: ${total.lives} starts, ${total.kills} kills, ${total.changes} changed keys, ${total.verdicts} verdicts; G1 to G6 held ${total.looks.toLocaleString('en')} times`,
    )
  },
)
