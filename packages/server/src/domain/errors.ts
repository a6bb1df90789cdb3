/** Every refusal that Keyturn itself makes. `code` is stable; HTTP status and title stand in one table at the edge. */
export abstract class KeyturnError extends Error {
  abstract readonly code: string
  override get name(): string {
    return this.constructor.name
  }
}

/** A value from outside does not have the shape it must have. The message never holds the value. */
export class MalformedValue extends KeyturnError {
  readonly code = 'malformed_value'
  readonly field: string
  constructor(field: string, expectation: string) {
    super(`${field} must be ${expectation}.`)
    this.field = field
  }
}

/** The machine of DESIGN section 4 has no such move. */
export class IllegalTransition extends KeyturnError {
  readonly code = 'illegal_transition'
  constructor(from: string, event: string) {
    super(`A ${from} connection cannot take ${event}.`)
  }
}
