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
    .description('the newest first, and what is going on now')
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
  return { place, phase: noticing.phase(place), incidents: await stores.checks.incidents(place, 0, LISTED_AT_MOST) }
}
type Found = Awaited<ReturnType<typeof at>>

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

const shown = ({ place, phase, incidents }: Found) => ({
  ...place,
  phase,
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

function said({ place, phase, incidents }: Found): string {
  const first = `${place.provider} (${place.environment}) ${PHASES[phase]}`
  if (incidents.length === 0) return first
  const rows = incidents.map(({ kind, since, overAt }) => [
    KINDS[kind],
    instant(since) ?? '',
    instant(overAt) ?? 'lasts',
  ])
  return `${first}\n\n${table(['what', 'since', 'over'], rows)}`
}
