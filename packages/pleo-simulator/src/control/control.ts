import type { BehaviourName } from '../behaviours.ts'
import type { Company } from '../companies.ts'
import { ACME_GROUP } from '../companies.ts'
import type { Installation } from '../installations.ts'
import type { SimulatedKey } from '../key.ts'
import type { OperationName } from '../operation-names.ts'
import type { RecordedRequest, RequestLog } from '../request-log.ts'
import { touches } from '../settings.ts'
import { uuidFrom } from '../uuid.ts'
import type { World } from '../world.ts'
import type {
  BehaviourInput,
  NewKeyInput,
  RenameInput,
  RevokeInput,
  ScopesInput,
  SwitchCompanyInput,
} from './control-input.ts'

/** Something the control API will not do; `status` is how HTTP says it. */
export class ControlRefusal extends Error {
  readonly code: 'no_such_key' | 'no_such_company' | 'behaviour_without_effect'
  readonly status: 404 | 422

  constructor(code: ControlRefusal['code'], message: string) {
    super(message)
    this.code = code
    this.status = code === 'behaviour_without_effect' ? 422 : 404
  }
}

/** A new key: the only answer that holds one. */
export interface IssuedKey {
  readonly key: string
  readonly id: string
  readonly company: Company
}

/** What may be said of a key. */
export interface KeyState {
  readonly id: string
  readonly company: Company
  readonly kind: SimulatedKey['kind']
  readonly scopes: readonly string[]
  readonly revoked: boolean
  readonly behaviours: readonly { readonly operation: OperationName | null; readonly behaviour: BehaviourName }[]
}

export interface Requests {
  readonly requests: readonly RecordedRequest[]
  /** The sequence number to ask for next time. */
  readonly last: number
}

/** What a person or a test may do to the stand-in; the control page and the control API are two faces of it. */
export class Control {
  readonly #world: World
  readonly #log: RequestLog
  #unnamed = 0

  constructor(world: World, log: RequestLog) {
    this.#world = world
    this.#log = log
  }

  /** Makes a key. Without a company it opens a new one. */
  createKey(input: NewKeyInput = {}): IssuedKey {
    const company = this.#companyFor(input.company ?? {})
    const organisationId = company.organisationId ?? (input.kind === 'organisation' ? ACME_GROUP.id : null)
    const { secret, key } = this.#world.issue({
      company,
      organisationId,
      kind: input.kind ?? 'company',
      scopes: input.scopes ?? this.#world.options.scopes,
      behaviour: input.behaviour ?? 'ok',
    })
    return { key: secret, id: key.id, company }
  }

  /** From the next call on the key is answered 401. */
  revoke({ key }: RevokeInput): KeyState {
    return this.#change(this.#keyOf(key), { revoked: true })
  }

  setScopes({ key, scopes }: ScopesInput): KeyState {
    return this.#change(this.#keyOf(key), { scopes: [...new Set(scopes)] })
  }

  /**
   * Sets how calls are answered; without a key for all callers, without an operation for all calls.
   *
   * @throws ControlRefusal The behaviour has nothing to do with that operation, or nobody made the key.
   */
  setBehaviour(input: BehaviourInput): { readonly behaviours: KeyState['behaviours'] } {
    const operation = input.operation ?? null
    if (operation !== null && !touches(input.behaviour, operation))
      throw new ControlRefusal('behaviour_without_effect', `${input.behaviour} does not touch ${operation}.`)
    const now = this.#world.options.now()
    const until = input.forMs === undefined ? null : now + input.forMs
    const settings = input.key === undefined ? this.#world.all : this.#world.settingsOf(this.#keyOf(input.key).id)
    settings.set({ behaviour: input.behaviour, operation, until })
    return { behaviours: settings.current(now) }
  }

  renameCompany({ id, name }: RenameInput): Company {
    const company = this.#world.companies.get(id)
    if (company === undefined) throw new ControlRefusal('no_such_company', 'There is no such company.')
    return this.#save({ ...company, name })
  }

  /** The key opens another company from the next call on. */
  switchCompany({ key, company }: SwitchCompanyInput): KeyState {
    const found = this.#keyOf(key)
    const { id, organisationId } = this.#companyFor(company)
    return this.#change(found, { companyId: id, organisationId })
  }

  /** The installations that exist now: what was made and not deleted. */
  installations(): { readonly installations: readonly Installation[] } {
    return { installations: this.#world.installations.list() }
  }

  requests(since = 0): Requests {
    return { requests: this.#log.since(since), last: this.#log.last }
  }

  /** Forgets keys, companies, installations, behaviours and requests. The magic keys are as new. */
  reset(): void {
    this.#world.reset()
    this.#log.clear()
    this.#unnamed = 0
  }

  #keyOf(keyOrId: string): SimulatedKey {
    const key = this.#world.findBySecret(keyOrId) ?? this.#world.find(keyOrId)
    if (key === undefined) throw new ControlRefusal('no_such_key', 'There is no such key.')
    return key
  }

  /** An id finds a company or makes it; a name or an organisation given with it holds from then on. */
  #companyFor({ id, name, organisationId }: NonNullable<NewKeyInput['company']>): Company {
    const known = id === undefined ? undefined : this.#world.companies.get(id)
    return this.#save({
      id: id ?? uuidFrom(this.#world.options.randomBytes(16)),
      name: name ?? known?.name ?? this.#nextName(),
      organisationId: organisationId ?? known?.organisationId ?? null,
    })
  }

  #nextName(): string {
    this.#unnamed += 1
    return `Example ${this.#unnamed} ApS`
  }

  #save(company: Company): Company {
    this.#world.companies.set(company.id, company)
    return company
  }

  #change(key: SimulatedKey, change: Parameters<World['change']>[1]): KeyState {
    this.#world.change(key.id, change)
    return this.#stateOf({ ...key, ...change })
  }

  #stateOf(key: SimulatedKey): KeyState {
    const { id, kind, scopes, revoked } = key
    const company = this.#world.companies.get(key.companyId) ?? { id: key.companyId, name: '', organisationId: null }
    return {
      id,
      company,
      kind,
      scopes,
      revoked,
      behaviours: this.#world.settingsOf(id).current(this.#world.options.now()),
    }
  }
}
