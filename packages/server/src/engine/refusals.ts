import { KeyturnError } from '../domain/errors.ts'
import type { ReasonCode, ReasonDetails } from '../domain/reasons.ts'

/** Unknown here, or somebody else's: both look the same from outside. */
export class NotFound extends KeyturnError {
  readonly code = 'not_found'
  constructor() {
    super('There is no such thing here.')
  }
}

/** Somebody else changed it since it was read. */
export class RevisionMismatch extends KeyturnError {
  readonly code = 'revision_mismatch'
  constructor() {
    super('The connection has changed since it was read.')
  }
}

export class TenantNotAllowed extends KeyturnError {
  readonly code = 'tenant_not_allowed'
  constructor() {
    super('This API token may not act for that tenant.')
  }
}

/** What was sent was sealed for a turn of the page that is over, or to a key that is. The page as it is now can do it. */
export class PageOutdated extends KeyturnError {
  readonly code = 'page_outdated'
  constructor() {
    super('The page is older than what it acts on.')
  }
}

/** What was sent does not open: it was sealed for something else, or changed on the way. */
export class SealedUnreadable extends KeyturnError {
  readonly code = 'sealed_unreadable'
  constructor() {
    super('The sealed key does not open.')
  }
}

/** A reason of DESIGN section 5, where it ends a call instead of an attempt. */
export class Refused extends KeyturnError {
  readonly code = 'refused'
  readonly reason: ReasonCode
  readonly details: ReasonDetails
  readonly supportReference: string | null
  constructor(reason: ReasonCode, details: ReasonDetails = {}, supportReference: string | null = null) {
    super(`Refused: ${reason}.`)
    this.reason = reason
    this.details = details
    this.supportReference = supportReference
  }
}

/** One tenant has had more checks made than are its share. */
export class TooManyChecks extends KeyturnError {
  readonly code = 'too_many_checks'
  readonly retryAt: number
  constructor(retryAt: number) {
    super(`This tenant’s keys were checked very often just now. Try again at ${new Date(retryAt).toISOString()}.`)
    this.retryAt = retryAt
  }
}

/** Two fields of a request contradict each other, or what is stored. */
export class Contradiction extends KeyturnError {
  readonly code = 'invalid_request'
  readonly pointer: string
  constructor(pointer: string, message: string) {
    super(message)
    this.pointer = pointer
  }
}

/** An endpoint that is off is sent nothing. */
export class EndpointOff extends KeyturnError {
  readonly code = 'endpoint_off'
  constructor() {
    super('The endpoint is off. Switch it on first.')
  }
}

/** The event of a delivery is older than the retention. */
export class EventExpired extends KeyturnError {
  readonly code = 'event_expired'
  constructor() {
    super('The event is no longer kept.')
  }
}

/** A field whose value is well-formed and cannot be. `fault` is for programs, the message for people. */
export class InvalidField extends KeyturnError {
  readonly code = 'invalid_request'
  readonly pointer: string
  readonly fault: string
  constructor(pointer: string, fault: string, message: string) {
    super(message)
    this.pointer = pointer
    this.fault = fault
  }
}
