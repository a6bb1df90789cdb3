import { randomUUID } from 'node:crypto'
import type { Browser, Page } from '@playwright/test'
import { aCustomer, chip, heading, sends } from './page-parts.ts'
import { expect, SOON_AGAIN, test } from './world.ts'
import type { World } from './world.ts'

/** The twelve of DESIGN section 9, as `lang` says them. */
const LANGUAGES: Readonly<Record<string, string>> = {
  en: 'en-GB',
  da: 'da',
  sv: 'sv',
  nb: 'nb',
  fi: 'fi',
  de: 'de',
  nl: 'nl',
  fr: 'fr',
  es: 'es',
  it: 'it',
  pt: 'pt-PT',
  pl: 'pl',
}

/** What no catalogue has: names, times, the provider's own words, languages by their own name. */
const NO_WORDS = 'script, style, noscript, bdi, time, .id, .there, button[name=locale], #said'
const UNFINISHED = /[{}]|\*\*|\b(?:undefined|null|NaN|Invalid Date)\b/

interface Screen {
  readonly lang: string
  readonly dir: string
  readonly title: string
  readonly head: string
  /** Each piece that a person reads or hears. */
  readonly words: readonly string[]
}

async function look(page: Page): Promise<Screen> {
  return page.evaluate((without) => {
    const words: string[] = []
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode() !== null) {
      const { parentElement, nodeValue } = texts.currentNode
      if (parentElement?.closest(without) === null) words.push(nodeValue?.trim() ?? '')
    }
    for (const labelled of document.querySelectorAll('[aria-label]'))
      words.push(labelled.getAttribute('aria-label') ?? '')
    const { lang, dir } = document.documentElement
    const head = document.querySelector('h1')?.textContent ?? ''
    return { lang, dir, title: document.title, head, words: words.filter((text) => text !== '') }
  }, NO_WORDS)
}

class Walk {
  readonly screens = new Map<string, Screen>()
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  /** Looks at a screen once it is there. */
  async at(screen: string, as = screen): Promise<void> {
    await expect(this.#page.locator(`[data-screen^="${screen} "]`)).toBeVisible()
    this.screens.set(as, await look(this.#page))
  }
}

/** Where a screen says something unfinished, or what its English self says. */
function faults(locale: string, walk: Walk, english: Walk): string[] {
  return [...walk.screens].flatMap(([name, { lang, dir, title, head, words }]) => {
    const inEnglish = new Set(english.screens.get(name)?.words)
    const heard = [
      ...(lang === LANGUAGES[locale] && dir === 'ltr' ? [] : [`${lang} ${dir}`]),
      ...(title.includes(head) && head !== '' ? [] : [`${title}, but ${head}`]),
      ...words.filter((text) => UNFINISHED.test(text)),
      ...words.filter((text) => locale !== 'en' && /\p{L}[ \u00a0]\p{L}/u.test(text) && inEnglish.has(text)),
    ]
    return heard.map((fault) => `${locale}, ${name}: ${fault}`)
  })
}

/** From the empty form to the end of the connection, every screen a person passes. */
async function walkThrough(page: Page, world: World, locale: string): Promise<Walk> {
  const walk = new Walk(page)
  const main = page.locator('.button--main').first()
  const follows = (view: string) => page.locator(`a[href*="view=${view}"]`).first().click()
  const problem = page.locator('.problem')
  const key = page.locator('#key')
  const pastes = async (text: string): Promise<void> => {
    await key.fill(text)
    await main.click()
  }
  const company = { id: randomUUID(), name: `Walk ${locale} ApS` }

  await aCustomer(page, world, { locale, confirmation: 'explicit' })
  await walk.at('connect')
  await pastes('')
  await expect(problem).toBeVisible()
  await walk.at('connect', 'nothing pasted')
  await key.fill('standin-key-not-real-and-never-made-00000012')
  await expect(problem).toHaveCount(0)
  await main.click()
  await expect(problem).toBeVisible()
  await walk.at('connect', 'not known to Pleo')
  await pastes(world.key({ company }))
  await walk.at('confirm')
  await main.click()
  await walk.at('connected')
  await follows('replace')
  await walk.at('replace')
  await pastes(world.key({ company: { name: 'Walk Away A/S' } }))
  await walk.at('refused')
  await follows('replace')
  await pastes(world.key({ company }))
  await walk.at('confirm', 'confirm the new key')
  await main.click()
  await walk.at('connected', 'replaced')
  await follows('disconnect')
  await walk.at('disconnect')
  await page.locator('.button--ends').click()
  await walk.at('disconnected')
  return walk
}

let walkedInEnglish: Promise<Walk> | undefined
/** What the English page says on the way, once for all who compare. */
const inEnglish = (browser: Browser, world: World): Promise<Walk> =>
  (walkedInEnglish ??= browser.newPage().then(async (page) => {
    try {
      return await walkThrough(page, world, 'en')
    } finally {
      await page.close()
    }
  }))

for (const [locale, lang] of Object.entries(LANGUAGES)) {
  test(`the whole way is in ${lang}, and nothing on it is left unsaid or in English`, async ({
    browser,
    page,
    world,
  }) => {
    const walk = await walkThrough(page, world, locale)
    expect(walk.screens.size).toBe(11)
    expect(faults(locale, walk, await inEnglish(browser, world))).toEqual([])
  })
}

test('[S62] a warning stands in each of the twelve, chosen on the page, and goes by itself when the key works again', async ({
  page,
  world,
}) => {
  test.setTimeout(120_000)
  await world.apart()
  const { key } = world.simulator.control.createKey({ company: { name: 'Refusé ApS' } })
  const { connectionId } = await aCustomer(page, world)
  await sends(page, key)
  await expect(heading(page)).toHaveText('Connected to Refusé ApS')
  world.simulator.control.setBehaviour({ key, behaviour: 'unauthorized' })
  await page.getByRole('button', { name: 'Check now' }).click()
  await expect(heading(page)).toHaveText('Your connection to Pleo is interrupted')

  const walks = new Map<string, Walk>()
  for (const [locale, lang] of Object.entries(LANGUAGES)) {
    await page.locator('a[href*="view=language"]').click()
    const walk = new Walk(page)
    await walk.at('languages')
    await page.locator(`button[name=locale][value=${locale}]`).click()
    await expect(page.locator('html')).toHaveAttribute('lang', lang)
    await expect(page.locator(`[data-screen="action_required ${lang}"]`)).toBeVisible()
    walk.screens.clear()
    await walk.at('action_required')
    walks.set(locale, walk)
  }
  const english = walks.get('en') ?? new Walk(page)
  expect([...walks].flatMap(([locale, walk]) => faults(locale, walk, english))).toEqual([])
  const heads = [...walks.values()].map(({ screens }) => screens.get('action_required')?.head)
  expect(new Set(heads).size).toBeGreaterThanOrEqual(11)

  world.simulator.control.setBehaviour({ key, behaviour: 'ok' })
  await world.passTime(SOON_AGAIN)
  expect(await world.tell(connectionId, 'check')).toMatchObject({ state: 'connected', usable: true })
  await expect(page.locator('[data-screen="connected pl"]')).toBeVisible()
  await expect(chip(page)).toHaveAttribute('data-tone', 'ok')
})
