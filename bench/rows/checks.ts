import { LIFTED, startCheckingServer } from '../checking-server.ts'
import { figureOf } from '../figure.ts'
import { overdueFleetOf } from '../fleet.ts'
import { startFleetProvider } from '../fleet-provider.ts'
import { valuesOf } from '../row.ts'
import type { Row, Summary } from '../row.ts'
import { runSource } from '../run-source.ts'

const CONNECTIONS = 20_000
const WARM_UP_MS = 4_000
const A_ROUND_MS = 4_000

export const checks: Row = {
  id: 'checks',
  what: 'checks of one server, budget lifted, against a provider on loopback that answers at once: how many come in a second, and how many one core can do (1 s ÷ the processor time of all threads for one)',
  beside:
    'a bare loop of signed requests by undici, 64 at once, against the same provider, while no server runs. A check opens its key, calls, judges the answer and writes it, with a lease before and a plan after',
  async open() {
    const fleet = await overdueFleetOf(CONNECTIONS)
    const stack = new AsyncDisposableStack()
    const provider = stack.use(await startFleetProvider(null))
    return {
      rounds: 7,
      variants: {
        checks: async () => {
          await using server = await startCheckingServer(fleet, provider, LIFTED)
          await server.look(WARM_UP_MS)
          return ofACore(await server.look(A_ROUND_MS))
        },
        bare: async () => {
          const printed = await runSource('bench/yardsticks/signed-calls.ts', [provider.url, String(A_ROUND_MS)])
          return ofACore(JSON.parse(printed) as Look)
        },
      },
      figures,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  },
}

interface Look {
  readonly rate: number
  readonly processorMs: number
}

const ofACore = ({ rate, processorMs }: Look) => ({ rate, ofACore: 1_000 / processorMs })

const figures = (summary: Summary) => [
  figureOf({
    name: 'of one core',
    values: valuesOf(summary, 'checks', 'ofACore'),
    unit: { name: '/s' },
    limit: { least: 1_500 },
    yardstick: { values: valuesOf(summary, 'bare', 'ofACore'), ratio: { least: 0.15 } },
  }),
  figureOf({
    name: 'came in',
    values: valuesOf(summary, 'checks', 'rate'),
    unit: { name: '/s' },
    limit: { least: 1_500 },
    yardstick: { values: valuesOf(summary, 'bare', 'rate'), ratio: { least: 0.15 } },
  }),
]
