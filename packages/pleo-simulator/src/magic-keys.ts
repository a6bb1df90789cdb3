import { BEHAVIOUR_NAMES } from './behaviours.ts'
import type { BehaviourName } from './behaviours.ts'
import { ACME, NORDLYS } from './companies.ts'
import type { Company } from './companies.ts'
import { uuidOf } from './uuid.ts'

/** A key that is always there, so that documentation and demonstrations can name it. */
export interface MagicKey {
  readonly id: string
  readonly key: string
  readonly behaviour: BehaviourName
  readonly company: Company
}

const withHyphens = (name: string): string => name.replaceAll('_', '-')

const secretFor = (words: string): string => `standin-magic-key-that-is-never-real-for-${words}`

/** `rate_limited` has the company “Rate limited ApS” to itself, so that no magic key disturbs another. */
function companyFor(behaviour: BehaviourName): Company {
  if (behaviour === 'ok') return ACME
  const words = behaviour.replaceAll('_', ' ')
  return {
    id: uuidOf(`company of ${behaviour}`),
    name: `${words.charAt(0).toUpperCase()}${words.slice(1)} ApS`,
    organisationId: null,
  }
}

/** One key per behaviour, and two more good ones to try a replacement with. */
export const MAGIC_KEYS: readonly MagicKey[] = [
  ...BEHAVIOUR_NAMES.map((behaviour) => ({
    id: `magic_${behaviour}`,
    key: secretFor(withHyphens(behaviour)),
    behaviour,
    company: companyFor(behaviour),
  })),
  { id: 'magic_ok_second', key: secretFor('ok-second'), behaviour: 'ok', company: ACME },
  { id: 'magic_ok_nordlys', key: secretFor('ok-nordlys'), behaviour: 'ok', company: NORDLYS },
]

/** The magic key of a behaviour. */
export const magicKey = (behaviour: BehaviourName): string => secretFor(withHyphens(behaviour))
