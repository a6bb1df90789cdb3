import type { Span, TimeForm } from './text.ts'

/** Whose clock is shown. Times are milliseconds since 1970. */
export interface Clock {
  readonly lang: string
  readonly timeZone: string
  readonly now: number
  /** Named beside each time of day where the reader's own zone is not known. */
  readonly zoneName: string
}

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

type Part = 'clock' | 'day' | 'ordinal'
const PARTS = {
  clock: { hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'long', year: 'numeric' },
  ordinal: { day: '2-digit', month: '2-digit', year: 'numeric' },
} as const satisfies Record<Part, Intl.DateTimeFormatOptions>

/** Making a formatter costs a hundred times using it. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatted(part: Part, at: number, clock: Clock): string {
  const name = `${clock.lang} ${clock.timeZone} ${part}`
  const known = formatters.get(name)
  if (known !== undefined) return known.format(at)
  const made = new Intl.DateTimeFormat(clock.lang, { ...PARTS[part], timeZone: clock.timeZone })
  formatters.set(name, made)
  return made.format(at)
}

const clockTime = (at: number, clock: Clock): string => {
  const time = formatted('clock', at, clock)
  return clock.zoneName === '' ? time : `${time} ${clock.zoneName}`
}

const isToday = (at: number, clock: Clock): boolean =>
  formatted('ordinal', at, clock) === formatted('ordinal', clock.now, clock)

const today = (lang: string): string => new Intl.RelativeTimeFormat(lang, { numeric: 'auto' }).format(0, 'day')

/** As the first words of a sentence. */
const begun =
  (words: (at: number, clock: Clock) => string) =>
  (at: number, clock: Clock): string => {
    const [first = '', ...rest] = words(at, clock)
    return first.toLocaleUpperCase(clock.lang) + rest.join('')
  }

export function passed(at: number, clock: Clock): string {
  const ms = clock.now - at
  if (ms < 0 || ms >= HOUR_MS) return since(at, clock)
  const format = new Intl.RelativeTimeFormat(clock.lang, { numeric: 'always' })
  return ms < MINUTE_MS
    ? format.format(-Math.max(1, Math.floor(ms / 1000)), 'second')
    : format.format(-Math.floor(ms / MINUTE_MS), 'minute')
}

const dated = (at: number, clock: Clock): string => `${formatted('day', at, clock)}, ${clockTime(at, clock)}`

export const since = (at: number, clock: Clock): string =>
  isToday(at, clock) ? `${today(clock.lang)}, ${clockTime(at, clock)}` : dated(at, clock)

/** Inside a sentence; today's without the day. */
export const within = (at: number, clock: Clock): string =>
  isToday(at, clock) ? clockTime(at, clock) : dated(at, clock)

const moment = begun(since)

const FORMS = {
  clock: clockTime,
  day: (at, clock) => formatted('day', at, clock),
  at: within,
  moment,
  ago: begun(passed),
  passed,
  since,
  event: (at, clock) => (isToday(at, clock) ? moment(at, clock) : formatted('day', at, clock)),
} as const satisfies Record<TimeForm, (at: number, clock: Clock) => string>

export const isTimeForm = (form: string | undefined): form is TimeForm =>
  form !== undefined && Object.hasOwn(FORMS, form)

export const timeWords = (at: number, form: TimeForm, clock: Clock): string => FORMS[form](at, clock)

export const timeSpan = (at: number, form: TimeForm, clock: Clock): Span => ({
  time: at,
  form,
  text: timeWords(at, form, clock),
})
