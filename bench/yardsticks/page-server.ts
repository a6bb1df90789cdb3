// `node page-server.ts <bytes>`: a link that leads to a page of so many bytes with nothing in it but a field.
import { randomBytes } from 'node:crypto'
import { answerWith } from './answer.ts'

const [bytesText = '0'] = process.argv.slice(2)
const field = '<!doctype html><title>Bare</title><label>Key <input id="key"></label>'
const rest = Number(bytesText) - field.length - '<!---->'.length
const page = `${field}<!--${randomBytes(rest).toString('hex').slice(0, rest)}-->`

answerWith((incoming, outgoing) => {
  if (incoming.url === '/link') outgoing.writeHead(303, { location: '/page', 'set-cookie': 'visitor=1' }).end()
  else outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
})
