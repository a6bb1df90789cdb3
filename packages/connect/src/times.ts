import type { Span, TimeForm } from './text.ts'

/** Whose clock is shown. Times are milliseconds since 1970. */
export interface Clock {
  readonly lang: string
  readonly timeZone: string
  readonly now: number
  /** Named beside each time of day where the reader's own zone is not known. */
  readonly zoneName: string
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

type Part = 'clock' | 'day' | 'ordinal' | 'joined'
const PARTS = {
  clock: { hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'long', year: 'numeric' },
  ordinal: { day: '2-digit', month: '2-digit', year: 'numeric' },
  joined: { dateStyle: 'long', timeStyle: 'short' },
} as const satisfies Record<Part, Intl.DateTimeFormatOptions>

/** Making a formatter costs a hundred times using it. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(part: Part, clock: Clock): Intl.DateTimeFormat {
  const name = `${clock.lang} ${clock.timeZone} ${part}`
  const known = formatters.get(name)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(clock.lang, { ...PARTS[part], timeZone: clock.timeZone })
  formatters.set(name, made)
  return made
}

const formatted = (part: Part, at: number, clock: Clock): string => formatterOf(part, clock).format(at)

const clockTime = (at: number, clock: Clock): string => {
  const time = formatted('clock', at, clock)
  return clock.zoneName === '' ? time : `${time} ${clock.zoneName}`
}

/** @param away in days from now */
const isOn = (away: number, at: number, clock: Clock): boolean =>
  formatted('ordinal', at, clock) === formatted('ordinal', clock.now + away * DAY_MS, clock)

const isToday = (at: number, clock: Clock): boolean => isOn(0, at, clock)

/** today, tomorrow, yesterday */
const dayWord = (away: number, lang: string): string =>
  new Intl.RelativeTimeFormat(lang, { numeric: 'auto' }).format(away, 'day')

/** What stands between a day and a time of day: " at ", " um ", " a las ". */
function joint(clock: Clock): string {
  const parts = formatterOf('joined', clock).formatToParts(clock.now)
  const from = 1 + Math.max(...['day', 'month', 'year'].map((wanted) => parts.findIndex(({ type }) => type === wanted)))
  const until = parts.findIndex(({ type }) => type === 'hour')
  const between = parts.slice(from, until).map(({ value }) => value)
  return between.join('') || ' '
}

function near(at: number, clock: Clock): string {
  if (isToday(at, clock)) return clockTime(at, clock)
  const away = [1, -1].find((days) => isOn(days, at, clock))
  return away === undefined ? dated(at, clock) : dayWord(away, clock.lang) + joint(clock) + clockTime(at, clock)
}

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
  const format = new Intl.RelativeTimeFormat(clock.lang)
  return ms < MINUTE_MS
    ? format.format(-Math.max(1, Math.floor(ms / 1000)), 'second')
    : format.format(-Math.floor(ms / MINUTE_MS), 'minute')
}

const dated = (at: number, clock: Clock): string => `${formatted('day', at, clock)}, ${clockTime(at, clock)}`

export const since = (at: number, clock: Clock): string =>
  isToday(at, clock) ? `${dayWord(0, clock.lang)}, ${clockTime(at, clock)}` : dated(at, clock)

/** Inside a sentence; today's without the day. */
export const within = (at: number, clock: Clock): string =>
  isToday(at, clock) ? clockTime(at, clock) : dated(at, clock)

const moment = begun(since)

const FORMS = {
  clock: clockTime,
  day: (at, clock) => formatted('day', at, clock),
  at: within,
  near,
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
