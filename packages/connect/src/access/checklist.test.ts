import { describe, expect, it } from 'vitest'
import { aConnection, aPlace } from '../gallery.ts'
import { JARGON, JARGON_EVERYWHERE } from '../testing/jargon.ts'
import { describeStillGallery, EVERYWHERE, SCREENS } from '../testing/still-gallery.ts'
import { shippedLocales } from '../words/catalogue.ts'

/** In the browser: what can be read, as it is drawn. */
const words = (): string[] => [document.body.innerText.replaceAll(/\s+/g, ' ')]
/** In the browser: the same, line by line. */
const lines = (): string[] => document.body.innerText.split('\n')
/** In the browser: what can be typed into. */
const fields = (): string[] =>
  [...document.querySelectorAll<HTMLInputElement>('input:not([type=hidden]), textarea, select')].map(
    ({ id, type, form }) => `${id} ${type} ${form?.getAttribute('action') ?? 'no form'}`,
  )
const named = (...names: readonly string[]) => EVERYWHERE.filter(({ name }) => names.includes(name))

/** The S lines of the checklist that are about what stands on a screen: read where it stands, in a browser. */
describeStillGallery('what a person reads', (gallery) => {
  const read = async (name: string): Promise<string> => {
    await gallery.look()
    return (await gallery.findOnEach(named(name), words, 'unfolded')).join(' ')
  }

  it.each(shippedLocales())(
    '[S1, S70, S73, S74, S75] in $ownName speaks on no screen of logging in, of sessions or of machines',
    async ({ locale }) => {
      await gallery.look({ locale })
      const jargon = [...(JARGON[locale] ?? []), ...JARGON_EVERYWHERE.filter(({ source }) => !source.includes('\\d'))]
      const found = (await gallery.findOnEach(SCREENS, lines)).filter((line) =>
        jargon.some((word) => word.test(line.slice(line.indexOf(': ')))),
      )
      expect(found).toEqual([])
    },
  )

  describe('on the screen with the field', () => {
    it('[S2, S12, S17] is where the key comes from, and that Pleo made it when the integration was allowed', async () => {
      const said = await read('connect')
      expect(said).toContain('Paste the API key that Pleo made when you allowed Acme Books there.')
      expect(said).toMatch(/In Pleo, open Settings ?Accounting ?Acme Books/)
      expect(said).toContain('Press the copy button next to the key, come back here and paste it.')
    })

    it('[S13] is that it opens the whole company', async () => {
      expect(await read('connect')).toContain('It opens your whole company in Pleo.')
    })

    it('[S14] is that it is to be kept safe', async () => {
      expect(await read('connect')).toContain('Keep it to yourself, like the key to the office.')
    })

    it('[S15] is that nobody can see it again after saving', async () => {
      expect(await read('connect')).toContain('After saving, nobody can see it again, not even you.')
    })

    it('[S6, S7, S8] there is one field, for the key alone, called a secret, hidden and sent by its own form', async () => {
      await gallery.look()
      const keyScreens = (await gallery.findOnEach(SCREENS, fields)).filter((found) => !found.includes('link'))
      expect(keyScreens.length).toBeGreaterThan(15)
      for (const found of keyScreens) expect(found).toMatch(/: key password \/connect\/cs_gallery\/key$/)
      for (const screen of named('connect', 'replace', 'connect-again', 'colleague-key')) {
        await gallery.show(screen)
        await gallery.page.getByLabel('API key (secret)').fill('typed')
        expect(await gallery.page.locator('input:visible').count()).toBe(1)
      }
    })
  })

  it('[S4, S24] asks by name and id whether it is the company, before anything is connected', async () => {
    const said = await read('confirm')
    expect(said).toContain('Is this your company?')
    expect(said).toMatch(/Acme ApS Company ID 7a0c2f5e-3b1d-4c8e-9f52-6d0e8a41b7c3/)
    expect(said).toContain('Nothing is connected before that.')
  })

  it('[S43, S46, S47] of a stored key is that there is one, since when and by whom: no part of it, and no dots', async () => {
    await gallery.look()
    const stored = EVERYWHERE.filter(({ name }) => /^(?:connected|suspected|action-required)/.test(name))
    const said = await gallery.findOnEach(stored, words, 'unfolded')
    expect(said.length).toBe(stored.length)
    for (const text of said) expect(text).not.toMatch(/[•●∙*]{2}|[•●∙*]\w{2,}/)
    expect(await read('connected')).toMatch(
      /API key Stored encrypted on .* Added by Marie Holm\. It cannot be shown again\./,
    )
    await gallery.look()
    expect(await gallery.findOnEach(stored, fields)).toEqual([])
  })

  it('[S48, S72] a key is renewed by hand: the way to a new one is offered, and nothing promises to do it alone', async () => {
    expect(await read('connected')).toContain('Update API Key')
    expect(await read('replace')).toContain('Paste the new key for Acme ApS.')
    await gallery.look()
    const said = await gallery.findOnEach(SCREENS, words, 'unfolded')
    expect(said.filter((text) => /automatic|renews?\b|refresh/i.test(text))).toEqual([])
  })

  it('[S71] a connection belongs to the product and the company, and not to who pasted the key', async () => {
    const facts = aPlace(aConnection('connected', { credential: { addedAt: 0, addedByName: null } }))
    await gallery.look()
    const [said = ''] = await gallery.findOnEach([{ name: 'by nobody', facts }], words)
    expect(said).toContain('Connected to Acme ApS')
    for (const action of ['Update API Key', 'Check now', 'Disconnect']) expect(said).toContain(action)
    expect(await read('connected')).not.toMatch(/your (?:account|user|name)/i)
  })
})
