import type { TenantId } from '../domain/ids.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import type { FeedPage, FeedPosition } from './ports/outbox-store.ts'

export interface FeedRequest {
  /** Null: all events. */
  readonly tenants: readonly TenantId[] | null
  /** Null: from the oldest that is kept. */
  readonly after: FeedPosition | null
  readonly limit: number
}

/**
 * The next events. Where there are none yet it waits for one.
 *
 * @param waitMs 0: answers at once
 * @param over nobody waits any more, or the server stops: answers with what there is
 */
export async function readFeed(
  { stores, clock }: Pick<EnginePorts, 'stores' | 'clock'>,
  request: FeedRequest,
  waitMs: number,
  over: AbortSignal,
): Promise<FeedPage> {
  const until = clock.now() + waitMs
  let { after } = request
  let wake: () => void = () => undefined
  // Watched before the first look: what is added between the two is not slept through.
  const unwatch = waitMs === 0 ? null : stores.outbox.watch(() => wake())
  try {
    for (;;) {
      const added = new Promise<void>((resolve) => {
        wake = resolve
      })
      const page = await stores.outbox.read(request.tenants, after, request.limit)
      const leftMs = until - clock.now()
      if (page.kind === 'expired' || page.events.length > 0 || leftMs <= 0 || over.aborted) return page
      after = page.position
      const slept = new AbortController()
      const rest = clock.sleep(leftMs, AbortSignal.any([over, slept.signal])).catch(() => undefined)
      await Promise.race([added, rest])
      slept.abort()
    }
  } finally {
    unwatch?.()
  }
}
