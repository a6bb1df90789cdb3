import { refusal } from '../answer.ts'
import type { Said } from '../answer.ts'
import type { Company } from '../companies.ts'
import { UUID, uuidOf } from '../uuid.ts'
import { malformed, notFound, uuidFrom } from './api-request.ts'
import type { ApiCall } from './api-request.ts'
import { paged } from './paging.ts'

const PEOPLE = [
  { firstName: 'Mette', lastName: 'Example', jobTitle: 'Bookkeeper' },
  { firstName: 'Jonas', lastName: 'Sample', jobTitle: 'Sales' },
] as const

const notYours = (): Said => refusal(403, 'FORBIDDEN', 'Missing permissions.', 'not_yours')

/** `ExternalCompanyResponseModel`, with a made-up address. */
const companyShown = (company: Company): Readonly<Record<string, unknown>> => ({
  id: company.id,
  name: company.name,
  ...(company.organisationId === null ? {} : { organizationId: company.organisationId }),
  registrationNumber: '00000000',
  address: { addressLine1: 'Example Street 1', locality: 'Copenhagen', postalCode: '0000', country: 'DK' },
})

/** `ExternalEmployeeResponseModel`; nobody real. */
const employeesOf = (company: Company): Readonly<Record<string, string>>[] =>
  PEOPLE.map((person, index) => ({
    id: uuidOf(`employee ${index} of ${company.id}`),
    companyId: company.id,
    email: `${person.firstName.toLowerCase()}@${company.id.slice(0, 8)}.example`,
    code: `E-${index + 1}`,
    ...person,
  }))

/** `GET /v1/companies/{companyId}`. */
export function readCompany({ world, key, id }: ApiCall): Said {
  if (!UUID.test(id)) return malformed('companyId is not a UUID.')
  const company = world.companiesOf(key).find((one) => one.id === id.toLowerCase())
  if (company === undefined) return notFound('Company not found.', 'not_yours')
  return { status: 200, body: { data: companyShown(company) } }
}

/** `GET /v1/companies`. */
export function listCompanies({ world, key, query }: ApiCall): Said {
  const organisationId = uuidFrom(query, 'organization_id')
  if (!organisationId.ok) return organisationId.said
  const mine = world.companiesOf(key)
  if (organisationId.value === null) return paged(mine.map(companyShown), query)
  const ofOrganisation = mine.filter((company) => company.organisationId === organisationId.value)
  return ofOrganisation.length === 0 ? notYours() : paged(ofOrganisation.map(companyShown), query)
}

/** `GET /v2/employees`. */
export function listEmployees({ world, key, query }: ApiCall): Said {
  const companyId = uuidFrom(query, 'companyId')
  if (!companyId.ok) return companyId.said
  const companies = world.companiesOf(key).filter(({ id }) => companyId.value === null || id === companyId.value)
  if (companies.length === 0) return notYours()
  const wanted = (name: string, value: string | undefined): boolean =>
    !query.has(name) || query.get(name)?.toLowerCase() === value?.toLowerCase()
  const found = companies
    .flatMap(employeesOf)
    .filter((employee) => wanted('email', employee['email']) && wanted('code', employee['code']))
  return paged(found, query)
}

/** `GET /v2/employees/{employeeId}`. */
export function readEmployee({ world, key, id }: ApiCall): Said {
  if (!UUID.test(id)) return malformed('employeeId is not a UUID.')
  const employee = world
    .companiesOf(key)
    .flatMap(employeesOf)
    .find((one) => one['id'] === id.toLowerCase())
  return employee === undefined ? notFound('Employee not found.') : { status: 200, body: { data: employee } }
}
