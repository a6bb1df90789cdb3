import { apiToken } from '../api-token.ts'
import { figureOf } from '../figure.ts'
import { startFleetProvider } from '../fleet-provider.ts'
import { NO_PROVIDER, startFleetServer, UNHURRIED } from '../fleet-server.ts'
import { askedFleets } from '../asked-fleets.ts'
import type { Asked } from '../asked-fleets.ts'
import { percentile } from '../percentile.ts'
import { valuesOf } from '../row.ts'
import type { Row, Sample, Summary } from '../row.ts'
import { startYardstick } from '../server-process.ts'

const REQUESTS_A_ROUND = 200
/** One that reads all rows takes more than a second each time: it shows in fewer. */
const A_ROUND_MS = 2_000
const A_PAGE = 'limit=50'

/** What a console and an integrator ask for, each time about another connection. */
const CALM: Readonly<Record<string, (one: Asked) => string>> = {
  'newest first': () => '',
  'one tenant': ({ tenantId }) => `tenantId=${tenantId}`,
  'by state': () => 'state=connected',
  'by health': () => 'health=healthy',
  usable: () => 'usable=true',
  'one company': ({ accountId }) => `accountId=${accountId}`,
  'prefix of a tenant': ({ tenantId }) => `q=${tenantId.slice(0, 10)}`,
  'prefix of a name': ({ name }) => `q=${encodeURIComponent(name.slice(0, 11))}`,
  'nothing found': () => 'q=zzz',
  'a rare state': () => 'state=action_required',
  'another rare state': () => 'state=disconnected',
  'not usable': () => 'usable=false',
  'a rare health': () => 'health=failing',
  'a health that nobody has': () => 'health=unverified',
}
const IN_AN_INCIDENT: Readonly<Record<string, (one: Asked) => string>> = {
  'incident: newest first': () => '',
  'incident: healthy': () => 'health=healthy',
  'incident: unverified': () => 'health=unverified',
  'incident: failing': () => 'health=failing',
  'incident: one tenant, healthy': ({ tenantId }) => `tenantId=${tenantId}&health=healthy`,
  'incident: connected and healthy': () => 'state=connected&health=healthy',
}
const BARE = 'bare'

export const list: Row = {
  id: 'list',
  what: 'list and search at 1,000,000 connections, over loopback HTTP, p99 of each query: on a calm day with 50 of the oldest in each rare state, and while the provider has not answered anybody since the last check',
  beside:
    'a bare node:http server that reads the newest 50 rows before some time by their index and answers them as JSON; its p99. Keyturn knows the token, parses, decides how to search, reads up to 3,000 of them to find 50, and shows each connection by its rules',
  async open() {
    const stack = new AsyncDisposableStack()
    const token = apiToken()
    const fleets = await askedFleets()
    const provider = stack.use(await startFleetProvider(null))
    const settings = { ...UNHURRIED, KEYTURN_API_TOKEN: token }
    const calm = stack.use(await startFleetServer(fleets.calm, provider.url, settings))
    const ill = stack.use(await startFleetServer(fleets.ill, NO_PROVIDER, settings))
    const bare = stack.use(await startYardstick('read-server.ts', [fleets.calm.file]))
    const authorization = `Bearer ${token}`
    await untilIncident(ill.url, authorization)
    const asked = (origin: string, queryOf: (one: Asked) => string) => () =>
      round(fleets.asked, (one) => ask(`${origin}/v1/connections?${A_PAGE}&${queryOf(one)}`, authorization))
    return {
      rounds: 5,
      variants: {
        [BARE]: () => round(fleets.asked, ({ createdAt }) => ask(`${bare.url}/?before=${createdAt}`, authorization)),
        ...each(CALM, (queryOf) => asked(calm.url, queryOf)),
        ...each(IN_AN_INCIDENT, (queryOf) => asked(ill.url, queryOf)),
      },
      figures,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  },
}

const each = <From, To>(table: Readonly<Record<string, From>>, change: (from: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(table).map(([name, from]) => [name, change(from)]))

/** @returns ms until the answer was read */
async function ask(url: string, authorization: string): Promise<number> {
  const startedAt = performance.now()
  const answer = await fetch(url, { headers: { authorization } })
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
  return performance.now() - startedAt
}

async function round(connections: readonly Asked[], time: (one: Asked) => Promise<number>): Promise<Sample> {
  const times: number[] = []
  const startedAt = performance.now()
  for (const one of connections.slice(0, REQUESTS_A_ROUND)) {
    times.push(await time(one))
    if (performance.now() - startedAt > A_ROUND_MS) break
  }
  return { p99: percentile(times, 0.99) }
}

/** Checks find that nobody answers, and the server says so of every connection. */
async function untilIncident(origin: string, authorization: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${origin}/v1/connections?limit=1`, { headers: { authorization } })
    if ((await answer.text()).includes('"provider_unreachable"')) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

const figures = (summary: Summary) =>
  [...Object.keys(CALM), ...Object.keys(IN_AN_INCIDENT)].map((name) =>
    figureOf({
      name,
      values: valuesOf(summary, name, 'p99'),
      unit: { name: 'ms', digits: 1 },
      limit: { most: 20 },
      yardstick: { values: valuesOf(summary, BARE, 'p99'), ratio: { most: 20 } },
    }),
  )
