import { execFileSync } from 'node:child_process'
import { BUILT_SERVER } from './server-process.ts'

/** A token for a server that is not there yet, as an operator makes one. */
export const apiToken = (): string =>
  execFileSync(process.execPath, [BUILT_SERVER, 'tokens', 'generate'], { encoding: 'utf8' }).trim()
