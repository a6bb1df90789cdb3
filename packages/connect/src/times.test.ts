import { describe, expect, it } from 'vitest'
import { timeWords } from './times.ts'
import type { Clock } from './times.ts'

const now = Date.UTC(2026, 10, 24, 10, 56, 30)
const utc = (lang: string): Clock => ({ lang, timeZone: 'UTC', now, zoneName: '' })
const minutes = (count: number): number => now - count * 60_000

describe('a time in words', () => {
  it.each([
    ['en-GB', 'ago', 2, '2 minutes ago'],
    ['en-GB', 'ago', 0.2, '12 seconds ago'],
    ['en-GB', 'ago', 59, '59 minutes ago'],
    ['en-GB', 'ago', 61, 'Today, 09:55'],
    ['en-GB', 'moment', 2, 'Today, 10:54'],
    ['en-GB', 'moment', 24 * 60, '23 November 2026, 10:56'],
    ['en-GB', 'at', 2, '10:54'],
    ['en-GB', 'at', 24 * 60, '23 November 2026, 10:56'],
    ['en-GB', 'event', 24 * 60, '23 November 2026'],
    ['en-GB', 'day', 0, '24 November 2026'],
    ['da', 'ago', 2, 'For 2 minutter siden'],
    ['da', 'moment', 2, 'I dag, 10.54'],
    ['da', 'day', 0, '24. november 2026'],
    ['da', 'passed', 2, 'for 2 minutter siden'],
    ['en', 'passed', 2, '2 minutes ago'],
    ['en-GB', 'since', 2, 'today, 10:54'],
    ['en-GB', 'since', 24 * 60, '23 November 2026, 10:56'],
    ['de', 'since', 2, 'heute, 10:54'],
  ] as const)('in %s as %s, %s minutes ago: %s', (lang, form, ago, words) => {
    expect(timeWords(minutes(ago), form, utc(lang))).toBe(words)
  })

  it.each([
    ['en-GB', 'tomorrow at 10:41'],
    ['da', 'i morgen kl. 10.41'],
    ['sv', 'i morgon kl. 10:41'],
    ['nb', 'i morgen kl. 10:41'],
    ['fi', 'huomenna klo 10.41'],
    ['de', 'morgen um 10:41'],
    ['nl', 'morgen om 10:41'],
    ['fr', 'demain à 10:41'],
    ['es', 'mañana a las 10:41'],
    ['it', 'domani alle ore 10:41'],
    ['pt-PT', 'amanhã às 10:41'],
    ['pl', 'jutro 10:41'],
  ])('in %s as near, of the next day: %s', (lang, words) => {
    expect(timeWords(Date.UTC(2026, 10, 25, 10, 41), 'near', utc(lang))).toBe(words)
  })

  it.each([
    ['today', Date.UTC(2026, 10, 24, 10, 41), '10:41'],
    ['yesterday', Date.UTC(2026, 10, 23, 0, 5), 'yesterday at 00:05'],
    ['the day after tomorrow', Date.UTC(2026, 10, 26, 0, 5), '26 November 2026, 00:05'],
    ['a year away', Date.UTC(2027, 10, 25, 10, 41), '25 November 2027, 10:41'],
  ])('near, of %s', (_day, at, words) => {
    expect(timeWords(at, 'near', utc('en-GB'))).toBe(words)
    expect(timeWords(at, 'near', { ...utc('en-GB'), zoneName: 'UTC' })).toBe(`${words} UTC`)
  })

  it('names its zone where the reader’s own is not known', () => {
    expect(timeWords(minutes(2), 'moment', { ...utc('en-GB'), zoneName: 'UTC' })).toBe('Today, 10:54 UTC')
  })

  it('is today by the reader’s own midnight', () => {
    const clock = { ...utc('en-GB'), timeZone: 'Pacific/Auckland' }
    expect(timeWords(Date.UTC(2026, 10, 24, 10, 50), 'moment', clock)).toBe(
      '24 November 2026, 23:50'.replace('24 November 2026', 'Today'),
    )
    expect(timeWords(Date.UTC(2026, 10, 23, 10, 50), 'moment', clock)).toBe('23 November 2026, 23:50')
  })

  it('of the future is never "ago"', () => {
    expect(timeWords(now + 120_000, 'ago', utc('en-GB'))).toBe('Today, 10:58')
  })
})
