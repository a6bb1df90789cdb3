import type { Figure } from './figure.ts'
import type { Row } from './row.ts'

/** What one row found. */
export interface Result {
  readonly id: string
  readonly figures: readonly Figure[]
  readonly rounds: number
  /** How many wanted a processor when it was measured, the minute before it ended: `os.loadavg()`. */
  readonly load: number
  readonly revision: string
  readonly date: string
}

type Described = Pick<Row, 'id' | 'what' | 'beside'>

const HEAD = `# What was measured

Written by \`npm run bench\`. Machines differ twofold in speed, so each time and rate stands beside a yardstick: something
bare that does the least such a thing can do, measured in the same rounds. A ratio is made round by round. Medians over the
rounds, the spread in brackets; a row is judged by its median unless it says worst round. It holds when it keeps its
limit (DESIGN 19, where that names one) and its ratio. Load is how many processes wanted a processor at the end of a row:
where that is more than there are, others slowed it down. \`npm run bench -- <row> …\` measures these rows and leaves the
others as they stand.

`
const COLUMNS = `| row | figure | measured | limit | yardstick | ratio | limit of it | holds | rounds | load | revision | date |
|---|---|---|---|---|---|---|---|---|---|---|---|
`
/** Of these columns: lines of another table are not kept. */
const LINE = /^\| `([\w-]+)` \|(?:[^|\n]*\|){11}$/gm

/** The page with this row new and all others kept, in the order of `rows`. */
export function pageWith(
  page: string,
  result: Result,
  { machine, rows, absent }: { readonly machine: string; readonly rows: readonly Described[]; readonly absent: string },
): string {
  const lines = new Map<string, string[]>()
  for (const [line, id = ''] of page.matchAll(LINE)) lines.set(id, [...(lines.get(id) ?? []), line])
  lines.set(
    result.id,
    result.figures.map((figure) => lineOf(result, figure)),
  )
  const table = rows.flatMap(({ id }) => lines.get(id) ?? []).join('\n')
  return `${HEAD}${machine}\n\n${COLUMNS}${table}\n\n## The rows\n\n${rows.map(described).join('\n')}\n\n${absent}`
}

const described = ({ id, what, beside }: Described): string =>
  `- **${id}**: ${what}. ${beside === null ? 'Bytes and counts: the same on any machine.' : `Yardstick: ${beside}.`}`

const lineOf = (
  { id, rounds, load, revision, date }: Result,
  { name, measured, limit, yardstick, ratio, ratioLimit, holds }: Figure,
): string =>
  `| \`${id}\` | ${[name, measured, limit, yardstick, ratio, ratioLimit, holds ? 'yes' : '**no**', rounds, load.toFixed(1), revision, date].join(' | ')} |`
