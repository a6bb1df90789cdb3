import { startMailCatcher } from './mail-catcher.ts'
import type { CaughtMail, MailCatcher } from './mail-catcher.ts'

const DIALOG = ['greeting', 'sender', 'recipient'] as const
type Step = (typeof DIALOG)[number] | 'data'

/** What a sender is doing when it is killed. */
export const KINDS = [
  'idle',
  'committing',
  'in the dialog before a mail',
  'with a mail unanswered',
  'with a mail just taken',
] as const
export type Kind = (typeof KINDS)[number]

/** The step at which a sender was killed, and what the mail server said to it. */
interface Moment {
  readonly step: Step
  readonly said: 'taken' | 'nothing'
}

interface Chosen {
  /** Which of its life. */
  readonly nth: number
  readonly step: (typeof DIALOG)[number]
}

export const chosenStep = (number: number): Chosen['step'] => DIALOG[number % DIALOG.length] ?? 'greeting'

const MOMENTS: Readonly<Record<Kind, (chosen: Chosen) => Moment | null>> = {
  idle: () => null,
  committing: () => null,
  'in the dialog before a mail': ({ step }) => ({ step, said: 'nothing' }),
  'with a mail unanswered': () => ({ step: 'data', said: 'nothing' }),
  'with a mail just taken': () => ({ step: 'data', said: 'taken' }),
}

/** One process that was killed, as it was seen from outside. */
export interface Death {
  readonly by: Moment | null
  /** All that it said. */
  readonly said: readonly string[]
  /** What was taken of it. */
  readonly mails: readonly CaughtMail[]
}

/** Which kind a kill was, by what the mail server did and the process had said, and not by what was planned. */
export function kindOf({ by, said }: Death): Kind {
  if (by === null) return said.includes('rests') ? 'idle' : 'committing'
  if (by.step !== 'data') return 'in the dialog before a mail'
  return by.said === 'taken' ? 'with a mail just taken' : 'with a mail unanswered'
}

/** A mail server that decides when its client is killed. */
export class DeadlyCatcher implements AsyncDisposable {
  readonly #catcher: MailCatcher

  private constructor(catcher: MailCatcher) {
    this.#catcher = catcher
  }

  static async start(): Promise<DeadlyCatcher> {
    return new DeadlyCatcher(await startMailCatcher())
  }

  get port(): number {
    return this.#catcher.port
  }

  get caught(): readonly CaughtMail[] {
    return this.#catcher.caught
  }

  /** Another client comes. @returns the moment at which it is to be killed, if there is one */
  begin(kind: Kind, chosen: Chosen): Promise<Moment> {
    const { promise, resolve } = Promise.withResolvers<Moment>()
    const moment = MOMENTS[kind](chosen)
    let left = chosen.nth
    this.#catcher.answer = (step) => {
      if (step !== moment?.step) return undefined
      left -= 1
      if (left > 0) return undefined
      this.#catcher.answer = () => 'never'
      resolve(moment)
      return moment.said === 'taken' ? undefined : 'never'
    }
    return promise
  }

  /** Takes all from now on. */
  takeAll(): void {
    this.#catcher.answer = () => undefined
  }

  /** Resolves when the client is gone and all that it sent is read. */
  left(): Promise<void> {
    return this.#catcher.left()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#catcher[Symbol.asyncDispose]()
  }
}
