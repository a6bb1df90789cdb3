import { z } from 'zod'
import { BEHAVIOUR_NAMES } from '../behaviours.ts'
import { OPERATION_NAMES } from '../operation-names.ts'
import { UUID } from '../uuid.ts'

const DAY_MS = 86_400_000

const uuid = z
  .string()
  .regex(UUID, 'must be a UUID')
  .transform((id) => id.toLowerCase())
const name = z.string().trim().min(1).max(200)
const scopes = z.array(z.string().regex(/^[!-~]{1,100}$/, 'must be printable, without spaces')).max(100)
/** A key, or the id that stands for it (`key_1`, `magic_ok`). */
const key = z.string().min(1).max(4096)
const behaviour = z.enum(BEHAVIOUR_NAMES)
const company = z.strictObject({ id: uuid.optional(), name: name.optional(), organisationId: uuid.optional() })

/** The bodies of the control API. A field it does not know is refused. */
export const NewKeyInput = z.strictObject({
  company: company.optional(),
  scopes: scopes.optional(),
  kind: z.enum(['company', 'organisation', 'oauth']).optional(),
  behaviour: behaviour.optional(),
})
export const RevokeInput = z.strictObject({ key })
export const ScopesInput = z.strictObject({ key, scopes })
export const BehaviourInput = z.strictObject({
  key: key.optional(),
  behaviour,
  operation: z.enum(OPERATION_NAMES).optional(),
  forMs: z.int().min(1).max(DAY_MS).optional(),
})
export const RenameInput = z.strictObject({ id: uuid, name })
export const SwitchCompanyInput = z.strictObject({ key, company })
export const RequestsQuery = z.strictObject({ since: z.coerce.number().int().min(0).default(0) })

export type NewKeyInput = z.infer<typeof NewKeyInput>
export type RevokeInput = z.infer<typeof RevokeInput>
export type ScopesInput = z.infer<typeof ScopesInput>
export type BehaviourInput = z.infer<typeof BehaviourInput>
export type RenameInput = z.infer<typeof RenameInput>
export type SwitchCompanyInput = z.infer<typeof SwitchCompanyInput>
