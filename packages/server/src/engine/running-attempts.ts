import type { Connection } from '../domain/connection.ts'
import type { AttemptId, ConnectionId } from '../domain/ids.ts'

interface Running {
  readonly controller: AbortController
  readonly done: Promise<void>
}

/**
 * The conversations with providers that this process holds. An attempt is shown by its row; this registry only lets a
 * newer key, a cancel or a shutdown reach the one that is under way here.
 */
export class RunningAttempts {
  readonly #running = new Map<string, Running>()
  readonly #checks = new Map<ConnectionId, Promise<Connection>>()

  /** Runs `work` in the background. `work` must not throw. */
  start(id: AttemptId | string, work: (signal: AbortSignal) => Promise<void>): void {
    const controller = new AbortController()
    const done = work(controller.signal).finally(() => this.#running.delete(id))
    this.#running.set(id, { controller, done })
  }

  /** One check of a connection at a time: whoever asks meanwhile gets what that one comes to. */
  checkOnce(id: ConnectionId, work: () => Promise<Connection>): Promise<Connection> {
    const running = this.#checks.get(id)
    if (running !== undefined) return running
    const check = work().finally(() => this.#checks.delete(id))
    this.#checks.set(id, check)
    return check
  }

  stop(id: AttemptId): void {
    this.#running.get(id)?.controller.abort()
  }

  /** Resolves when the attempt that runs here has ended; at once where none does. */
  async finished(id: AttemptId): Promise<void> {
    await this.#running.get(id)?.done
  }

  /** Resolves when nothing runs here any more. */
  async drain(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.all([...this.#running.values()].map((running) => running.done))
    }
  }

  stopAll(): void {
    for (const running of this.#running.values()) running.controller.abort()
  }
}
