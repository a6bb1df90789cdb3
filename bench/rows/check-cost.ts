import { startCheckingServer } from '../checking-server.ts'
import { figureOf } from '../figure.ts'
import type { Figure } from '../figure.ts'
import { overdueFleetOf } from '../fleet.ts'
import { startFleetProvider } from '../fleet-provider.ts'
import { median } from '../percentile.ts'
import { valuesOf } from '../row.ts'
import type { Row, Sample, Summary } from '../row.ts'

const SIZES = [1_000, 10_000, 100_000, 1_000_000]
/**
 * 250 checks a second for all, so that within a round no key is asked about twice: in service that takes 15 minutes, and
 * no tenant's key is kept unwrapped that long.
 */
const BUDGET = 18_750
const WARM_UP_MS = 1_000
const A_ROUND_MS = 2_700
const FLAT = 1.2

export const checkCost: Row = {
  id: 'check-cost',
  what: 'processor time of one check at 250 a second, with 1,000, 10,000, 100,000 and 1,000,000 connections',
  beside:
    'the cheapest of the other sizes. DESIGN 19 wants it flat within 20 %: the median of each size ÷ the least median. (Round by round, the least of four would be the luckiest.)',
  async open() {
    const stack = new AsyncDisposableStack()
    const provider = stack.use(await startFleetProvider(null))
    const variants: Record<string, () => Promise<Sample>> = {}
    for (const size of SIZES) {
      const fleet = await overdueFleetOf(size)
      variants[size] = async () => {
        await using server = await startCheckingServer(fleet, provider, BUDGET)
        await server.look(WARM_UP_MS)
        return await server.look(A_ROUND_MS)
      }
    }
    return { rounds: 8, variants, figures, [Symbol.asyncDispose]: () => stack.disposeAsync() }
  },
}

function figures(summary: Summary): readonly Figure[] {
  const costs = SIZES.map((size) => ({ size, values: valuesOf(summary, String(size), 'processorMs') }))
  const least = Math.min(...costs.map(({ values }) => median(values)))
  return costs.map(({ size, values }) =>
    figureOf({
      name: `${size.toLocaleString('en')} connections`,
      values,
      unit: { name: 'ms', digits: 3 },
      yardstick: { values: values.map(() => least), ratio: { most: FLAT } },
    }),
  )
}
