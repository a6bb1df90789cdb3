/** One measurement: what was counted or timed, by the name of its metric. */
export type Sample = Readonly<Record<string, number>>

/** A row of the results: what is measured, against which limit. */
export interface Row {
  /** `npm run bench -- <id>` */
  readonly id: string
  readonly what: string
  readonly limit: string
  open(): Promise<OpenRow>
}

/** A row with everything it needs running. */
export interface OpenRow extends AsyncDisposable {
  readonly rounds: number
  /** Rounds go through the variants in turn, forwards and backwards, so that a slow minute meets all of them. */
  readonly variants: Readonly<Record<string, () => Promise<Sample>>>
  figure(summary: Summary): Figure
}

/** Over the rounds of one variant. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** By variant, then by metric. */
export type Summary = Readonly<Record<string, Readonly<Record<string, Spread>>>>

interface Figure {
  /** With units, as it stands in the table. */
  readonly shown: string
  readonly holds: boolean
}

/** @throws for a metric that was not measured */
export function spreadOf(summary: Summary, variant: string, metric: string): Spread {
  const spread = summary[variant]?.[metric]
  if (spread === undefined) throw new Error(`${variant} measured no ${metric}`)
  return spread
}

/** `812 ms (790 to 866)` */
export function shown({ median, min, max }: Spread, unit: string, digits = 0): string {
  const text = (value: number): string =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${text(median)} ${unit} (${text(min)} to ${text(max)})`
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  if (value === undefined) throw new Error('nothing was measured')
  return value
}
