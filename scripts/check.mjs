// `npm run check`: everything that can be said about the code without running it. One line a step; a step that fails
// shows what it found. `npm run check -- lint docs` runs only those.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { FROM_SOURCE, ROOT, runCommand, stopped } from './run-command.mjs'

/**
 * What is generated must equal what is committed: each of these makes its file anew and compares.
 * @type {readonly { name: string, argv: readonly string[] }[]}
 */
const GENERATED = [
  { name: 'openapi.json is what the schemas say', argv: ['node', 'packages/server/src/cli/openapi.ts', '--check'] },
  { name: 'docs/elements.md is what the tags say', argv: ['node', 'scripts/elements-reference.mjs', '--check'] },
]

const STEPS = [
  { name: 'format', argv: ['oxfmt', '--check'] },
  { name: 'lint', argv: ['oxlint', '--deny-warnings'] },
  { name: 'types', argv: ['tsc', '-b'] },
  { name: 'unused', argv: ['knip'] },
  { name: 'size', argv: ['size-limit'] },
  { name: 'package', argv: ['node', 'scripts/check-package.mjs'] },
  { name: 'docs', argv: ['node', 'scripts/check-docs.mjs'] },
  { name: 'trace', argv: ['node', 'scripts/trace.mjs', '--strict'] },
  ...GENERATED,
]

/** A check that cannot run is a check that fails. */
const missingFile = (/** @type {readonly string[]} */ argv) =>
  argv.find((part) => /^(packages|scripts)\//.test(part) && !existsSync(join(ROOT, part)))

async function runStep({ name, argv }) {
  const startedAt = performance.now()
  const missing = missingFile(argv)
  const { code, output } =
    missing === undefined
      ? await runCommand(argv, { output: 'collected', env: argv[0] === 'node' ? { NODE_OPTIONS: FROM_SOURCE } : {} })
      : { code: 1, output: `${missing} does not exist.\n` }
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1).padStart(5)
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${seconds} s  ${name}\n`)
  if (code !== 0) process.stdout.write(`\n${output.trimEnd()}\n\n`)
  return code === 0
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => STEPS.every((step) => step.name !== name))
if (unknown.length > 0) {
  process.stderr.write(`There is no step ${unknown.join(', ')}. Steps: ${STEPS.map(({ name }) => name).join(', ')}\n`)
  process.exit(2)
}

let good = true
for (const step of STEPS) {
  if (stopped() !== null || (asked.length > 0 && !asked.includes(step.name))) continue
  good = (await runStep(step)) && good
}
process.exitCode = good && stopped() === null ? 0 : 1
