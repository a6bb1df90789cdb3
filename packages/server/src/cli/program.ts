import { Command, CommanderError } from 'commander'
import { KeyturnError } from '../domain/errors.ts'
import { AssetsMissing } from '../boot/assets.ts'
import { ConfigFaults } from '../boot/config.ts'
import { addConnectionCommands } from './connection-commands.ts'
import { addDoctorCommand } from './doctor-command.ts'
import { addIncidentCommands } from './incident-commands.ts'
import { addServerCommands } from './server-commands.ts'
import { addTokenCommands } from './token-commands.ts'
import { terminal } from './terminal.ts'
import type { Terminal } from './terminal.ts'

/**
 * Runs one command line. The program is built anew for each: commander keeps option values between two parses.
 * @returns the exit code: 0 done, 1 refused, 2 wrong usage
 */
export async function runProgram(args: readonly string[], output: Terminal = terminal): Promise<number> {
  const program = new Command('keyturn')
    .description('Keyturn: the place where a customer turns their API key')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.say(text.trimEnd()),
      writeErr: (text) => output.complain(text.trimEnd()),
    })
  addServerCommands(program, output)
  addDoctorCommand(program, output)
  addTokenCommands(program, output)
  addConnectionCommands(program, output)
  addIncidentCommands(program, output)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    return exitCodeOf(error, output)
  }
}

function exitCodeOf(error: unknown, output: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const explained =
    error instanceof KeyturnError ||
    error instanceof ConfigFaults ||
    error instanceof AssetsMissing ||
    isListenError(error)
  if (!explained) throw error
  output.complain(isListenError(error) ? portTaken(error) : error.message)
  return 1
}

const isListenError = (error: unknown): error is NodeJS.ErrnoException & { port: number } =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error

const portTaken = ({ port }: { port: number }): string =>
  `Port ${port} is in use. Is Keyturn running already? Another port: KEYTURN_PORT, or --port for dev.`
