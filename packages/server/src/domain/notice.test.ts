import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConnectionEventType } from './events.ts'
import { parseId } from './ids.ts'
import { afterEvent, afterStep, MAIL_RETRY_AFTER_MS, paceOfNotices, sayingOf } from './notice.ts'
import type { MailOutcome, Notice } from './notice.ts'
import type { Recipient } from './recipient.ts'
import type { Standing } from './standing.ts'
import { aNewConnection, NOON } from './testing/connections.ts'

const MINUTE = 60_000
const PACE = paceOfNotices(2 * MINUTE)
const METTE: Recipient = { email: 'mette@acme.example', locale: 'da' }
const JONAS: Recipient = { email: 'jonas@acme.example', locale: null }

const numbered = (at: number): string => String(at).padStart(22, '0')

interface Mail {
  readonly at: number
  readonly to: string
  readonly problemId: string
  readonly about: 'problem' | 'solved'
  readonly outcome: MailOutcome
}

/** Where each event leads, as the table of standings has it. */
const LEADS: Readonly<Partial<Record<ConnectionEventType, Standing>>> = {
  'connection.connected': 'connected',
  'connection.action_required': 'action_required',
  'connection.recovered': 'connected',
  'connection.replaced': 'connected',
  'connection.disconnected': 'disconnected',
}

/** A connection, its events, and a notifier that takes each step as soon as it is due. */
class Story {
  now = NOON
  standing: Standing = 'connected'
  notify: readonly Recipient[]
  readonly mails: Mail[] = []
  readonly happened: { readonly at: number; readonly type: ConnectionEventType }[] = []
  readonly #notices = new Map<string, Notice>()
  #made = 0

  constructor(notify: readonly Recipient[] = [METTE]) {
    this.notify = notify
  }

  get open(): readonly Notice[] {
    return [...this.#notices.values()].filter(({ stage }) => stage !== 'closed')
  }

  happens(type: ConnectionEventType): this {
    this.standing = LEADS[type] ?? this.standing
    this.happened.push({ at: this.now, type })
    this.#made += 1
    const heard = { eventId: parseId('event', `evt_${numbered(this.#made)}`), type, at: this.now }
    const connection = { ...aNewConnection(), standing: this.standing, notify: this.notify }
    for (const notice of afterEvent(heard, this.open, connection, PACE, () => this.#ids())) {
      this.#notices.set(notice.id, notice)
    }
    return this
  }

  /** @param outcome of each mail that is due meanwhile */
  passes(ms: number, outcome: MailOutcome = 'sent'): this {
    const until = this.now + ms
    for (;;) {
      const due = this.open.filter(({ dueAt }) => dueAt !== null && dueAt <= until)
      const next = due.toSorted((one, other) => (one.dueAt ?? 0) - (other.dueAt ?? 0))[0]
      if (next === undefined) break
      this.now = Math.max(this.now, next.dueAt ?? 0)
      this.#step(next, outcome)
    }
    this.now = until
    return this
  }

  #step(notice: Notice, wished: MailOutcome): void {
    const saying = sayingOf(notice)
    const outcome = saying === 'nothing' ? 'dropped' : wished
    if (saying !== 'nothing') {
      const { recipient, problemId } = notice
      this.mails.push({ at: this.now, to: recipient.email, problemId, about: saying, outcome })
    }
    const step = { saying, outcome, wasUnclear: notice.unclear }
    this.#notices.set(notice.id, afterStep(notice, step, this.now, PACE, 0.5))
  }

  #ids() {
    this.#made += 1
    const id = numbered(this.#made)
    return { id: parseId('notice', `ntc_${id}`), linkId: parseId('connectSession', `cs_${id}`) }
  }

  get told(): readonly string[] {
    return this.mails.filter(({ outcome }) => outcome === 'sent').map(({ about, to }) => `${about} ${to.split('@')[0]}`)
  }
}

describe('people who are told of a connection', () => {
  it('are told once that it needs them, and once that a new key solved it', () => {
    const story = new Story([METTE, JONAS])
    story
      .happens('connection.action_required')
      .passes(60 * MINUTE)
      .happens('connection.replaced')
      .passes(MINUTE)
    expect(story.told).toEqual(['problem mette', 'problem jonas', 'solved mette', 'solved jonas'])
    expect(story.open).toEqual([])
  })

  it('hear nothing of a problem that is over before it is worth a mail', () => {
    const story = new Story()
    story
      .happens('connection.action_required')
      .passes(MINUTE)
      .happens('connection.replaced')
      .passes(60 * MINUTE)
    story
      .happens('connection.action_required')
      .passes(MINUTE)
      .happens('connection.recovered')
      .passes(60 * MINUTE)
    story
      .happens('connection.action_required')
      .passes(MINUTE)
      .happens('connection.disconnected')
      .passes(60 * MINUTE)
    expect(story.told).toEqual([])
    expect(story.open).toEqual([])
  })

  it('are told of a repair once it has lasted', () => {
    const story = new Story()
    story
      .happens('connection.action_required')
      .passes(5 * MINUTE)
      .happens('connection.recovered')
    expect(story.passes(9 * MINUTE).told).toEqual(['problem mette'])
    expect(story.passes(2 * MINUTE).told).toEqual(['problem mette', 'solved mette'])
  })

  it('hear of a flapping key once', () => {
    const story = new Story()
    for (let round = 0; round < 20; round += 1) {
      story
        .happens('connection.action_required')
        .passes(5 * MINUTE)
        .happens('connection.recovered')
        .passes(5 * MINUTE)
    }
    expect(story.told).toEqual(['problem mette'])
    expect(story.passes(60 * MINUTE).told).toEqual(['problem mette', 'solved mette'])
  })

  it('are told again when a new key stops working as well', () => {
    const story = new Story()
    story
      .happens('connection.action_required')
      .passes(5 * MINUTE)
      .happens('connection.replaced')
      .passes(0)
    story.happens('connection.action_required').passes(5 * MINUTE)
    expect(story.told).toEqual(['problem mette', 'solved mette', 'problem mette'])
  })

  it('hear nothing more of a connection that was disconnected', () => {
    const story = new Story()
    story
      .happens('connection.action_required')
      .passes(5 * MINUTE)
      .happens('connection.disconnected')
      .passes(60 * MINUTE)
    expect(story.told).toEqual(['problem mette'])
    expect(story.open).toEqual([])
  })

  it('hear of the end when nobody knows whether they heard of the problem', () => {
    const story = new Story()
    story
      .happens('connection.action_required')
      .passes(2 * MINUTE, 'lost')
      .happens('connection.replaced')
      .passes(0)
    expect(story.told).toEqual(['solved mette'])
  })

  it('hear of no end where the mail about the problem was never taken', () => {
    const story = new Story()
    story
      .happens('connection.action_required')
      .passes(5 * MINUTE, 'refused')
      .happens('connection.replaced')
      .passes(0)
    expect(story.told).toEqual([])
    expect(story.open).toEqual([])
  })

  it('are tried again by the schedule, then given up', () => {
    const story = new Story()
    story.happens('connection.action_required').passes(48 * 60 * MINUTE, 'later')
    const waits = story.mails.map(({ at }, index) => at - (story.mails[index - 1]?.at ?? NOON))
    expect(waits).toEqual([PACE.afterMs, ...MAIL_RETRY_AFTER_MS])
    expect(story.open).toMatchObject([{ stage: 'given_up', dueAt: null }])
  })

  it('cost no try while the mail server is away or this is not the moment', () => {
    const story = new Story()
    story
      .happens('connection.action_required')
      .passes(60 * MINUTE, 'unreachable')
      .passes(60 * MINUTE, 'held')
    expect(story.open).toMatchObject([{ stage: 'waiting', tries: 0 }])
    expect(story.passes(MINUTE).told).toEqual(['problem mette'])
  })
})

const NEXT: Readonly<Record<Standing, readonly ConnectionEventType[]>> = {
  not_connected: ['connection.connected'],
  connected: ['connection.action_required', 'connection.replaced', 'connection.disconnected', 'connection.unverified'],
  action_required: [
    'connection.recovered',
    'connection.replaced',
    'connection.disconnected',
    'connection.attempt_failed',
  ],
  disconnected: ['connection.connected'],
}

describe('whatever happens, and however mails fare', () => {
  const outcome = fc.constantFrom<MailOutcome>(
    'sent',
    'sent',
    'sent',
    'refused',
    'later',
    'lost',
    'unreachable',
    'held',
  )
  const step = fc.record({
    pick: fc.nat({ max: 3 }),
    waitMs: fc.oneof(fc.integer({ min: 0, max: 15 * MINUTE }), fc.integer({ min: 0, max: 48 * 60 * MINUTE })),
    outcome,
  })

  const storyOf = (steps: readonly { pick: number; waitMs: number; outcome: MailOutcome }[]): Story => {
    const story = new Story([METTE, JONAS])
    for (const { pick, waitMs, outcome: wished } of steps) {
      const choices = NEXT[story.standing]
      story.happens(choices[pick % choices.length] ?? 'connection.verified').passes(waitMs, wished)
    }
    return story
  }
  const lastTurn = (story: Story, at: number) =>
    story.happened.findLast((event) => event.at <= at && event.type in LEADS)

  it('nobody is told twice of one problem, nor of its end, nor of an end without a begin', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const story = storyOf(steps)
        for (const mails of Map.groupBy(story.mails, ({ to, problemId }) => to + problemId).values()) {
          const begun = mails.filter(({ about }) => about === 'problem')
          const ended = mails.filter(({ about, outcome: came }) => about === 'solved' && came === 'sent')
          expect(begun.filter(({ outcome: came }) => came === 'sent').length).toBeLessThanOrEqual(1)
          expect(ended.length).toBeLessThanOrEqual(1)
          const mayKnow = begun.some(({ outcome: came }) => came === 'sent' || came === 'lost')
          if (ended.length > 0) expect(mayKnow).toBe(true)
        }
      }),
    )
  })

  it('between two mails of a problem that problem was over: by a key, by a disconnect, or for long enough', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const story = storyOf(steps)
        const sent = story.mails.filter(({ about, outcome: came }) => about === 'problem' && came === 'sent')
        for (const mails of Map.groupBy(sent, ({ to }) => to).values()) {
          for (const [index, second] of mails.slice(1).entries()) {
            const first = mails[index]?.at ?? 0
            const between = story.happened.filter(({ at }) => at > first && at <= second.at)
            const byHand = between.some(({ type }) => /connected|replaced/.test(type))
            const broken = [...between.filter(({ type }) => type === 'connection.action_required'), { at: second.at }]
            const quiet = between.some(
              ({ type, at }) =>
                type === 'connection.recovered' && (broken.find((next) => next.at > at)?.at ?? at) - at >= PACE.quietMs,
            )
            expect(byHand || quiet).toBe(true)
          }
        }
      }),
    )
  })

  it('a mail says how things stand when it leaves', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const story = storyOf(steps)
        for (const { at, about } of story.mails) {
          const type = lastTurn(story, at)?.type
          const expected = about === 'problem' ? /action_required/ : /recovered|replaced/
          expect(type).toMatch(expected)
        }
      }),
    )
  })

  it('in the end nothing is left waiting', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const story = storyOf(steps).passes(72 * 60 * MINUTE)
        const open = story.open
        expect(open.filter(({ dueAt }) => dueAt !== null)).toEqual([])
        if (story.standing !== 'action_required') expect(open).toEqual([])
      }),
    )
  })
})
