import { paceOfNotices } from '../domain/notice.ts'
import type { EnginePorts } from '../engine/ports/engine-ports.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { Config } from './config.ts'
import { httpConfig } from './http-config.ts'

/** @returns null where no mail server is named: then nothing of the notifier is loaded either */
export async function startNotifier(engine: EnginePorts, config: Config): Promise<Notifier | null> {
  const { mail } = config
  if (mail === null) return null
  const [{ Notifier }, { sendMail }] = await Promise.all([import('../notify/notifier.ts'), import('../notify/smtp.ts')])
  const { server, from, afterMs } = mail
  const { publicUrl, productName, productPath, supportUrl, providers } = httpConfig(config)
  return new Notifier(
    { ...engine, send: (...sending) => sendMail(server, ...sending) },
    { pace: paceOfNotices(afterMs), from, publicUrl, host: { productName, productPath, supportUrl }, providers },
  )
}
