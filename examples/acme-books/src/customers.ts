/** Acme Books' own data: customers, their ledgers and the people who sign in. A real product has a database. */

export interface Ledger {
  /** Acme Books' id of it: Keyturn's `reference`. */
  readonly id: string
  /** Its name, shown to the customer: Keyturn's `label`. */
  readonly name: string
}

export interface Customer {
  /** Acme Books' id of it: Keyturn's `tenantId`. */
  readonly id: string
  readonly name: string
  readonly ledgers: readonly [Ledger, ...Ledger[]]
}

export interface User {
  readonly id: string
  readonly name: string
  readonly customer: Customer
}

const ACME: Customer = {
  id: 'acme-42',
  name: 'Acme ApS',
  ledgers: [{ id: 'default', name: 'Acme DK, main ledger' }],
}

const NORDLYS: Customer = {
  id: 'nordlys-7',
  name: 'Nordlys',
  ledgers: [
    { id: 'nordlys-dk', name: 'Nordlys Denmark' },
    { id: 'nordlys-se', name: 'Nordlys Sweden' },
  ],
}

export const USERS: readonly User[] = [
  { id: 'u-7', name: 'Marie Holm', customer: ACME },
  { id: 'u-9', name: 'Jonas Lind', customer: NORDLYS },
]

export const findUser = (id: string): User | undefined => USERS.find((user) => user.id === id)

export const findLedger = (customer: Customer, id: string | undefined): Ledger | undefined =>
  customer.ledgers.find((ledger) => ledger.id === id)
