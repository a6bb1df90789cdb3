import { ACME_GROUP, FIRST_COMPANIES } from '../companies.ts'
import type { Company } from '../companies.ts'
import type { World } from '../world.ts'

/** What a person can add the integration to. */
export interface Subject {
  readonly kind: 'company' | 'organisation'
  readonly id: string
  readonly name: string
  readonly description: string
  /** The company the key is filed under; of an organisation, its first. */
  readonly company: Company
}

/** The companies a person can choose among, under their present names, and their organisation. */
export function subjectsOf(world: World): Subject[] {
  const companies = FIRST_COMPANIES.map((first) => world.companies.get(first.id) ?? first)
  const group = companies.filter(({ organisationId }) => organisationId === ACME_GROUP.id)
  const [first] = group
  const organisations: Subject[] =
    first === undefined
      ? []
      : [
          {
            kind: 'organisation',
            id: ACME_GROUP.id,
            name: ACME_GROUP.name,
            description: `An organisation: ${group.map(({ name }) => name).join(', ')}`,
            company: first,
          },
        ]
  return [
    ...companies.map((company): Subject => ({
      kind: 'company',
      id: company.id,
      name: company.name,
      description: `Company ID ${company.id}`,
      company,
    })),
    ...organisations,
  ]
}
