import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Metrics } from '../engine/ports/metrics.ts'

/** Seconds. The rule needs six minutes; a storm, a busy provider or a restart takes longer. */
const DETECTION_BUCKETS = [10, 60, 360, 420, 600, 1_200, 2_700, 5_400, 14_400, 86_400]

/** What is counted since the start of this process, in the text format of Prometheus. */
export interface CountedMetrics extends Metrics {
  readonly contentType: string
  text(): Promise<string>
}

export function createMetrics(): CountedMetrics {
  const register = new Registry()
  const checks = new Counter({
    name: 'keyturn_checks_total',
    help: 'Answers to checks of stored keys, by what they said and who asked.',
    labelNames: ['verdict', 'lane'],
    registers: [register],
  })
  const inconclusive = new Counter({
    name: 'keyturn_inconclusive_checks_total',
    help: 'Checks whose verdict was nothing, by why: no answer, too busy, or an answer that nobody expected.',
    labelNames: ['reason', 'lane'],
    registers: [register],
  })
  const detection = new Histogram({
    name: 'keyturn_time_to_detect_seconds',
    help: 'From the first refusal of a key that worked to Action required.',
    labelNames: ['source'],
    buckets: DETECTION_BUCKETS,
    registers: [register],
  })
  const interval = new Gauge({
    name: 'keyturn_check_interval_seconds',
    help: 'From one check of a stored key to its next: the configured interval, or longer where the budget says so.',
    labelNames: ['provider', 'environment'],
    registers: [register],
  })
  const mails = new Counter({
    name: 'keyturn_mails_total',
    help: 'Tries to hand a mail about a connection to the mail server, by what it was about and what came of it.',
    labelNames: ['about', 'outcome'],
    registers: [register],
  })
  return {
    contentType: register.contentType,
    text: () => register.metrics(),
    checked(said, lane) {
      checks.inc({ verdict: said === 'lost' ? said : said.weighs, lane })
      if (said !== 'lost' && said.weighs === 'nothing') inconclusive.inc({ reason: said.reason, lane })
    },
    paced: (provider, environment, ms) => interval.set({ provider, environment }, ms / 1_000),
    mailed: (about, outcome) => mails.inc({ about, outcome }),
    detected: (source, ms) => detection.observe({ source }, ms / 1_000),
  }
}
