import { startBooks } from './start-books.ts'

const { BOOKS_PORT, KEYTURN_URL, KEYTURN_API_TOKEN } = process.env
if (!KEYTURN_API_TOKEN)
  throw new Error('Set KEYTURN_API_TOKEN: npm run keyturn -- tokens create --name books --scopes write')

const books = await startBooks({
  port: Number(BOOKS_PORT ?? 4_503),
  keyturnUrl: KEYTURN_URL ?? 'http://127.0.0.1:4500',
  keyturnToken: KEYTURN_API_TOKEN,
})
process.stdout.write(`Acme Books: ${books.url}\n`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void books.close())
