import { describe, expect, it } from 'vitest'
import type { ConnectionFacts } from './facts.ts'
import { galleryPages } from './gallery.ts'

const PLACES = galleryPages().flatMap(({ name, facts }) =>
  facts.kind === 'connection' ? [{ name, now: facts.now, connection: facts.connection }] : [],
)

const lastOf = ({ happenings }: ConnectionFacts, ...what: readonly string[]): number | undefined =>
  happenings.find((happening) => what.includes(happening.what))?.at

describe.each(PLACES)('the story of $name', ({ now, connection }) => {
  const { health, happenings } = connection

  it('is told from the newest to the oldest, and holds nothing that is still to come', () => {
    const times = happenings.map(({ at }) => at)
    expect(times).toEqual(times.toSorted((one, other) => other - one))
    for (const at of [...times, connection.standingSince]) expect(at).toBeLessThanOrEqual(now)
  })

  it('never says that all was well after the last time it was', () => {
    const well = happenings.filter((one) => one.what === 'checked_by_person' && one.reason === null)
    if (health.state === 'unknown') return
    for (const { at } of well) expect(at).toBeLessThanOrEqual(health.confirmedAt ?? 0)
  })

  it('asks again after the first refusal, which came after the last good answer', () => {
    if (health.state !== 'unverified' && health.state !== 'failing') return
    const times = [health.confirmedAt, health.since, health.checkedAt, now].map((at) => at ?? 0)
    expect(times).toEqual(times.toSorted((one, other) => one - other))
    if (health.nextCheckAt !== null) expect(health.nextCheckAt).toBeGreaterThan(now)
  })

  it('ends with what the connection is now, for whoever may see it', () => {
    if (happenings.length === 0) return
    if (connection.standing === 'disconnected') expect(happenings[0]?.what).toBe('disconnected')
    if (connection.standing === 'action_required') expect(happenings[0]?.what).toBe('action_required')
    if (connection.standing !== 'connected') return
    expect(lastOf(connection, 'connected', 'replaced', 'recovered')).toBeGreaterThanOrEqual(
      connection.credential?.addedAt ?? 0,
    )
  })
})
