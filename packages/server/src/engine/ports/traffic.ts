import type { Connection } from '../../domain/connection.ts'

/** One call that was made with a stored key. */
export interface ProxiedCall {
  readonly connection: Pick<Connection, 'tenantId' | 'id' | 'provider' | 'environment'>
  /** Of the key it was made with: what an older one came to says nothing any more. */
  readonly credentialVersion: number
  /** Of the provider's answer; null where there was none. */
  readonly status: number | null
}

/** Whoever calls a provider with a stored key tells here what came of it. */
export interface Traffic {
  /** Costs the call nothing: it is looked at afterwards. Never throws. */
  note(call: ProxiedCall): void
  /** When all that was noted is looked at and written. */
  settled(): Promise<void>
}
