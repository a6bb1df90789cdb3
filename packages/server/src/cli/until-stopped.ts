/** One Ctrl-C arrives twice within a millisecond: from the terminal and from npm. */
const SAME_PRESS_MS = 500

/**
 * Waits for SIGINT or SIGTERM, then closes. A second signal, later than the echo of the first, exits at once.
 * @param now milliseconds on any clock
 */
export async function untilStopped(close: () => Promise<void>, now: () => number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let firstAt: number | null = null
  const stop = (): void => {
    if (firstAt === null) {
      firstAt = now()
      resolve()
      return
    }
    if (now() - firstAt > SAME_PRESS_MS) process.exit(130)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  await promise
  await close()
  process.off('SIGINT', stop)
  process.off('SIGTERM', stop)
}
