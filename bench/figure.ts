import { median } from './percentile.ts'

/** A limit: no more than this, or no less. */
type Bound = { readonly most: number } | { readonly least: number }

/** Which round is held against the limit. */
type JudgedBy = 'median' | 'worst'

interface Unit {
  readonly name: string
  readonly digits?: number
}

/** What was measured, by round, and what it must keep to. */
export interface Measured {
  readonly name: string
  readonly values: readonly number[]
  readonly unit: Unit
  readonly judgedBy?: JudgedBy
  /** Where DESIGN 19 names one. */
  readonly limit?: Bound
  /** The same on something bare, round by round. */
  readonly yardstick?: { readonly values: readonly number[]; readonly ratio: Bound }
}

/** One line of the table, in words. */
export interface Figure {
  readonly name: string
  readonly measured: string
  readonly limit: string
  readonly yardstick: string
  readonly ratio: string
  readonly ratioLimit: string
  readonly holds: boolean
}

const NONE = '–'
const TIMES: Unit = { name: '×', digits: 2 }

/** @throws where a round is missing beside another */
export function figureOf({ name, values, unit, judgedBy = 'median', limit, yardstick }: Measured): Figure {
  const ratios = yardstick === undefined ? [] : ratiosOf(values, yardstick.values)
  const keepsRatio = yardstick === undefined || keeps(judged(ratios, judgedBy, yardstick.ratio), yardstick.ratio)
  const keepsLimit = limit === undefined || keeps(judged(values, judgedBy, limit), limit)
  return {
    name: judgedBy === 'worst' ? `${name}, worst round` : name,
    measured: shown(values, unit),
    limit: limit === undefined ? NONE : shownBound(limit, unit),
    yardstick: yardstick === undefined ? NONE : shown(yardstick.values, unit),
    ratio: yardstick === undefined ? NONE : shown(ratios, TIMES),
    ratioLimit: yardstick === undefined ? NONE : shownBound(yardstick.ratio, TIMES),
    holds: keepsLimit && keepsRatio,
  }
}

/** Round by round, so that a slow minute is in both. */
function ratiosOf(values: readonly number[], bare: readonly number[]): readonly number[] {
  if (values.length !== bare.length) throw new Error(`${values.length} rounds beside ${bare.length}`)
  return values.map((value, round) => value / (bare[round] ?? Number.NaN))
}

function judged(values: readonly number[], by: JudgedBy, bound: Bound): number {
  if (by === 'median') return median(values)
  return 'most' in bound ? Math.max(...values) : Math.min(...values)
}

const keeps = (value: number, bound: Bound): boolean =>
  Number.isFinite(value) && ('most' in bound ? value <= bound.most : value >= bound.least)

const shownBound = (bound: Bound, { name }: Unit): string =>
  'most' in bound ? `≤ ${bound.most.toLocaleString('en')} ${name}` : `≥ ${bound.least.toLocaleString('en')} ${name}`

/** The median, and the spread of the rounds: `812 ms (790 to 866)`. */
function shown(values: readonly number[], { name, digits = 0 }: Unit): string {
  const text = (value: number): string =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${text(median(values))} ${name} (${text(Math.min(...values))} to ${text(Math.max(...values))})`
}
