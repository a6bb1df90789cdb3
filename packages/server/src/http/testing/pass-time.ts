import { vi } from 'vitest'

/** The clock alone jumps: whatever waits goes on waiting. It is put right by `vi.restoreAllMocks`. */
export function passTime(ms: number): void {
  const ahead = Date.now() + ms - performance.now()
  vi.spyOn(Date, 'now').mockImplementation(() => Math.floor(ahead + performance.now()))
}
