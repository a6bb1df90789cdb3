// Loaded into whatever a test starts: writes down which functions it reaches. At once, since a test may kill it at any time.
import { appendFileSync } from 'node:fs'

const file = process.env['KEYTURN_REACH']
const known = new Set()

globalThis.keyturnReached = (/** @type {string} */ unit) => {
  if (file === undefined || known.has(unit)) return
  known.add(unit)
  appendFileSync(file, `${unit}\n`)
}
