/** One legal entity. Made up; `id` is a UUID. */
export interface Company {
  readonly id: string
  readonly name: string
  readonly organisationId: string | null
}

/** A group of companies. */
export interface Organisation {
  readonly id: string
  readonly name: string
}

export const ACME_GROUP: Organisation = { id: 'c4b3a291-8f7e-4d6c-9b5a-4a3b2c1d0e9f', name: 'Acme Group' }

export const ACME: Company = {
  id: '7a0c2f5e-91d4-4f0e-8a39-2f4d1c6b8e10',
  name: 'Acme ApS',
  organisationId: ACME_GROUP.id,
}

export const NORDLYS: Company = {
  id: '3f6e1b9c-5a27-4d80-b6c4-91e0d7a2f358',
  name: 'Nordlys Bakery ApS',
  organisationId: null,
}

const ACME_SWEDEN: Company = {
  id: 'b81d4a36-0c7f-4e52-8d19-6f2a5c3e7b04',
  name: 'Acme Sverige AB',
  organisationId: ACME_GROUP.id,
}

/** The companies a person can choose among on the pages, as they are after a reset. */
export const FIRST_COMPANIES: readonly Company[] = [ACME, NORDLYS, ACME_SWEDEN]

export const companyUrn = (id: string): string => `urn:pleo:company:${id}`
export const organisationUrn = (id: string): string => `urn:pleo:organisation:${id}`
