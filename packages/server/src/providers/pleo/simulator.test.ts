import { BEHAVIOUR_NAMES, startSimulator } from '@keyturn/pleo-simulator'
import type { BehaviourName, Simulator } from '@keyturn/pleo-simulator'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '../../domain/account.ts'
import { Secret } from '../../domain/secret.ts'
import { createProviderHttp } from '../../egress/provider-http.ts'
import type { ProviderHttp } from '../../engine/ports/provider-http.ts'
import type { Provider } from '../../engine/ports/provider.ts'
import { aCall, CLIENT, CONNECTION, pleoOver } from './testing/pleo-answers.ts'

/** Only one behaviour is worth no patience. */
const deadlineOf = (behaviour: BehaviourName): number => (behaviour === 'hang' ? 200 : 5_000)
const secretOf = (key: string): Secret => new Secret(Buffer.from(key))

let simulator: Simulator
let http: ProviderHttp
let pleo: Provider

beforeAll(async () => {
  simulator = await startSimulator({ clientId: CLIENT, ratePerMinute: null, lateMs: 50 })
  http = createProviderHttp({
    baseUrl: new URL(simulator.url),
    authorization: 'basic-user',
    allowPlainHttp: 'loopback',
  })
  pleo = pleoOver(http)
})
afterAll(async () => {
  await http.close()
  await simulator.close()
})
beforeEach(() => simulator.control.reset())

/** As the engine goes about it, without its guards. Ends in one word. */
async function connect(key: string, deadlineMs = 5_000): Promise<string> {
  const identified = await pleo.identify(secretOf(key), aCall(deadlineMs))
  if (identified.kind !== 'accepted') return identified.reason
  const { account: known } = identified.finding
  if (known !== null) return install(key, known, deadlineMs)
  const revealed = await pleo.reveal(secretOf(key), CONNECTION, aCall(deadlineMs))
  return revealed.kind === 'installed' ? install(key, revealed.account, deadlineMs) : revealed.reason
}

async function install(key: string, account: Account, deadlineMs: number): Promise<string> {
  const plan = { mode: 'connect', account } as const
  const end = await pleo.install(secretOf(key), CONNECTION, plan, aCall(deadlineMs))
  return end.kind === 'installed' ? (end.account.name ?? 'without a name') : end.reason
}

async function check(key: string, deadlineMs = 5_000): Promise<string> {
  const end = await pleo.check(secretOf(key), aCall(deadlineMs))
  return end.kind === 'inconclusive' ? end.reason : end.kind
}

const COMPANY_NAME = 'Fjord Foods ApS'
const away = 'provider_unreachable'
const odd = 'provider_unexpected'
const busy = 'provider_busy'

/** Each behaviour of the stand-in: what connecting ends with, and what a check says after it. */
const EXPECTED: Readonly<Record<BehaviourName, readonly [connect: string, check: string]>> = {
  ok: [COMPANY_NAME, 'alive'],
  unauthorized: ['key_invalid', 'unauthorized'],
  forbidden: ['permissions_missing', 'forbidden'],
  bad_request: [odd, odd],
  not_found: [odd, odd],
  conflict: [odd, odd],
  unprocessable: [odd, odd],
  rate_limited: [busy, busy],
  rate_limited_date: [busy, busy],
  rate_limited_no_header: [busy, busy],
  server_error: [away, away],
  bad_gateway_html: [away, away],
  unavailable: [away, away],
  slow: [COMPANY_NAME, 'alive'],
  hang: [away, away],
  reset: [away, away],
  truncated: [away, away],
  endless: [away, away],
  bomb: [away, away],
  not_json: [away, away],
  empty: [away, away],
  invalid_utf8: [away, away],
  duplicate_fields: [away, away],
  proto_fields: [away, away],
  redirect_elsewhere: [away, away],
  no_subject: [COMPANY_NAME, 'alive'],
  no_subject_installed: [COMPANY_NAME, 'alive'],
  no_company_anywhere: ['account_unknown', 'alive'],
  organisation: ['organisation_key', odd],
  oauth: ['wrong_kind_of_key', odd],
  other_client: ['wrong_kind_of_key', odd],
  no_application_name: [COMPANY_NAME, 'alive'],
  scope_missing: ['permissions_missing', 'alive'],
  no_scopes: ['permissions_missing', 'alive'],
  installation_exists: [COMPANY_NAME, 'alive'],
  installation_exists_400: [COMPANY_NAME, 'alive'],
  installation_overwrites: [COMPANY_NAME, 'alive'],
  installation_other_company: ['account_mismatch', 'alive'],
  installation_error_status: [odd, 'alive'],
  installation_inactive: [odd, 'alive'],
  not_entitled: ['not_entitled', 'alive'],
  not_entitled_refused: ['not_entitled', 'alive'],
  installation_create_fails: [away, 'alive'],
  name_forbidden: ['without a name', 'alive'],
  name_missing: ['without a name', 'alive'],
  name_error: ['without a name', 'alive'],
  flaky_401: ['key_invalid', 'alive'],
  flaky_503: [away, 'alive'],
  unauthorized_after_install: [COMPANY_NAME, 'unauthorized'],
  forbidden_after_install: [COMPANY_NAME, 'forbidden'],
  unavailable_after_install: [COMPANY_NAME, away],
  scope_lost_after_install: [COMPANY_NAME, 'alive'],
}

describe('against the stand-in', () => {
  it.each(BEHAVIOUR_NAMES)('[D39] a key that is %s', async (behaviour) => {
    const { key } = simulator.control.createKey({ behaviour, company: { name: COMPANY_NAME } })
    expect([await connect(key, deadlineOf(behaviour)), await check(key, deadlineOf(behaviour))]).toEqual(
      EXPECTED[behaviour],
    )
  })

  it('[X26] no key was ever in an address, a body or another header, and each came in the documented form', async () => {
    for (const behaviour of BEHAVIOUR_NAMES) {
      const { key } = simulator.control.createKey({ behaviour, company: { name: COMPANY_NAME } })
      await connect(key, deadlineOf(behaviour))
      await pleo.uninstall(secretOf(key), aCall(deadlineOf(behaviour)))
    }
    const { requests } = simulator.control.requests(0)
    expect(requests.length).toBeGreaterThan(2 * BEHAVIOUR_NAMES.length)
    const wrong = requests.filter(
      (request) =>
        request.keyInUrl ||
        request.keyInBody ||
        request.keyInHeader ||
        request.authorization !== 'basic' ||
        request.keyId === null,
    )
    expect(wrong).toEqual([])
  })

  it('writes nothing before it is told to', async () => {
    for (const behaviour of BEHAVIOUR_NAMES) {
      const { key } = simulator.control.createKey({ behaviour })
      await pleo.identify(secretOf(key), aCall(deadlineOf(behaviour)))
      await pleo.check(secretOf(key), aCall(deadlineOf(behaviour)))
    }
    const methods = new Set(simulator.control.requests(0).requests.map(({ method }) => method))
    expect([...methods]).toEqual(['GET'])
  })
})

it('a key that nobody made is invalid, and one that was revoked shows it in a check', async () => {
  expect(await connect('pls_0123456789abcdef_000000')).toBe('key_invalid')
  const { key } = simulator.control.createKey({ company: { name: COMPANY_NAME } })
  expect(await connect(key)).toBe(COMPANY_NAME)
  simulator.control.revoke({ key })
  expect(await check(key)).toBe('unauthorized')
})

it('a replacement finds the installation of the first key; after a disconnect there is none', async () => {
  const first = simulator.control.createKey({ company: { name: COMPANY_NAME } })
  expect(await connect(first.key)).toBe(COMPANY_NAME)
  const second = simulator.control.createKey({ company: { id: first.company.id } })
  const account = { id: first.company.id, kind: 'company', name: null }
  const plan = { mode: 'replace', account } as const
  expect(await pleo.install(secretOf(second.key), CONNECTION, plan, aCall())).toEqual({ kind: 'installed', account })
  const stranger = simulator.control.createKey({ company: { name: 'Other ApS' } })
  expect(await connect(stranger.key)).toBe('Other ApS')
  expect(await pleo.install(secretOf(stranger.key), CONNECTION, plan, aCall())).toEqual({
    kind: 'refused',
    reason: 'account_mismatch',
    found: { id: stranger.company.id, kind: 'company', name: null },
  })
  expect(await pleo.uninstall(secretOf(second.key), aCall())).toBe('done')
  expect(await pleo.uninstall(secretOf(second.key), aCall())).toBe('done')
  expect(await pleo.retract(secretOf(stranger.key), aCall())).toBe('done')
})
