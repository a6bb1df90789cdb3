import { DatabaseSync, StatementSync } from 'node:sqlite'

/** From now on this process is killed, as by SIGKILL from outside, when it is about to run its `nth` statement. */
export function diesAtStatement(nth: number): void {
  let left = nth
  const count = (prototype: object, name: string): void => {
    const own: unknown = Reflect.get(prototype, name)
    if (typeof own !== 'function') throw new TypeError(`SQLite has no ${name}.`)
    const counted = new Proxy(own, {
      apply(target, self, parameters) {
        left -= 1
        if (left === 0) process.kill(process.pid, 'SIGKILL')
        return Reflect.apply(target, self, parameters) as unknown
      },
    })
    Reflect.set(prototype, name, counted)
  }
  count(StatementSync.prototype, 'run')
  count(StatementSync.prototype, 'all')
  count(DatabaseSync.prototype, 'exec')
}
