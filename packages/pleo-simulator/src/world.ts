import { createHash } from 'node:crypto'
import type { BehaviourName } from './behaviours.ts'
import { companyUrn, FIRST_COMPANIES, organisationUrn } from './companies.ts'
import type { Company } from './companies.ts'
import { Installations } from './installations.ts'
import type { KeyKind, SimulatedKey } from './key.ts'
import { MAGIC_KEYS } from './magic-keys.ts'
import { RateWindow } from './rate-window.ts'
import { Settings } from './settings.ts'
import { uuidOf } from './uuid.ts'

export interface NewKey {
  readonly company: Company
  readonly kind: KeyKind
  readonly organisationId: string | null
  readonly scopes: readonly string[]
  readonly behaviour: BehaviourName
}

export interface WorldOptions {
  readonly integrationName: string
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly ratePerMinute: number | null
  readonly now: () => number
  readonly randomBytes: (size: number) => Buffer
}

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64')

/** Everything the stand-in knows. In memory only; secrets only as digests, but for those not shown yet. */
export class World {
  readonly options: WorldOptions
  readonly applicationId = uuidOf('application')
  readonly companies = new Map<string, Company>()
  readonly installations: Installations
  readonly rate: RateWindow
  #all = new Settings('ok')
  readonly #keys = new Map<string, SimulatedKey>()
  readonly #settings = new Map<string, Settings>()
  readonly #idByDigest = new Map<string, string>()
  readonly #unshown = new Map<string, string>()
  readonly #installedBefore = new Set<string>()
  #made = 0

  constructor(options: WorldOptions) {
    this.options = options
    this.installations = new Installations(options)
    this.rate = new RateWindow(options.ratePerMinute, options.now)
    this.reset()
  }

  /** Back to the first companies and the magic keys, as if just started. */
  reset(): void {
    for (const kept of [
      this.companies,
      this.#keys,
      this.#settings,
      this.#idByDigest,
      this.#unshown,
      this.#installedBefore,
    ])
      kept.clear()
    this.installations.clear()
    this.rate.clear()
    this.#all = new Settings('ok')
    this.#made = 0
    for (const company of FIRST_COMPANIES) this.companies.set(company.id, company)
    for (const magic of MAGIC_KEYS) {
      this.companies.set(magic.company.id, magic.company)
      this.#add(magic.id, magic.key, { ...magic, kind: 'company', organisationId: null, scopes: this.options.scopes })
    }
  }

  /** Behaviours for every caller, with or without a good key. */
  get all(): Settings {
    return this.#all
  }

  settingsOf(id: string): Settings {
    return this.#settings.get(id) ?? this.#all
  }

  /** Makes a key. The secret is in the answer and nowhere else. */
  issue(wanted: NewKey): { readonly secret: string; readonly key: SimulatedKey } {
    this.#made += 1
    const secret = `standin-key-not-real-${this.options.randomBytes(16).toString('hex')}`
    return { secret, key: this.#add(`key_${this.#made}`, secret, wanted) }
  }

  /** Makes a key whose secret can be taken once, by the page that shows it. */
  issueForPage(wanted: NewKey): SimulatedKey {
    const { secret, key } = this.issue(wanted)
    this.#unshown.set(key.id, secret)
    return key
  }

  /** The secret of a key that no page has shown yet; from then on it is gone. */
  takeUnshown(id: string): string | undefined {
    const secret = this.#unshown.get(id)
    this.#unshown.delete(id)
    return secret
  }

  find(id: string): SimulatedKey | undefined {
    return this.#keys.get(id)
  }

  findBySecret(secret: string): SimulatedKey | undefined {
    const id = this.#idByDigest.get(digestOf(secret))
    return id === undefined ? undefined : this.#keys.get(id)
  }

  /** Newest first. */
  keys(): SimulatedKey[] {
    return [...this.#keys.values()].toReversed()
  }

  change(id: string, change: Partial<Omit<SimulatedKey, 'id' | 'createdAt'>>): void {
    const key = this.#keys.get(id)
    if (key !== undefined) this.#keys.set(id, { ...key, ...change })
  }

  /** Gives the company of a key the installation it is said to have had before; once, so that it can be deleted. */
  installBefore(key: SimulatedKey): void {
    if (this.#installedBefore.has(key.id)) return
    this.#installedBefore.add(key.id)
    const resource = this.subjectOf(key)
    if (this.installations.find(resource) !== undefined) return
    this.installations.create(this.applicationId, resource, { status: 'ACTIVATED', metadata: { source: 'earlier' } })
  }

  /** The URN of what a key opens. */
  subjectOf(key: SimulatedKey): string {
    if (key.kind === 'organisation' && key.organisationId !== null) return organisationUrn(key.organisationId)
    return companyUrn(key.companyId)
  }

  /** The companies a key may see. */
  companiesOf(key: SimulatedKey): Company[] {
    const all = [...this.companies.values()]
    if (key.kind === 'organisation') return all.filter((company) => company.organisationId === key.organisationId)
    return all.filter((company) => company.id === key.companyId)
  }

  #add(id: string, secret: string, wanted: NewKey): SimulatedKey {
    const key: SimulatedKey = {
      id,
      kind: wanted.kind,
      companyId: wanted.company.id,
      organisationId: wanted.organisationId ?? wanted.company.organisationId,
      scopes: wanted.scopes,
      clientId: this.options.clientId,
      applicationName: this.options.integrationName,
      namesCompany: true,
      hasInstalled: false,
      revoked: false,
      createdAt: this.options.now(),
    }
    this.#keys.set(id, key)
    this.#settings.set(id, new Settings(wanted.behaviour))
    this.#idByDigest.set(digestOf(secret), id)
    return key
  }
}
