// `node update-loop.ts <database> <rows> <for, in ms>`: marks the next 500 rows that are due, by their index, in one
// synced transaction after the other, and reads nothing else of them. Makes the rows where there are none. Prints the rows a second.
import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

const A_BATCH = 500

const [file = '', count = '0', forMs = '0'] = process.argv.slice(2)
const isNew = !existsSync(file)
const database = new DatabaseSync(file)
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
if (isNew) {
  database.exec(`
    create table due (id integer primary key, due_at integer not null, holder text, until integer) strict;
    insert into due (id, due_at)
      select value, abs(random()) % 86400000 from (
        with recursive numbers(value) as (select 1 union all select value + 1 from numbers where value < ${Number(count)})
        select value from numbers);
    create index due_at on due (due_at);
    analyze`)
}
const take = database.prepare(
  `update due set holder = ?, until = ?
   where id in (select id from due where due_at > ? order by due_at limit ${A_BATCH}) returning due_at`,
)
const startedAt = performance.now()
let [taken, tookMs, last] = [0, 0, -1]
while (tookMs < Number(forMs)) {
  // Values that were not there before: an update to the same ones writes nothing.
  const rows = take.all(`holder-${startedAt}-${taken}`, taken, last)
  last = rows.length < A_BATCH ? -1 : Math.max(...rows.map(({ due_at: at }) => Number(at)))
  taken += rows.length
  tookMs = performance.now() - startedAt
}
database.close()
process.stdout.write(String((1_000 * taken) / tookMs))
