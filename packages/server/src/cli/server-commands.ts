import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { readEnvironment, runningProcessFaults } from '../boot/environment.ts'
import { ConfigFaults, readConfig } from '../boot/config.ts'
import { createLog } from '../boot/log.ts'
import { openEngine } from '../boot/open-engine.ts'
import { DEMO_PORTS, startDemo } from '../boot/start-dev.ts'
import { startServer } from '../boot/start-server.ts'
import { systemClock } from '../boot/system-clock.ts'
import type { Terminal } from './terminal.ts'
import { untilStopped } from './until-stopped.ts'

export function addServerCommands(program: Command, output: Terminal): void {
  program
    .command('start')
    .description('run the server')
    .action(async () => {
      const config = readConfig(readEnvironment())
      refuseLoudProcess()
      const log = createLog(config.logLevel, 'stdout')
      const server = await startServer(config, log)
      log.info({ url: server.url, port: server.port }, 'Keyturn is ready')
      await untilStopped(
        () => server.close(),
        () => systemClock.now(),
      )
    })

  program
    .command('dev')
    .description('run the server with a stand-in for Pleo and an example product, to try it all')
    .option('--port <port>', 'first of three ports in a row', readPort, DEMO_PORTS.keyturn)
    .action(async ({ port }: { port: number }) => {
      refuseLoudProcess()
      const log = createLog('warn', 'stdout')
      const ports = { keyturn: port, simulator: port + 1, example: port + 2 }
      const demo = await startDemo(readEnvironment(), process.cwd(), ports, log)
      output.say(welcome(demo))
      await untilStopped(
        () => demo.close(),
        () => systemClock.now(),
      )
    })

  program
    .command('simulate')
    .description('run the stand-in for Pleo alone')
    .option('--port <port>', 'port to listen on', readPort, DEMO_PORTS.simulator)
    .action(async ({ port }: { port: number }) => {
      const { startSimulator } = await import('@keyturn/pleo-simulator')
      const simulator = await startSimulator({ port })
      output.say(`A stand-in for Pleo listens on ${simulator.url}`)
      await untilStopped(
        () => simulator.close(),
        () => systemClock.now(),
      )
    })

  program
    .command('migrate')
    .description('bring the database to the newest schema')
    .action(async () => {
      const config = readConfig(readEnvironment())
      const opened = await openEngine(config, 'command', createLog('warn', 'stdout'))
      await opened.close()
      output.say('The database has the newest schema.')
    })
}

function refuseLoudProcess(): void {
  const faults = runningProcessFaults()
  if (faults.length > 0) throw new ConfigFaults(faults)
}

function readPort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN
  if (port > 0 && port <= 65_533) return port
  throw new InvalidArgumentError('A port is a number from 1 to 65533.')
}

const welcome = (demo: { exampleUrl: string; simulatorUrl: string; keyturnUrl: string }): string =>
  `
Keyturn is running.

  1  Pleo, as a stand-in     ${demo.simulatorUrl}
     Settings, Accounting, Acme Books, a company, Allow: copy the key, then "Go to Acme Books"
  2  Acme Books, an example  ${demo.exampleUrl}
     sign in, Settings, Integrations, Pleo: paste the key
  3  Keyturn itself          ${demo.keyturnUrl}
     its HTTP reference: ${demo.keyturnUrl}/docs

Ctrl-C stops all three.`
