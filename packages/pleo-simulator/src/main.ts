import { parseArgs } from 'node:util'
import { startSimulator } from './simulator.ts'

const { values } = parseArgs({
  options: {
    host: { type: 'string' },
    port: { type: 'string', default: '4501' },
    'integration-name': { type: 'string' },
    'go-to-url': { type: 'string' },
  },
})

const simulator = await startSimulator({
  port: Number(values.port),
  ...(values.host === undefined ? {} : { host: values.host }),
  ...(values['integration-name'] === undefined ? {} : { integrationName: values['integration-name'] }),
  ...(values['go-to-url'] === undefined ? {} : { goToUrl: values['go-to-url'] }),
})

process.stdout.write(`Stand-in for Pleo (it is not Pleo): ${simulator.url}\n`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.close())
