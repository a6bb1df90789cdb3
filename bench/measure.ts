import type { OpenRow, Sample, Summary } from './row.ts'

/** All rounds of all variants, interleaved. */
export async function measure(row: Pick<OpenRow, 'rounds' | 'variants'>): Promise<Summary> {
  const names = Object.keys(row.variants)
  const samples = new Map<string, Sample[]>(names.map((name) => [name, []]))
  for (let round = 0; round < row.rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const sample = await row.variants[name]?.()
      if (sample !== undefined) samples.get(name)?.push(sample)
    }
  }
  return Object.fromEntries([...samples].map(([name, taken]) => [name, byMetric(taken)]))
}

/** @throws where a round did not measure what the first one did: ratios are made round by round */
function byMetric(samples: readonly Sample[]): Record<string, readonly number[]> {
  const metrics = Object.keys(samples[0] ?? {})
  return Object.fromEntries(
    metrics.map((metric) => [
      metric,
      samples.map((sample) => {
        const value = sample[metric]
        if (value === undefined || Number.isNaN(value)) throw new Error(`A round measured no ${metric}.`)
        return value
      }),
    ]),
  )
}
