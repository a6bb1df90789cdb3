import { Secret } from '../../../domain/secret.ts'
import { parseId } from '../../../domain/ids.ts'
import type { AttemptStep } from '../../../domain/attempt.ts'
import type { ProviderHttp, ProviderResponse } from '../../../engine/ports/provider-http.ts'
import type { Provider, ProviderCall } from '../../../engine/ports/provider.ts'
import { json, systemClock } from '../../testing/scripted-http.ts'
import { createPleoProvider } from '../pleo.ts'
import type { PleoOptions } from '../pleo.ts'

/** Made-up values of the shapes in FACTS 6. For tests. */
export const COMPANY = '7a0c2f5e-91d4-4f0e-8a39-2f4d1c6b8e10'
export const OTHER_COMPANY = '11111111-2222-4333-8444-555555555555'
export const CLIENT = '0f5b7c1e-3d52-4a86-9a57-6f1f3f0e2b11'
export const KEY = 'demo-key-not-real-0001'
export const CONNECTION = parseId('connection', 'conn_0123456789abcdefghijkl')

export const companyUrn = (id: string): string => `urn:pleo:company:${id}`

export const introspection = (more: Readonly<Record<string, unknown>> = {}): ProviderResponse =>
  json(200, {
    data: {
      authMethod: 'API_KEY',
      clientId: CLIENT,
      scope: 'export-jobs:read companies:read',
      applicationName: 'Examplebooks',
      subjectURN: companyUrn(COMPANY),
      ...more,
    },
  })

export const company = (id = COMPANY, name: unknown = 'Nordlys Bakery ApS'): ProviderResponse =>
  json(200, { data: { id, name, address: { country: 'DK' } } })

export const installationBody = (more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  id: '2c1d4f8a-6b7e-4c0f-9a51-0d9e8c7b6a55',
  applicationId: '9e8d7c6b-5a49-4382-9172-63544536271a',
  resource: companyUrn(COMPANY),
  status: 'ACTIVATED',
  metadata: { externalConfigurationId: CONNECTION },
  createdAt: '2026-03-02T09:15:00Z',
  updatedAt: '2026-03-02T09:15:00Z',
  ...more,
})

export const installation = (more: Readonly<Record<string, unknown>> = {}): ProviderResponse =>
  json(200, installationBody(more))

export const pleoOver = (http: ProviderHttp, more: Partial<PleoOptions> = {}): Provider =>
  createPleoProvider({
    http,
    clock: systemClock,
    environment: 'custom',
    clientId: CLIENT,
    requiredScopes: ['export-jobs:read'],
    initialStatus: 'ACTIVATED',
    ...more,
  })

export const aKey = (): Secret => new Secret(Buffer.from(KEY))

/** A call whose steps can be read afterwards. */
export function aCall(deadlineMs = 5_000): ProviderCall & { readonly steps: AttemptStep[] } {
  const steps: AttemptStep[] = []
  return {
    steps,
    signal: AbortSignal.timeout(deadlineMs),
    async onStep(step) {
      steps.push(step)
    },
  }
}
