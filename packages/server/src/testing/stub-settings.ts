import { vi } from 'vitest'

/** These settings and no other: the machine that runs the tests may have some of its own. Undone by `vi.unstubAllEnvs`. */
export function stubSettings(settings: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('KEYTURN_')) vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value)
}
