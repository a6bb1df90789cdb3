import { MalformedValue } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { ProviderHttp } from '../../engine/ports/provider-http.ts'
import type { Provider, ProviderCall } from '../../engine/ports/provider.ts'
import type { Talk } from './ask.ts'
import { nameCompany } from './company.ts'
import { install, retract, reveal, uninstall } from './installation.ts'
import type { InitialStatus } from './installation.ts'
import { checkKey, identifyKey } from './introspection.ts'
import { readCompanyId } from './urn.ts'

export interface PleoOptions {
  readonly http: ProviderHttp
  readonly clock: Clock
  /** `production`, `staging` or `custom`; only a name here. */
  readonly environment: string
  /** The integration's client at Pleo; null lets keys of any application pass. */
  readonly clientId: string | null
  readonly requiredScopes: readonly string[]
  /** `PENDING_INTEGRATION` for products that sync before they are ready. */
  readonly initialStatus: InitialStatus
}

const PEOPLE_WAIT_MS = 10 * 60_000
const CHECKS_WAIT_MS = 60 * 60_000

/** Pleo's Integrated API Keys, from FACTS alone: what it calls UNKNOWN is tolerated in each plausible form. */
export function createPleoProvider(options: PleoOptions): Provider {
  const { http, clock, environment, requiredScopes, initialStatus } = options
  const talkOf = (key: Secret, { signal }: Pick<ProviderCall, 'signal'>, longestWaitMs = PEOPLE_WAIT_MS): Talk => ({
    http,
    clock,
    key,
    signal,
    longestWaitMs,
  })
  return {
    id: 'pleo',
    environment,
    requiredScopes,

    parseAccountId(value) {
      const id = readCompanyId(value)
      if (id === null) throw new MalformedValue('accountId', "a company's UUID or its URN, urn:pleo:company:<uuid>")
      return id
    },

    identify: (key, call) => identifyKey(talkOf(key, call), options, call.onStep),

    async reveal(key, connection, call) {
      const talk = talkOf(key, call)
      await call.onStep('installation')
      const installation = await reveal(talk, connection)
      if (installation.kind !== 'installed') return installation
      return { kind: 'installed', account: await nameCompany(talk, installation.account.id) }
    },

    async install(key, connection, plan, call) {
      await call.onStep('installation')
      return install(talkOf(key, call), { ...plan, connection, initialStatus })
    },

    retract: (key, call) => retract(talkOf(key, call)),
    check: (key, call) => checkKey(talkOf(key, call, CHECKS_WAIT_MS), options),
    uninstall: (key, call) => uninstall(talkOf(key, call)),
  }
}
