import type { Figure } from './figure.ts'

/** One measurement: what was counted or timed, by the name of its metric. */
export type Sample = Readonly<Record<string, number>>

/** A row of the results: what is measured, beside what, against which limits. */
export interface Row {
  /** `npm run bench -- <id>` */
  readonly id: string
  readonly what: string
  /** What is measured in the same rounds and why the ratio may be what it may; null: bytes and counts, the same anywhere. */
  readonly beside: string | null
  open(): Promise<OpenRow>
}

/** A row with everything it needs running. */
export interface OpenRow extends AsyncDisposable {
  readonly rounds: number
  /** Rounds go through the variants in turn, forwards and backwards, so that a slow minute meets all of them. */
  readonly variants: Readonly<Record<string, () => Promise<Sample>>>
  figures(summary: Summary): readonly Figure[]
}

/** By variant, then by metric: the values in the order of the rounds. */
export type Summary = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>

/** @throws for a metric that was not measured */
export function valuesOf(summary: Summary, variant: string, metric: string): readonly number[] {
  const values = summary[variant]?.[metric]
  if (values === undefined) throw new Error(`${variant} measured no ${metric}`)
  return values
}
