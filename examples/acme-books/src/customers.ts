/** What Acme Books knows of its customers: made up, and in memory, where a product has a database. */

export interface Ledger {
  /** Our own id of it; at Keyturn the connection's `reference`. */
  readonly reference: string
  readonly name: string
  readonly entries: readonly Entry[]
}

interface Entry {
  readonly day: string
  readonly text: string
  readonly amount: string
}

export interface Customer {
  /** Our own id of the customer; at Keyturn the `tenantId`. */
  readonly tenantId: string
  readonly name: string
  /** Who looks after the customer's books, and hears when a connection needs somebody. */
  readonly ownerEmail: string
  readonly ledgers: readonly [Ledger, ...Ledger[]]
}

export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly customer: Customer
}

const ACME: Customer = {
  tenantId: 'acme-42',
  name: 'Acme ApS',
  ownerEmail: 'marie@acme.example',
  ledgers: [
    {
      reference: 'default',
      name: 'Acme DK, main ledger',
      entries: [
        { day: '3 November', text: 'Rent, Vesterbrogade', amount: 'DKK 18,400.00' },
        { day: '5 November', text: 'Paper and ink', amount: 'DKK 642.50' },
      ],
    },
  ],
}

const NORDLYS: Customer = {
  tenantId: 'nordlys-7',
  name: 'Nordlys',
  ownerEmail: 'jonas@nordlys.example',
  ledgers: [
    {
      reference: 'nordlys-dk',
      name: 'Nordlys Denmark',
      entries: [{ day: '4 November', text: 'Flour, 400 kg', amount: 'DKK 3,120.00' }],
    },
    {
      reference: 'nordlys-se',
      name: 'Nordlys Sweden',
      entries: [{ day: '6 November', text: 'Coffee beans', amount: 'SEK 2,950.00' }],
    },
  ],
}

export const PEOPLE: readonly [Person, ...Person[]] = [
  { id: 'u-7', name: 'Marie Holm', email: ACME.ownerEmail, customer: ACME },
  { id: 'u-9', name: 'Jonas Lind', email: NORDLYS.ownerEmail, customer: NORDLYS },
]

/** Everybody's, and shown on the page: this is a demonstration. */
export const DEMO_PASSWORD = 'open-the-books'

/** A ledger of this customer and of nobody else. */
export const ledgerOf = (customer: Customer, reference: string | null | undefined): Ledger | undefined =>
  customer.ledgers.find((ledger) => ledger.reference === reference)
