import type { ServerResponse } from 'node:http'
import { startReceiver } from './receiver.ts'
import type { ReceivedRequest, Receiver } from './receiver.ts'

type Fate = 'accepted' | 'refused' | 'hung up on' | 'half answered' | 'unanswered'

/** One request, as the receiver saw it and what it did. */
export interface Arrival {
  readonly id: string
  readonly body: string
  /** Of `performance.now()`. */
  readonly at: number
  /** Which of the processes sent it: they live one after the other. */
  readonly life: number
  readonly fate: Fate
}

/** What the receiver knows when it decides. */
interface Asking {
  /** How many requests of this life there were, this one included. */
  readonly count: number
  /** It failed when it was here last. */
  readonly isRetry: boolean
}

interface Reaction {
  readonly fate: Fate
  /** The sender is to be killed now. */
  readonly kills?: true
}

export type React = (asking: Asking) => Reaction

export const accept: React = () => ({ fate: 'accepted' })
const leaveOpen: React = () => ({ fate: 'unanswered' })

/** An integrator's back end that decides when its sender is killed, and keeps a record of its own. */
export class DeadlyReceiver implements AsyncDisposable {
  readonly arrivals: Arrival[] = []
  readonly #receiver: Receiver
  #life = 0
  #react: React = leaveOpen
  #kill: (by: Arrival) => void = () => undefined

  private constructor(receiver: Receiver) {
    this.#receiver = receiver
    receiver.answer = (request, response) => this.#answer(request, response)
  }

  static async start(): Promise<DeadlyReceiver> {
    return new DeadlyReceiver(await startReceiver())
  }

  /** Of the sender that lives. */
  get life(): number {
    return this.#life
  }

  get url(): string {
    return this.#receiver.url
  }

  /** Another sender comes. @returns the request at which it is to be killed, if there is one */
  begin(react: React): Promise<Arrival> {
    const moment = Promise.withResolvers<Arrival>()
    this.#life += 1
    this.#react = react
    this.#kill = moment.resolve
    return moment.promise
  }

  /** Resolves when the sender is gone and all that it sent is written down. */
  left(): Promise<void> {
    return this.#receiver.left()
  }

  of(id: string): readonly Arrival[] {
    return this.arrivals.filter((arrival) => arrival.id === id)
  }

  isAccepted(id: string): boolean {
    return this.of(id).some(({ fate }) => fate === 'accepted')
  }

  #answer({ headers, body, at }: ReceivedRequest, response: ServerResponse): undefined {
    const id = headers['webhook-id'] ?? ''
    const count = this.arrivals.filter(({ life }) => life === this.#life).length + 1
    const before = this.of(id).at(-1)
    const { fate, kills } = this.#react({ count, isRetry: before !== undefined && isFailure(before) })
    const arrival = { id, body, at, life: this.#life, fate }
    this.arrivals.push(arrival)
    if (kills) this.#react = leaveOpen
    ANSWERS[fate](response, () => {
      if (kills) this.#kill(arrival)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#receiver[Symbol.asyncDispose]()
  }
}

/** A try that the sender knows to have failed: it tries again later. */
export const isFailure = ({ fate }: Arrival): boolean => fate === 'refused' || fate === 'hung up on'

const ANSWERS: Readonly<Record<Fate, (response: ServerResponse, sent: () => void) => void>> = {
  accepted: (response, sent) => response.writeHead(204).end(sent),
  refused: (response, sent) => response.writeHead(500).end(sent),
  'hung up on': (response, sent) => {
    response.destroy()
    sent()
  },
  'half answered': (response, sent) => response.socket?.write('HTTP/1.1 204 No Con', sent),
  unanswered: (_response, sent) => sent(),
}
