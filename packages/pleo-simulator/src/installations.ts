import { uuidFrom } from './uuid.ts'

export const INSTALLATION_STATUSES = ['ACTIVATED', 'INACTIVE', 'AUTHORIZED', 'PENDING_INTEGRATION', 'ERROR'] as const
type InstallationStatus = (typeof INSTALLATION_STATUSES)[number]

export const INSTALLATION_ERROR_CODES = ['NOT_ENTITLED', 'AUTH_ERROR'] as const
type InstallationErrorCode = (typeof INSTALLATION_ERROR_CODES)[number]

/** What an integration may set. */
export interface InstallationInput {
  readonly status?: InstallationStatus | undefined
  readonly errorCode?: InstallationErrorCode | undefined
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
}

/** As Pleo's App Marketplace file describes it (`InstallationResponse`). */
export interface Installation {
  readonly id: string
  readonly applicationId: string
  readonly resource: string
  readonly status: InstallationStatus
  readonly errorCode?: InstallationErrorCode | undefined
  readonly metadata: Readonly<Record<string, unknown>>
  readonly createdAt: string
  readonly updatedAt: string
}

export interface InstallationPorts {
  readonly now: () => number
  readonly randomBytes: (size: number) => Buffer
}

/** The installations of the one integration, by the URN of what it is installed for. */
export class Installations {
  readonly #ports: InstallationPorts
  readonly #byResource = new Map<string, Installation>()

  constructor(ports: InstallationPorts) {
    this.#ports = ports
  }

  find(resource: string): Installation | undefined {
    return this.#byResource.get(resource)
  }

  /** Oldest first. */
  list(): Installation[] {
    return [...this.#byResource.values()]
  }

  /** Makes it, or makes it anew in place of the one that was there. */
  create(applicationId: string, resource: string, input: InstallationInput): Installation {
    const at = new Date(this.#ports.now()).toISOString()
    return this.#save({
      id: uuidFrom(this.#ports.randomBytes(16)),
      applicationId,
      resource,
      status: input.status ?? 'AUTHORIZED',
      metadata: input.metadata ?? {},
      createdAt: at,
      updatedAt: at,
    })
  }

  /** What is not in `input` stays; an error code stays only with a status that it explains. */
  update(installation: Installation, input: InstallationInput): Installation {
    const status = input.status ?? installation.status
    const explained = status === 'ERROR' || status === 'INACTIVE'
    return this.#save({
      ...installation,
      status,
      errorCode: explained ? (input.errorCode ?? installation.errorCode) : undefined,
      metadata: input.metadata ?? installation.metadata,
      updatedAt: new Date(this.#ports.now()).toISOString(),
    })
  }

  /** @returns Whether there was one. */
  delete(resource: string): boolean {
    return this.#byResource.delete(resource)
  }

  clear(): void {
    this.#byResource.clear()
  }

  #save(installation: Installation): Installation {
    this.#byResource.set(installation.resource, installation)
    return installation
  }
}
