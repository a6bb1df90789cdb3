import { describe, expect, it } from 'vitest'
import { ConfigFaults, readConfig } from './config.ts'

const DAY = 24 * 60 * 60_000
const retention = (value: string) => readConfig({ KEYTURN_RETENTION: value }).retention

describe('KEYTURN_RETENTION', () => {
  it.each([
    ['', { events: 30, deliveries: 30, attempts: 90, audit: 400 }],
    ['events=7d', { events: 7, deliveries: 30, attempts: 90, audit: 400 }],
    ['events=36h, audit=1000d', { events: 1.5, deliveries: 30, attempts: 90, audit: 1000 }],
    ['audit=1d,attempts=2d,deliveries=3d,events=4d', { events: 4, deliveries: 3, attempts: 2, audit: 1 }],
  ])('%j keeps %o days', (value, days) => {
    const inMs = Object.fromEntries(Object.entries(days).map(([name, count]) => [name, count * DAY]))
    expect(retention(value)).toEqual(inMs)
  })

  it.each([
    '30d',
    'events',
    'events=',
    'events=0d',
    'events=-1d',
    'events=30',
    'events=30m',
    'keys=30d',
    'events=1d,events=2d',
  ])('%j stops the start', (value) => {
    expect(() => retention(value)).toThrow(ConfigFaults)
    expect(() => retention(value)).toThrow('KEYTURN_RETENTION must be like')
  })
})
