import { startAcmeBooks } from './acme-books.ts'

const { ACME_PORT, KEYTURN_URL, KEYTURN_API_TOKEN, KEYTURN_WEBHOOK_SECRET } = process.env
if (!KEYTURN_API_TOKEN)
  throw new Error('Set KEYTURN_API_TOKEN: npm run keyturn -- tokens create --name acme-books --scopes read,write')

const port = Number(ACME_PORT ?? 4_502)
if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('ACME_PORT must be a port, for instance 4502')

const acmeBooks = await startAcmeBooks({
  port,
  keyturnUrl: KEYTURN_URL ?? 'http://127.0.0.1:4500',
  keyturnToken: KEYTURN_API_TOKEN,
  ...(KEYTURN_WEBHOOK_SECRET === undefined ? {} : { webhookSecret: KEYTURN_WEBHOOK_SECRET }),
  onProblem: (error) => process.stderr.write(`${error instanceof Error ? error.message : 'unknown fault'}\n`),
})
process.stdout.write(`Acme Books: ${acmeBooks.url}\n`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void acmeBooks.close())
