import { describe, expect, it } from 'vitest'
import { IllegalTransition } from './errors.ts'
import { nextStanding, STANDING, STANDING_EVENTS, STANDINGS } from './standing.ts'
import type { Standing, StandingEvent } from './standing.ts'

/** DESIGN section 4, row by row. */
const TABLE: Record<Standing, Record<StandingEvent, Standing | 'illegal'>> = {
  not_connected: { accepted: 'connected', rejected: 'illegal', repaired: 'illegal', disconnect: 'not_connected' },
  connected: {
    accepted: 'connected',
    rejected: 'action_required',
    repaired: 'connected',
    disconnect: 'disconnected',
  },
  action_required: {
    accepted: 'connected',
    rejected: 'action_required',
    repaired: 'connected',
    disconnect: 'disconnected',
  },
  disconnected: { accepted: 'connected', rejected: 'illegal', repaired: 'illegal', disconnect: 'disconnected' },
}

const CELLS = STANDINGS.flatMap((from) => STANDING_EVENTS.map((event) => ({ from, event, to: TABLE[from][event] })))

describe('standing', () => {
  it.each(CELLS.filter(({ to }) => to !== 'illegal'))(
    '[D13] [M3] goes from $from on $event to $to',
    ({ from, event, to }) => {
      expect(nextStanding(from, event)).toBe(to)
    },
  )

  it.each(CELLS.filter(({ to }) => to === 'illegal'))('[M3] refuses $event in $from', ({ from, event }) => {
    expect(() => nextStanding(from, event)).toThrow(IllegalTransition)
  })

  it('[M3] has no standing and no event that the table of the design lacks', () => {
    expect(Object.keys(STANDING)).toEqual(Object.keys(TABLE))
    expect(CELLS).toHaveLength(16)
  })

  it('[D19] [S39] becomes connected from not_connected by nothing but an accepted key', () => {
    const ways = CELLS.filter(({ from, to }) => from !== 'connected' && to === 'connected')
    expect(ways.map(({ from, event }) => `${from} ${event}`)).toEqual([
      'not_connected accepted',
      'action_required accepted',
      'action_required repaired',
      'disconnected accepted',
    ])
  })

  it('names what it refused and nothing else', () => {
    expect(() => nextStanding('disconnected', 'repaired')).toThrow('A disconnected connection cannot take repaired.')
  })
})
