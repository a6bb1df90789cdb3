import type { Said } from '../answer.ts'
import type { ApiCall } from './api-request.ts'

/** `GET /v1/introspect` (FACTS 6.1). */
export function introspect({ world, key }: ApiCall): Said {
  return {
    status: 200,
    assumes: ['no_scope_needed'],
    body: {
      data: {
        authMethod: key.kind === 'oauth' ? 'OAUTH2' : 'API_KEY',
        clientId: key.clientId,
        scope: key.scopes.join(' '),
        applicationName: key.applicationName,
        ...(key.namesCompany ? { subjectURN: world.subjectOf(key) } : {}),
      },
    },
  }
}
