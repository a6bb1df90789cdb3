/** Somebody the integrator wants to be told about a connection by mail. */
export interface Recipient {
  /** `local@domain`, ASCII, as it was given. */
  readonly email: string
  /** BCP 47; null: English. */
  readonly locale: string | null
}

/** Mail systems differ on the case of the local part; to people it never makes two persons. */
export const sameAddress = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

export const sameRecipients = (one: readonly Recipient[], other: readonly Recipient[]): boolean =>
  one.length === other.length &&
  one.every(({ email, locale }, at) => email === other[at]?.email && locale === other[at]?.locale)
