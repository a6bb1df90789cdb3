import { pbkdf2 } from 'node:crypto'

/** Of libuv, unless `UV_THREADPOOL_SIZE` says otherwise. */
const THREADS = 4
const JOBS = 5 * THREADS
const ROUNDS = 300_000

/** Work for every thread of the process, as if names that hang were looked up on them. For tests. */
export class BusyThreads {
  #done = 0
  readonly over: Promise<unknown> = Promise.all(Array.from({ length: JOBS }, () => this.#work()))

  /** Could whoever asked for a thread afterwards have had one? */
  get hadRoom(): boolean {
    return this.#done > JOBS - THREADS
  }

  async #work(): Promise<void> {
    await hash()
    this.#done += 1
  }
}

const hash = (): Promise<void> =>
  new Promise((resolve, reject) => {
    pbkdf2('p', 's', ROUNDS, 32, 'sha512', (error) => {
      if (error === null) resolve()
      else reject(error)
    })
  })
