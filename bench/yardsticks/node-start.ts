// `node node-start.ts <folder>`: what any Node server has to do at least: start, read its modules from the disk, listen.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { answerWith } from './answer.ts'

const [folder = '.'] = process.argv.slice(2)
for (const name of readdirSync(folder)) if (name.endsWith('.js')) readFileSync(join(folder, name))
answerWith((_, outgoing) => void outgoing.writeHead(404).end())
