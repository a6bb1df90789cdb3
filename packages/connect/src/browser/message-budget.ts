const AT_ONCE = 50
const A_SECOND = 10

/** How many messages are looked at: a host needs few, and whoever floods the frame must not slow it. */
export class MessageBudget {
  #left = AT_ONCE
  #at = 0

  /** @param timeStamp of the message, in ms */
  takes(timeStamp: number): boolean {
    const passed = Math.max(0, timeStamp - this.#at)
    this.#left = Math.min(AT_ONCE, this.#left + (passed / 1_000) * A_SECOND)
    this.#at = timeStamp
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
