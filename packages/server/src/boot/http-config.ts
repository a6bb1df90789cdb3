import type { HttpConfig } from '../http/http-config.ts'
import type { Config } from './config.ts'

/** What the edge needs of the configuration. */
export function httpConfig(config: Config): HttpConfig {
  const { publicUrl, productName, productPath, supportUrl, privacyUrl, allowedOrigins, requireSealedSubmit, pleo } =
    config
  const words = { name: 'Pleo', integrationName: pleo.integrationName, appUrl: pleo.appUrl }
  return {
    publicUrl,
    productName,
    productPath,
    supportUrl,
    privacyUrl,
    allowedOrigins,
    requireSealedSubmit,
    providers: new Map([['pleo', words]]),
  }
}
