import { behaviourOf } from './behaviours.ts'
import type { BehaviourName } from './behaviours.ts'
import type { OperationName } from './operation-names.ts'

/** A behaviour that was chosen, for one operation or for all, for a time or for good. */
interface Setting {
  readonly behaviour: BehaviourName
  /** Milliseconds since 1970; null: until it is set again. */
  readonly until: number | null
  /** How often it answered. */
  calls: number
}

export interface SettingRequest {
  readonly behaviour: BehaviourName
  readonly operation: OperationName | null
  readonly until: number | null
}

/** What is to be done with one call. */
export interface Chosen {
  readonly name: BehaviourName
  readonly count: number
}

/** The behaviours of one key, or those for all keys. The one set for the operation goes before the one for all. */
export class Settings {
  readonly #usual: Setting
  readonly #set = new Map<OperationName | 'all', Setting>()

  /** @param usual The behaviour from birth, to which a setting with an end returns. */
  constructor(usual: BehaviourName) {
    this.#usual = { behaviour: usual, until: null, calls: 0 }
  }

  set(request: SettingRequest): void {
    if (request.operation === null) this.#set.clear()
    this.#set.set(request.operation ?? 'all', { behaviour: request.behaviour, until: request.until, calls: 0 })
  }

  /** What is in force now, for people. */
  current(
    now: number,
  ): { readonly operation: OperationName | null; readonly behaviour: BehaviourName; readonly until: number | null }[] {
    const set = [...this.#set].filter(([, setting]) => isInForce(setting, now))
    const shown = set.map(([on, { behaviour, until }]) => ({ operation: on === 'all' ? null : on, behaviour, until }))
    if (set.some(([on]) => on === 'all')) return shown
    return [{ operation: null, behaviour: this.#usual.behaviour, until: null }, ...shown]
  }

  /**
   * Chooses for one call and counts it.
   *
   * @returns `undefined` when nothing but the honest answer is wanted.
   */
  choose(operation: OperationName | null, now: number): Chosen | undefined {
    const setting = this.#inForce(operation, now)
    if (setting.behaviour === 'ok' || !touches(setting.behaviour, operation)) return undefined
    setting.calls += 1
    return { name: setting.behaviour, count: setting.calls }
  }

  #inForce(operation: OperationName | null, now: number): Setting {
    const candidates = [operation === null ? undefined : this.#set.get(operation), this.#set.get('all')]
    return candidates.find((setting) => setting !== undefined && isInForce(setting, now)) ?? this.#usual
  }
}

const isInForce = (setting: Setting, now: number): boolean => setting.until === null || now < setting.until

/** Whether a behaviour has anything to do with an operation; null stands for a path the stand-in does not know. */
export function touches(name: BehaviourName, operation: OperationName | null): boolean {
  const { on } = behaviourOf(name)
  if (on === 'all') return true
  return operation !== null && on.some((one) => one === operation)
}
