import { StatementSync } from 'node:sqlite'

/** From now on this process is killed, as by SIGKILL from outside, when it is about to run its `nth` statement. */
export function diesAtStatement(nth: number): void {
  let left = nth
  for (const name of ['run', 'all']) {
    const own: unknown = Reflect.get(StatementSync.prototype, name)
    if (typeof own !== 'function') throw new TypeError(`A statement has no ${name}.`)
    const counted = new Proxy(own, {
      apply(target, statement, parameters) {
        left -= 1
        if (left === 0) process.kill(process.pid, 'SIGKILL')
        return Reflect.apply(target, statement, parameters) as unknown
      },
    })
    Reflect.set(StatementSync.prototype, name, counted)
  }
}
