import { startCheckingServer } from '../checking-server.ts'
import { overdueFleetOf } from '../fleet.ts'
import { spreadOf } from '../row.ts'
import type { Row, Sample } from '../row.ts'

const SIZES = [1_000, 10_000, 100_000, 1_000_000]
/**
 * 250 checks a second for all, so that within a round no key is asked about twice: in service that takes 15 minutes, and
 * no tenant's key is kept unwrapped that long.
 */
const BUDGET = 18_750
const WARM_UP_MS = 1_000
const A_ROUND_MS = 2_700
const LIMIT = 1.2

export const checkCost: Row = {
  id: 'check-cost',
  what: 'processor time of one check at 250 a second, with 1,000, 10,000, 100,000 and 1,000,000 connections: the dearest against the cheapest',
  limit: '≤ 1.2 ×',
  async open() {
    const variants: Record<string, () => Promise<Sample>> = {}
    for (const size of SIZES) {
      const fleet = await overdueFleetOf(size)
      variants[size.toLocaleString('en')] = async () => {
        await using server = await startCheckingServer(fleet, BUDGET)
        await server.look(WARM_UP_MS)
        return await server.look(A_ROUND_MS)
      }
    }
    return {
      rounds: 8,
      variants,
      figure(summary) {
        const costs = Object.keys(variants).map((size) => ({ size, ...spreadOf(summary, size, 'processorMs') }))
        const medians = costs.map(({ median }) => median)
        const ratio = Math.max(...medians) / Math.min(...medians)
        const each = costs.map(
          ({ size, median, min, max }) => `${size}: ${median.toFixed(3)} ms (${min.toFixed(3)} to ${max.toFixed(3)})`,
        )
        return { shown: `${ratio.toFixed(2)} ×; ${each.join(', ')}`, holds: ratio <= LIMIT }
      },
      async [Symbol.asyncDispose]() {},
    }
  },
}
