import { percentile } from './row.ts'
import type { OpenRow, Sample, Spread, Summary } from './row.ts'

/** All rounds of all variants, interleaved. */
export async function measure(row: OpenRow): Promise<Summary> {
  const names = Object.keys(row.variants)
  const samples = new Map<string, Sample[]>(names.map((name) => [name, []]))
  for (let round = 0; round < row.rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const sample = await row.variants[name]?.()
      if (sample !== undefined) samples.get(name)?.push(sample)
    }
  }
  return Object.fromEntries([...samples].map(([name, taken]) => [name, spreads(taken)]))
}

function spreads(samples: readonly Sample[]): Record<string, Spread> {
  const metrics = new Set(samples.flatMap((sample) => Object.keys(sample)))
  return Object.fromEntries(
    [...metrics].map((metric) => {
      const values = samples.flatMap((sample) => sample[metric] ?? [])
      return [metric, { median: percentile(values, 0.5), min: Math.min(...values), max: Math.max(...values) }]
    }),
  )
}
