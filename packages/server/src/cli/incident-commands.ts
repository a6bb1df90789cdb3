import { Argument } from 'commander'
import type { Command } from 'commander'
import { DECISIONS } from '../domain/noticing/provider-watch.ts'
import type { Decision } from '../domain/noticing/provider-watch.ts'
import type { ProviderIncident } from '../domain/timeline.ts'
import { decideIncident } from '../engine/decide-incident.ts'
import type { Place } from '../engine/ports/check-store.ts'
import type { EnginePorts } from '../engine/ports/engine-ports.ts'
import { table } from './terminal.ts'
import type { Terminal } from './terminal.ts'
import { OPERATOR, withEngine } from './with-engine.ts'

const LISTED_AT_MOST = 50

const KINDS = {
  provider_refusing_all: 'refuses all keys',
  provider_unreachable: 'does not answer',
  provider_busy: 'asks to wait',
} as const satisfies Record<ProviderIncident['kind'], string>

export function addIncidentCommands(program: Command, output: Terminal): void {
  const incidents = program.command('incidents').description('what went on at the provider')

  incidents
    .command('list')
    .description('the newest first, what is going on now, and how often keys are asked about')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const found = await withEngine(async (engine) => Promise.all(placesOf(engine).map((place) => at(engine, place))))
      output.say(json ? JSON.stringify(found.map(shown)) : found.map(said).join('\n\n'))
    })

  incidents
    .command('decide')
    .description('while all keys are refused: are they really (refused), or did the provider err (false_alarm)?')
    .addArgument(new Argument('<as>', 'what you know').choices(DECISIONS))
    .action(async (as: Decision) => {
      await withEngine(async (engine) => {
        for (const place of placesOf(engine)) await decideIncident(engine, place, as, OPERATOR)
      })
      output.say(OUTCOME[as])
    })
}

const OUTCOME = {
  refused: 'Keys that stay refused are now condemned, by five refusals over half an hour.',
  false_alarm: 'What was refused counts no more; whoever was condemned since it began is asked first.',
} as const satisfies Record<Decision, string>

const placesOf = ({ providers }: EnginePorts): readonly Place[] =>
  Array.from(providers.values(), ({ id, environment }) => ({ provider: id, environment }))

async function at({ noticing, stores }: EnginePorts, place: Place) {
  const incidents = await stores.checks.incidents(place, 0, LISTED_AT_MOST)
  return { place, phase: noticing.phase(place), pacing: noticing.pacing(place), rules: noticing.rules, incidents }
}
type Found = Awaited<ReturnType<typeof at>>

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

const shown = ({ place, phase, pacing, incidents }: Found) => ({
  ...place,
  phase,
  checks: { intervalSeconds: pacing.intervalMs / 1_000, heldBy: pacing.heldBy, keys: pacing.keys },
  incidents: incidents.map(({ id, kind, since, overAt }) => ({
    id,
    kind,
    since: instant(since),
    overAt: instant(overAt),
  })),
})

const PHASES = {
  calm: 'refuses no more keys than usual.',
  storm: 'refuses so many keys that nobody is blamed. If you know better: keyturn incidents decide refused|false_alarm',
  genuine: 'refused many keys for good. If it was the provider’s mistake: keyturn incidents decide false_alarm',
} as const satisfies Record<Found['phase'], string>

const UNITS = [
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1_000 },
] as const

/** Two units at most: 4 h 15 min. */
function spelled(ms: number): string {
  const from = UNITS.findIndex((unit) => ms >= unit.ms)
  const [large, small] = UNITS.slice(Math.max(from, 0))
  if (large === undefined || small === undefined) return `${Math.ceil(ms / 1_000)} s`
  const rest = Math.round((ms % large.ms) / small.ms)
  const whole = `${Math.floor(ms / large.ms)} ${large.name}`
  return rest === 0 ? whole : `${whole} ${rest} ${small.name}`
}

/** What the interval is, and why it is no shorter. */
function pace({ pacing: { intervalMs, heldBy, keys }, rules }: Found): string {
  const each = `Each key is asked about every ${spelled(intervalMs)}`
  if (heldBy === 'settings') return `${each}, as KEYTURN_CHECK_INTERVAL says.`
  const why = `there are ${keys.toLocaleString('en')}, and KEYTURN_PLEO_BUDGET allows no more`
  return `${each}: ${why}. KEYTURN_CHECK_INTERVAL says ${spelled(rules.intervalMs)}.`
}

function said(found: Found): string {
  const { place, phase, incidents } = found
  const first = `${place.provider} (${place.environment}) ${PHASES[phase]}\n${pace(found)}`
  if (incidents.length === 0) return first
  const rows = incidents.map(({ kind, since, overAt }) => [
    KINDS[kind],
    instant(since) ?? '',
    instant(overAt) ?? 'lasts',
  ])
  return `${first}\n\n${table(['what', 'since', 'over'], rows)}`
}
