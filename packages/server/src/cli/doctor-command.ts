import type { Command } from 'commander'
import { KeyturnError } from '../domain/errors.ts'
import { examine } from '../boot/doctor.ts'
import { readEnvironment } from '../boot/environment.ts'
import type { Terminal } from './terminal.ts'

class MustBeMended extends KeyturnError {
  readonly code = 'must_be_mended'
  constructor(count: number) {
    super(count === 1 ? 'One thing must be mended.' : `${count} things must be mended.`)
  }
}

export function addDoctorCommand(program: Command, output: Terminal): void {
  program
    .command('doctor')
    .description('look at all that a start needs, and say what to do; changes nothing')
    .action(async () => {
      const findings = await examine(readEnvironment(), process.execArgv)
      for (const { level, text } of findings) output.say(`${level.padEnd(4)}  ${text}`)
      const toMend = findings.filter(({ level }) => level === 'mend').length
      if (toMend > 0) throw new MustBeMended(toMend)
    })
}
