import type { ConnectionId } from '../domain/ids.ts'
import type { ChangeFeed } from '../engine/ports/change-feed.ts'
import type { Log } from '../engine/ports/log.ts'

const LOOK_EVERY_MS = 500

export interface LocalChangeFeed extends ChangeFeed {
  stop(): void
}

/**
 * Tells watchers of this process at once, and of what other processes committed within half a second; it looks only
 * while somebody watches, and keeps no process alive.
 *
 * @param version changes whenever another process has committed
 */
export function localChangeFeed(version: () => unknown, log: Log | undefined): LocalChangeFeed {
  const watchers = new Map<ConnectionId, Set<() => void>>()
  let seen: unknown
  let timer: NodeJS.Timeout | null = null

  const tell = (id: ConnectionId): void => {
    for (const changed of [...(watchers.get(id) ?? [])]) {
      try {
        changed()
      } catch (error) {
        log?.error({ connectionId: id, fault: String(error) }, 'a watcher of changes failed')
      }
    }
  }
  const look = (): void => {
    const current = version()
    if (current === seen) return
    seen = current
    for (const id of [...watchers.keys()]) tell(id)
  }
  const start = (): void => {
    seen = version()
    timer = setInterval(look, LOOK_EVERY_MS).unref()
  }
  const stop = (): void => {
    if (timer !== null) clearInterval(timer)
    timer = null
  }

  return {
    notify: tell,
    watch(id, changed) {
      const mine = () => changed()
      const ofId = watchers.get(id) ?? new Set()
      watchers.set(id, ofId.add(mine))
      if (timer === null) start()
      return () => {
        ofId.delete(mine)
        if (ofId.size === 0 && watchers.get(id) === ofId) watchers.delete(id)
        if (watchers.size === 0) stop()
      }
    },
    stop() {
      stop()
      watchers.clear()
    },
  }
}
