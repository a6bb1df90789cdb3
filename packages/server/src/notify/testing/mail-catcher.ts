import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import type { SMTPServerOptions } from 'smtp-server'
import { readMessage } from './read-message.ts'
import type { ReadMessage } from './read-message.ts'

export interface CaughtMail extends ReadMessage {
  readonly from: string
  readonly to: string
  readonly raw: string
  readonly isEncrypted: boolean
  readonly user: string | null
}

type Step = 'greeting' | 'sender' | 'recipient' | 'data'

/** A real mail server on loopback that keeps what it is given. */
export interface MailCatcher extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly caught: readonly CaughtMail[]
  /** Conversations that were begun, and how many were open at once at most. */
  readonly calls: { readonly begun: number; readonly mostAtOnce: number }
  /** What it says at a step: three digits; `never`: nothing at all; `drops`: it hangs up. Undefined: it takes it. */
  answer: (step: Step, address: string) => number | 'never' | 'drops' | undefined
  /** Resolves when all who called have hung up, and what they had sent is read. */
  left(): Promise<void>
}

export async function startMailCatcher(
  options: SMTPServerOptions & { readonly port?: number } = {},
): Promise<MailCatcher> {
  const caught: CaughtMail[] = []
  const open = new Map<string, () => void>()
  const calls = { begun: 0, mostAtOnce: 0 }
  const say = (step: Step, address: string, id: string, done: (error?: Error) => void): void => {
    const said = catcher.answer(step, address)
    if (said === undefined) done()
    if (said === 'drops') open.get(id)?.()
    if (typeof said === 'number') done(Object.assign(new Error('As the test wants it'), { responseCode: said }))
  }
  const { port = 0, ...own } = options
  const server: SMTPServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect(session, done) {
      calls.begun += 1
      open.set(session.id, () => {
        for (const connection of server.connections) if (connection.id === session.id) connection.close()
      })
      calls.mostAtOnce = Math.max(calls.mostAtOnce, open.size)
      say('greeting', '', session.id, done)
    },
    onClose: ({ id }) => void open.delete(id),
    onMailFrom: ({ address }, { id }, done) => say('sender', address, id, done),
    onRcptTo: ({ address }, { id }, done) => say('recipient', address, id, done),
    onData(stream, session, done) {
      const take = async (): Promise<void> => {
        const { mailFrom, rcptTo } = session.envelope
        const raw = await text(stream)
        const to = rcptTo[0]?.address ?? ''
        say('data', to, session.id, (error) => {
          if (error === undefined) {
            const from = mailFrom === false ? '' : mailFrom.address
            const user: unknown = session.user
            const isEncrypted = session.secure
            caught.push({
              from,
              to,
              raw,
              isEncrypted,
              user: typeof user === 'string' ? user : null,
              ...readMessage(raw),
            })
          }
          done(error)
        })
      }
      // Half a mail, of a caller that was killed, is none; nobody is there to be told.
      take().catch(() => undefined)
    },
    ...own,
  })
  server.on('error', () => undefined)
  const listening = server.listen(port, '127.0.0.1')
  await once(listening, 'listening')
  const address = listening.address()
  const bound = typeof address === 'object' ? (address?.port ?? 0) : 0
  const catcher: MailCatcher = {
    url: `smtp://127.0.0.1:${bound}`,
    port: bound,
    caught,
    calls,
    answer: () => undefined,
    async left() {
      do await turn()
      while (open.size > 0)
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
    },
  }
  return catcher
}
