import type { Actor } from '../domain/audit.ts'
import type { EnginePorts } from '../engine/ports/engine-ports.ts'
import { readConfig } from '../boot/config.ts'
import { readEnvironment } from '../boot/environment.ts'
import { createLog } from '../boot/log.ts'
import { openEngine } from '../boot/open-engine.ts'

export const OPERATOR: Actor = { kind: 'operator', id: null, name: 'command line' }

/** Opens the data beside a running server, or without one, and closes it again. */
export async function withEngine<T>(use: (engine: EnginePorts) => Promise<T>): Promise<T> {
  const opened = await openEngine(readConfig(readEnvironment()), 'command', createLog('silent', 'stdout'))
  try {
    return await use(opened.engine)
  } finally {
    await opened.close()
  }
}
