import type { Locator, Page } from '@playwright/test'
import type { World } from './world.ts'

/** What every screen of the customer's pages has, found as a person finds it. */
export const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 })
export const main = (page: Page): Locator => page.getByRole('main')
export const chip = (page: Page): Locator => page.locator('.chip:visible')
export const field = (page: Page): Locator => page.getByLabel(/^API key/)
/** The button of the field, whatever it says now. */
export const submit = (page: Page): Locator => page.locator('#key-form [type=submit]')

interface SessionFields {
  readonly tenantId?: string
  readonly [field: string]: unknown
}

let customers = 0
/** A customer nobody else is, on a page of their own. */
export async function aCustomer(page: Page, world: World, fields: SessionFields = {}) {
  customers += 1
  const { tenantId = `customer-${process.pid}-${customers}` } = fields
  const session = await world.session({ ...fields, tenantId })
  await page.goto(session.url)
  return { ...session, tenantId }
}

/** Types a key and presses the button, whatever it says. */
export async function sends(page: Page, key: string): Promise<void> {
  await field(page).fill(key)
  await submit(page).click()
}

/** How often Pleo was asked who a key is, and how often to make an installation, since `sequence`. */
export function asked(world: World, sequence: number): { readonly introspections: number; readonly installs: number } {
  const { requests } = world.simulator.control.requests(sequence)
  const count = (method: string, path: string): number =>
    requests.filter((request) => request.method === method && request.url.startsWith(path)).length
  return { introspections: count('GET', '/v1/introspect'), installs: count('POST', '/v1/installations/me') }
}

/** The keys that Pleo was shown since `sequence` and never before. What is checked on a schedule is none of them. */
export function newKeysShown(world: World, sequence: number): readonly (string | null)[] {
  const { requests } = world.simulator.control.requests()
  const known = new Set(requests.filter((request) => request.sequence <= sequence).map(({ keyId }) => keyId))
  const since = requests.filter((request) => request.sequence > sequence).map(({ keyId }) => keyId)
  return [...new Set(since)].filter((keyId) => !known.has(keyId))
}

/** The installations of one company that stand at Pleo now. */
export const installed = (world: World, companyId: string): number =>
  world.simulator.control
    .installations()
    .installations.filter(({ resource, status }) => resource.endsWith(companyId) && status === 'ACTIVATED').length
