import { LIFTED, startCheckingServer } from '../checking-server.ts'
import { overdueFleetOf } from '../fleet.ts'
import { shown, spreadOf } from '../row.ts'
import type { Row } from '../row.ts'

const CONNECTIONS = 20_000
const WARM_UP_MS = 4_000
const A_ROUND_MS = 4_000
const LIMIT = 1_500

export const checks: Row = {
  id: 'checks',
  what: 'checks a second of one server, budget lifted, against a provider on loopback that answers at once',
  limit: '≥ 1,500/s',
  async open() {
    const server = await startCheckingServer(await overdueFleetOf(CONNECTIONS), LIFTED)
    await server.look(WARM_UP_MS)
    return {
      rounds: 7,
      variants: { keyturn: async () => server.look(A_ROUND_MS) },
      figure(summary) {
        const rate = spreadOf(summary, 'keyturn', 'rate')
        const each = spreadOf(summary, 'keyturn', 'processorMs')
        return {
          shown: `${shown(rate, '/s')}; ${shown(each, 'ms of a processor each', 2)}`,
          holds: rate.median >= LIMIT,
        }
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    }
  },
}
