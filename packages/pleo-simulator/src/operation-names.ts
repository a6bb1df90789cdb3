/** The calls a behaviour can be set for. */
export const OPERATION_NAMES = [
  'introspect',
  'installation_create',
  'installation_read',
  'installation_update',
  'installation_delete',
  'installation_activate',
  'company',
  'companies',
  'employees',
  'data',
] as const

export type OperationName = (typeof OPERATION_NAMES)[number]

export const INSTALLATION_ANSWERS = ['installation_create', 'installation_read', 'installation_update'] as const
