import type { Page } from '@playwright/test'
import { aCustomer, chip, field, heading, main, sends, submit } from './page-parts.ts'
import { AT_THE_FIELD, IN_A_NOTICE, MISMATCH, NOBODYS, OF_ITS_OWN, UNREACHABLE } from './refusals.ts'
import type { AtTheField, InANotice, OfItsOwn } from './refusals.ts'
import { expect, test } from './world.ts'
import type { World } from './world.ts'

const NOTHING_SAVED = 'Nothing has been connected or saved.'
const KEPT = 'Your key is still in the field.'
const PER_ROW_MS = 15_000

async function seesNothingConnected(world: World, connectionId: string, code: string): Promise<void> {
  expect(await world.connection(connectionId)).toMatchObject({
    state: 'failed',
    usable: false,
    account: null,
    credential: null,
    issue: null,
    attempt: { kind: 'connect', status: 'failed', issue: { code } },
  })
}

type Row = readonly [name: string, wish: unknown, refusal: { readonly code: string }]
/** What is the same for every row of a reason is tried once. */
const isFirstOf = (rows: readonly Row[], row: Row): boolean =>
  rows.find(([, , { code }]) => code === row[2].code) === row

/** Another key, at once: no wait, no reload. */
async function triesAgain(page: Page, world: World): Promise<void> {
  await expect(field(page)).toBeEditable()
  await sends(page, world.key({ company: { name: 'Second Try ApS' } }))
  await expect(heading(page)).toHaveText('Connected to Second Try ApS')
}

async function seesAtTheField(page: Page, refusal: AtTheField): Promise<void> {
  const summary = page.getByRole('region', { name: 'There is a problem' })
  await expect(summary.getByRole('link')).toHaveText(refusal.title)
  await expect(summary).toContainText(`${NOTHING_SAVED} ${KEPT}`)
  await expect(summary).toBeFocused()
  await expect(page.locator('#key-said')).toHaveText(`${refusal.title}. ${refusal.text}`)
  await expect(page).toHaveTitle('Error: Connect Pleo to Acme Books - Acme Books')
  await expect(field(page)).toHaveAttribute('aria-invalid', 'true')
  await expect(field(page)).not.toHaveValue('')
  await expect(submit(page)).toHaveText('Try again')
  await expect(page.locator('details')).toHaveJSProperty('open', refusal.guide === 'open')
}

async function seesAPage(page: Page, refusal: OfItsOwn): Promise<void> {
  await expect(heading(page)).toHaveText(refusal.title)
  await expect(heading(page)).toBeFocused()
  await expect(main(page)).toContainText(refusal.text)
  await expect(main(page)).toContainText(NOTHING_SAVED)
  await expect(page).toHaveTitle(`Error: ${refusal.title} - Acme Books`)
  await expect(page.locator('.button--main')).toHaveText(refusal.next)
}

async function seesANotice(page: Page, refusal: InANotice): Promise<void> {
  const notice = page.getByRole('region', { name: refusal.title })
  await expect(notice).toContainText(refusal.text)
  await expect(notice).toContainText(`${NOTHING_SAVED} ${KEPT}`)
  await expect(notice).toBeFocused()
  await expect(page).toHaveTitle('Connect Pleo to Acme Books - Acme Books')
  await expect(field(page)).not.toHaveAttribute('aria-invalid')
  await expect(typeof refusal.next === 'string' ? submit(page) : notice).toContainText(refusal.next)
}

test.describe('of a key that is refused', () => {
  test('[S32, S33, S34, S35, S36, S38, S39, S40, S41, D19, D20, D21, D22] the reason stands at the field', async ({
    page,
    world,
  }) => {
    test.setTimeout(AT_THE_FIELD.length * PER_ROW_MS)
    for (const row of AT_THE_FIELD) {
      const [name, wish, refusal] = row
      await test.step(`${name}: ${refusal.code}`, async () => {
        const { connectionId } = await aCustomer(page, world)
        await sends(page, wish === NOBODYS ? NOBODYS : world.key(wish))
        await seesAtTheField(page, refusal)
        await seesNothingConnected(world, connectionId, refusal.code)
        if (isFirstOf(AT_THE_FIELD, row)) await triesAgain(page, world)
      })
    }
  })

  test('[S32, S33, S34, S35, S37, S38, S39, S40, S41, X32, D19, D20, D21, D22] the reason has a page of its own where the key is right, or right for something else', async ({
    page,
    world,
  }) => {
    test.setTimeout(OF_ITS_OWN.length * PER_ROW_MS)
    for (const row of OF_ITS_OWN) {
      const [name, wish, refusal] = row
      await test.step(`${name}: ${refusal.code}`, async () => {
        const { connectionId } = await aCustomer(page, world)
        await sends(page, world.key(wish))
        await seesAPage(page, refusal)
        await seesNothingConnected(world, connectionId, refusal.code)
        if (!isFirstOf(OF_ITS_OWN, row)) return
        await page.getByRole('link', { name: refusal.toTheField, exact: true }).click()
        await triesAgain(page, world)
      })
    }
  })

  test('[S39, S40, S41, D39] the reason stands in a quiet notice that leaves the key alone, and the same key goes through afterwards', async ({
    page,
    world,
  }) => {
    test.setTimeout(IN_A_NOTICE.length * PER_ROW_MS)
    const seen = new Set<string>()
    for (const [behaviour, refusal] of IN_A_NOTICE) {
      const isFirst = !seen.has(refusal.code)
      seen.add(refusal.code)
      await test.step(`${behaviour}: ${refusal.code}`, async () => {
        const key = world.key({ behaviour, company: { name: 'Patient ApS' } })
        const { connectionId } = await aCustomer(page, world)
        await sends(page, key)
        await seesANotice(page, refusal)
        await seesNothingConnected(world, connectionId, refusal.code)
        world.simulator.control.setBehaviour({ key, behaviour: 'ok' })
        await expect(field(page)).toHaveValue(key)
        if (!isFirst) return
        await submit(page).click()
        await expect(heading(page)).toHaveText('Connected to Patient ApS')
      })
    }
  })

  test('[S23] the reason is there within 15 s when Pleo never answers', async ({ page, world }) => {
    const { connectionId } = await aCustomer(page, world)
    await sends(page, world.key({ behaviour: 'hang' }))
    await expect(page.getByRole('status').filter({ hasText: 'a little longer than usual' })).toBeVisible()
    await expect(page.getByRole('region', { name: UNREACHABLE.title })).toContainText(UNREACHABLE.text)
    await seesNothingConnected(world, connectionId, 'provider_unreachable')
    await triesAgain(page, world)
  })

  test('[D17, D27] the reason names both companies where the key is for another one than expected', async ({
    page,
    world,
  }) => {
    const expected = '7a0c2f5e-1111-4222-8333-000000000001'
    const { connectionId } = await aCustomer(page, world, { expectedAccountId: expected })
    await sends(page, world.key({ company: { name: 'Borealis A/S' } }))
    await seesAPage(page, MISMATCH)
    await expect(page.locator('.company', { hasText: 'Belongs here' })).toContainText(expected)
    await expect(page.locator('.company', { hasText: 'Opened by this key' })).toContainText('Borealis A/S')
    await seesNothingConnected(world, connectionId, 'account_mismatch')
    await page.getByRole('link', { name: 'Use another key' }).click()
    await sends(page, world.key({ company: { id: expected, name: 'Expected ApS' } }))
    await expect(heading(page)).toHaveText('Connected to Expected ApS')
  })

  test('the reason names both companies where introspection and installation contradict each other', async ({
    page,
    world,
  }) => {
    const { key, company } = world.simulator.control.createKey({
      company: { name: 'Introspected ApS' },
      behaviour: 'installation_other_company',
    })
    const { connectionId } = await aCustomer(page, world)
    await sends(page, key)
    await seesAPage(page, MISMATCH)
    await expect(page.locator('.company', { hasText: 'Belongs here' })).toContainText(company.id)
    await expect(page.locator('.company', { hasText: 'Opened by this key' })).not.toContainText(company.id)
    await seesNothingConnected(world, connectionId, 'account_mismatch')
  })

  test('the reason names the ledger that has the company already', async ({ page, world }) => {
    const tenantId = `twice-${process.pid}`
    const { key, company } = world.simulator.control.createKey({ company: { name: 'Only Once ApS' } })
    const fields = { tenantId, provider: 'pleo', reference: 'first', label: 'First ledger' }
    expect((await world.api('POST', '/v1/connections/import', { ...fields, key })).status).toBe(201)
    const { connectionId } = await aCustomer(page, world, { tenantId, reference: 'second' })
    await sends(page, world.key({ company: { id: company.id } }))
    await seesAPage(page, {
      code: 'account_already_connected',
      title: 'Only Once ApS is already connected',
      text: 'It is connected for First ledger. You do not need to add it again.',
      next: 'Back to Acme Books',
      toTheField: 'Use another key',
    })
    await seesNothingConnected(world, connectionId, 'account_already_connected')
    await page.getByRole('link', { name: 'Use another key' }).click()
    await triesAgain(page, world)
  })

  test('[D34, X29, X30] the reason says nothing about another customer who holds key or company', async ({
    page,
    world,
  }) => {
    const { key, company } = world.simulator.control.createKey({ company: { name: 'Discreet ApS' } })
    const holder = { tenantId: `holder-${process.pid}`, provider: 'pleo', reference: 'theirs', label: 'Their ledger' }
    expect((await world.api('POST', '/v1/connections/import', { ...holder, key })).status).toBe(201)
    for (const again of [key, world.key({ company: { id: company.id } })]) {
      const { connectionId } = await aCustomer(page, world)
      await sends(page, again)
      const { attempt } = await seenFailed(page, world, connectionId)
      await seesAPage(page, {
        code: 'key_in_use_elsewhere',
        title: 'This key cannot be used here',
        text: `Acme Books support can find out why. Please give them this number: ${attempt?.issue?.supportReference}.`,
        next: 'Contact Acme Books support',
        toTheField: 'Use another key',
      })
      await expect(page.locator('html')).not.toContainText(/Discreet ApS|Their ledger|theirs|holder-/)
      await seesNothingConnected(world, connectionId, 'key_in_use_elsewhere')
      expect(attempt?.account).toBeNull()
      await page.getByRole('link', { name: 'Use another key' }).click()
      await triesAgain(page, world)
    }
  })
})

async function seenFailed(page: Page, world: World, connectionId: string) {
  await expect(page.locator('.chip:visible')).toContainText('Connection failed')
  return world.connection(connectionId)
}

test('[X33] [S50, S51] of a replacement that is refused the reason is said, and the current key serves on', async ({
  page,
  world,
}) => {
  const company = { id: '7a0c2f5e-2222-4222-8333-000000000002', name: 'Kept ApS' }
  const rows = [
    ...AT_THE_FIELD.filter(([, wish]) => wish !== NOBODYS),
    ...OF_ITS_OWN,
    ...IN_A_NOTICE.map(([behaviour, refusal]) => [behaviour, { behaviour }, refusal] as const),
  ]
  const oneEach = rows.filter(([, , { code }], index) => rows.findIndex(([, , other]) => other.code === code) === index)
  test.setTimeout(oneEach.length * PER_ROW_MS)
  const tenantId = `kept-${process.pid}`
  const imported = { tenantId, provider: 'pleo', key: world.key({ company }) }
  expect((await world.api('POST', '/v1/connections/import', imported)).status).toBe(201)
  for (const [name, wish, refusal] of oneEach) {
    await test.step(`${name}: ${refusal.code}`, async () => {
      const { connectionId } = await aCustomer(page, world, { tenantId })
      const before = await world.connection(connectionId)
      await page.getByRole('link', { name: 'Update API Key' }).click()
      await sends(page, wish === NOBODYS ? NOBODYS : world.key({ ...wish, company }))
      await expect(main(page)).toContainText(refusal.title)
      await expect(main(page)).toContainText('Nothing has changed: Kept ApS is still connected with its current key.')
      await expect(chip(page)).toContainText('Connected')
      const after = await world.connection(connectionId)
      expect(after).toMatchObject({
        state: 'connected',
        usable: true,
        credential: before.credential,
        account: before.account,
        attempt: { kind: 'replace', status: 'failed', issue: { code: refusal.code } },
      })
      await page.getByRole('button', { name: 'Keep the current key' }).click()
      await expect(heading(page)).toHaveText('Connected to Kept ApS')
      expect((await world.connection(connectionId)).attempt).toBeNull()
    })
  }
  const [only, ...others] = await world.connectionsOf(tenantId)
  expect(others).toEqual([])
  expect(await world.tell(only?.id ?? '', 'check')).toMatchObject({ health: { state: 'healthy' } })
})

test('the eleventh wrong key in a row has to wait a few seconds, and the button says how many', async ({
  page,
  world,
}) => {
  const { connectionId } = await aCustomer(page, world)
  for (let tries = 1; tries <= 10; tries += 1) {
    await sends(page, `${NOBODYS}${tries}`)
    await expect(page.getByRole('region', { name: 'There is a problem' })).toBeVisible()
  }
  const asked = world.simulator.control.requests().last
  await sends(page, `${NOBODYS}-eleventh`)
  const notice = page.getByRole('region', { name: /^Please wait \d seconds? before the next try$/ })
  await expect(notice).toContainText('This slows down anyone who is guessing keys.')
  await expect(notice).toContainText(`${NOTHING_SAVED} ${KEPT}`)
  await expect(submit(page)).toHaveText(/^Try again in \d seconds?$/)
  await seesNothingConnected(world, connectionId, 'too_many_tries')
  expect(world.simulator.control.requests().last).toBe(asked)
  await expect(submit(page)).toHaveText('Try again')
  await triesAgain(page, world)
})
