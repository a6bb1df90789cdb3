import type { BehaviourName } from '@keyturn/pleo-simulator'
import type { World } from './world.ts'

/**
 * Every reason of DESIGN section 5 that Pleo's side can bring about while a key is tried, with the title, the sentence
 * and the next step that LOOK section 8 gives it.
 */

type Wish = NonNullable<Parameters<World['key']>[0]>

interface Refusal {
  readonly code: string
  readonly title: string
  readonly text: string
}

export interface AtTheField extends Refusal {
  readonly guide: 'open' | 'closed'
}

export interface OfItsOwn extends Refusal {
  /** The filled button, and the one that leads to the field. */
  readonly next: string
  readonly toTheField: string
}

export interface InANotice extends Refusal {
  readonly next: string | RegExp
}

const KEY_INVALID: AtTheField = {
  code: 'key_invalid',
  title: 'Pleo does not recognise this key',
  text: 'Characters may be missing, it may have been deleted in Pleo, or it comes from Pleo’s test system. Copy it again and paste all of it.',
  guide: 'closed',
}
const WRONG_KIND: AtTheField = {
  code: 'wrong_kind_of_key',
  title: 'This key was made for something else',
  text: 'Pleo knows it, but it does not belong to Acme Books. Use the one that Pleo shows when you add Acme Books.',
  guide: 'open',
}
const ORGANISATION: AtTheField = {
  code: 'organisation_key',
  title: 'This key opens a group of companies',
  text: 'Acme Books connects one company at a time. In Pleo, choose the company first and add Acme Books there.',
  guide: 'open',
}

const PERMISSIONS: OfItsOwn = {
  code: 'permissions_missing',
  title: 'This key may not do everything Acme Books needs',
  text: 'Pleo sets these permissions for Acme Books, so a new key alone may not help. Acme Books support can ask Pleo for them.',
  next: 'Contact Acme Books support',
  toTheField: 'Use another key',
}
const NOT_ENTITLED: OfItsOwn = {
  code: 'not_entitled',
  title: 'Your Pleo plan does not include Acme Books yet',
  text: 'The key is right. Whoever manages Pleo for Planless ApS can add it; then try again with the same key.',
  next: 'Try again',
  toTheField: 'Try again',
}
const UNKNOWN_COMPANY: OfItsOwn = {
  code: 'account_unknown',
  title: 'We could not tell which company this key opens',
  text: 'Pleo accepted the key but named no company. We do not guess.',
  next: 'Contact Acme Books support',
  toTheField: 'Use another key',
}
export const MISMATCH: OfItsOwn = {
  code: 'account_mismatch',
  title: 'This key opens another company',
  text: 'So we did not use it.',
  next: 'Use another key',
  toTheField: 'Use another key',
}

export const UNREACHABLE: InANotice = {
  code: 'provider_unreachable',
  title: 'Pleo did not answer',
  text: 'Your key is not the problem. This usually passes within a few minutes.',
  next: 'Try again',
}
const BUSY: InANotice = {
  code: 'provider_busy',
  title: 'Pleo asks us to wait a moment',
  text: 'Many requests are reaching Pleo just now. Your key is not the problem.',
  next: /Try again in \d+ seconds?/,
}
const UNEXPECTED: InANotice = {
  code: 'provider_unexpected',
  title: 'Pleo gave an answer we did not expect',
  text: 'This says nothing about your key. Acme Books support can look into it with this number:',
  next: 'Try again',
}

export const NOBODYS = 'standin-key-not-real-and-never-made-00000001'
const behaving = (behaviour: BehaviourName): Wish => ({ behaviour })

/** A behaviour of the stand-in, or another way for a key to be wrong. */
export const AT_THE_FIELD: readonly (readonly [string, Wish | typeof NOBODYS, AtTheField])[] = [
  ['unauthorized', behaving('unauthorized'), KEY_INVALID],
  ['that nobody made', NOBODYS, KEY_INVALID],
  ['flaky_401', behaving('flaky_401'), KEY_INVALID],
  ['oauth', behaving('oauth'), WRONG_KIND],
  ['of the kind oauth', { kind: 'oauth' }, WRONG_KIND],
  ['other_client', behaving('other_client'), WRONG_KIND],
  ['organisation', behaving('organisation'), ORGANISATION],
  ['of the kind organisation', { kind: 'organisation' }, ORGANISATION],
]

export const OF_ITS_OWN: readonly (readonly [string, Wish, OfItsOwn])[] = [
  ['scope_missing', behaving('scope_missing'), PERMISSIONS],
  ['no_scopes', behaving('no_scopes'), PERMISSIONS],
  ['forbidden', behaving('forbidden'), PERMISSIONS],
  ['not_entitled', { behaviour: 'not_entitled', company: { name: 'Planless ApS' } }, NOT_ENTITLED],
  ['not_entitled_refused', { behaviour: 'not_entitled_refused', company: { name: 'Planless ApS' } }, NOT_ENTITLED],
  ['no_company_anywhere', behaving('no_company_anywhere'), UNKNOWN_COMPANY],
  ['installation_other_company', behaving('installation_other_company'), MISMATCH],
]

const AWAY: readonly BehaviourName[] = [
  'server_error',
  'bad_gateway_html',
  'unavailable',
  'reset',
  'truncated',
  'endless',
  'bomb',
  'not_json',
  'empty',
  'invalid_utf8',
  'duplicate_fields',
  'proto_fields',
  'redirect_elsewhere',
  'installation_create_fails',
  'flaky_503',
]
const ODD: readonly BehaviourName[] = [
  'bad_request',
  'not_found',
  'conflict',
  'unprocessable',
  'installation_error_status',
  'installation_inactive',
]

export const IN_A_NOTICE: readonly (readonly [BehaviourName, InANotice])[] = [
  ...AWAY.map((behaviour) => [behaviour, UNREACHABLE] as const),
  ['rate_limited', BUSY],
  ['rate_limited_date', BUSY],
  ['rate_limited_no_header', { ...BUSY, next: 'Try again' }],
  ...ODD.map((behaviour) => [behaviour, UNEXPECTED] as const),
]
