/** What a key opens. For Pleo: a company. */
export interface Account {
  /** Canonical, lower case: for Pleo the company's UUID. */
  readonly id: string
  readonly kind: string
  /** Null where the provider does not tell. */
  readonly name: string | null
}
