/** One line of the table. */
export interface Result {
  readonly id: string
  readonly what: string
  readonly limit: string
  readonly shown: string
  readonly holds: boolean
  readonly rounds: number
  /** How many wanted a processor when it was measured, the minute before it ended: `os.loadavg()`. */
  readonly load: number
  readonly date: string
}

const HEAD = `# What was measured

Written by \`npm run bench\`. Medians over interleaved rounds, the spread in brackets. Load is how many processes wanted a
processor at the end of a row: where that is more than there are, others slowed the row down. \`npm run bench -- <row>\`
measures one row and leaves the others as they stand.

`
const COLUMNS = '| row | what | limit | measured | holds | rounds | load | date |\n|---|---|---|---|---|---|---|---|\n'
const LINE = /^\| `([\w-]+)` \|.*$/gm

/** The page with these rows new and all others kept, in the order of `ids`. */
export function pageWith(page: string, machine: string, ids: readonly string[], results: readonly Result[]): string {
  const lines = new Map<string, string>()
  for (const [line, id = ''] of page.matchAll(LINE)) lines.set(id, line)
  for (const result of results) lines.set(result.id, lineOf(result))
  const table = ids.flatMap((id) => lines.get(id) ?? []).join('\n')
  return `${HEAD}${machine}\n\n${COLUMNS}${table}\n`
}

const lineOf = ({ id, what, limit, shown, holds, rounds, load, date }: Result): string =>
  `| \`${id}\` | ${what} | ${limit} | ${shown} | ${holds ? 'yes' : '**no**'} | ${rounds} | ${load.toFixed(1)} | ${date} |`
