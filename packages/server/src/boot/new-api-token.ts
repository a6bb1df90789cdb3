import { generateApiToken } from '../vault/api-token.ts'

/** A new API token with its checksum; nothing knows it yet. */
export const newApiToken = (): string => generateApiToken()
