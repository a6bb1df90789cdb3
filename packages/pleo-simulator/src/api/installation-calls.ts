import { z } from 'zod'
import { refusal } from '../answer.ts'
import type { Said } from '../answer.ts'
import type { AgainRule } from '../behaviour.ts'
import { INSTALLATION_ERROR_CODES, INSTALLATION_STATUSES } from '../installations.ts'
import type { Installation } from '../installations.ts'
import { notFound, parseBody, uuidFrom } from './api-request.ts'
import type { ApiCall } from './api-request.ts'

/** Strings as in the examples of Pleo's file, objects as in its types. */
const metadata = z.record(z.string().max(255), z.union([z.string().max(4096), z.record(z.string(), z.unknown())]))
const status = z.enum(INSTALLATION_STATUSES)

/** `CreateClientInstallationRequest`. */
const CreateBody = z.object({ status: status.optional(), metadata: metadata.optional() })

/** `UpdateInstallationRequest`. */
const UpdateBody = z.object({
  status,
  errorCode: z.enum(INSTALLATION_ERROR_CODES).optional(),
  metadata: metadata.optional(),
})

const AGAIN: Readonly<Record<Exclude<AgainRule, 'overwrite'>, () => Said>> = {
  conflict: () => refusal(409, 'INSTALLATION_EXISTS', 'The installation exists already.', 'installation_again'),
  bad_request: () => refusal(400, 'INSTALLATION_EXISTS', 'The installation exists already.', 'installation_again'),
}

const absent = (): Said => notFound('There is no installation.', 'installation_absent')

const shown = (installation: Installation, ...assumes: Said['assumes'] & {}): Said => ({
  status: 200,
  body: installation,
  assumes: ['no_scope_needed', 'installation_holder', ...assumes],
})

/** `POST /v1/installations/me`. */
export function createInstallation(call: ApiCall): Said {
  const { world, key, again } = call
  const input = parseBody(call, CreateBody)
  if (!input.ok) return input.said
  const resource = world.subjectOf(key)
  const exists = world.installations.find(resource) !== undefined
  if (exists && again !== 'overwrite') return AGAIN[again]()
  const installation = world.installations.create(world.applicationId, resource, input.value)
  world.change(key.id, { hasInstalled: true })
  return shown(installation, ...(input.value.status === undefined ? (['installation_default_status'] as const) : []))
}

/** `GET /v1/installations/me`. */
export function readInstallation({ world, key, query }: ApiCall): Said {
  const companyId = uuidFrom(query, 'company_id')
  if (!companyId.ok) return companyId.said
  const installation = world.installations.find(world.subjectOf(key))
  const isWanted = companyId.value === null || world.companiesOf(key).some(({ id }) => id === companyId.value)
  return installation !== undefined && isWanted ? shown(installation) : absent()
}

/** `PUT /v1/installations/me`. */
export function updateInstallation(call: ApiCall): Said {
  const { world, key } = call
  const input = parseBody(call, UpdateBody)
  if (!input.ok) return input.said
  const installation = world.installations.find(world.subjectOf(key))
  if (installation === undefined) return absent()
  world.change(key.id, { hasInstalled: true })
  return shown(world.installations.update(installation, input.value), 'installation_metadata')
}

/** `DELETE /v1/installations/me`. */
export function deleteInstallation({ world, key }: ApiCall): Said {
  if (!world.installations.delete(world.subjectOf(key))) return notFound('There is no installation.')
  return { status: 204, assumes: ['installation_delete_keeps_key'] }
}

/** `POST /v1/installations/me:activate`, and the deprecated `PUT /v1/installations/completions`. */
export function activateInstallation({ world, key }: ApiCall): Said {
  if (key.kind !== 'oauth') return refusal(400, 'NOT_OAUTH', 'Only for OAuth.', 'activate')
  const resource = world.subjectOf(key)
  // OAuth installs by itself; the stand-in does so when it is first asked.
  const installation =
    world.installations.find(resource) ?? world.installations.create(world.applicationId, resource, {})
  return shown(world.installations.update(installation, { status: 'ACTIVATED' }), 'activate')
}
