import { startAcmeBooks } from './acme-books.ts'

const { ACME_PORT = '4502', KEYTURN_URL = 'http://127.0.0.1:4500', KEYTURN_API_TOKEN = '' } = process.env

const acme = await startAcmeBooks({
  port: Number(ACME_PORT),
  keyturnUrl: KEYTURN_URL,
  keyturnToken: KEYTURN_API_TOKEN,
})
process.stdout.write(`Acme Books listens on ${acme.url}\n`)
