import { expect, it } from 'vitest'
import { describeInBrowser, field, paste } from '../testing/browser-pages.ts'
import { PASTE_FIXTURES } from '../testing/paste-fixtures.ts'
import type { PasteFixture } from '../testing/paste-fixtures.ts'

describeInBrowser('a paste in the browser', (at) => {
  const said = async (): Promise<string | null> => {
    const words = at.page.locator('#key-said > span')
    return (await words.count()) === 0 ? null : (await words.innerText()).replaceAll(/\s+/g, ' ').trim()
  }

  async function pastes({ pasted }: PasteFixture): Promise<void> {
    await field(at.page).fill('')
    if (pasted === '') await field(at.page).press('Enter')
    else await paste(at.page, pasted)
  }

  it('[I11, X28] says what the table has, repairs what it repairs, and sends nothing that it refuses', async () => {
    await at.open()
    const requests: string[] = []
    // The page listens all the while, and may open its stream anew.
    const isStream = (url: string): boolean => url.includes('/events')
    at.page.on('request', (request) => {
      if (!isStream(request.url())) requests.push(request.url())
    })
    for (const fixture of PASTE_FIXTURES) {
      await pastes(fixture)
      expect(await said(), fixture.what).toBe(fixture.says)
      if ('key' in fixture.comesTo) {
        expect(await field(at.page).inputValue(), fixture.what).toBe(fixture.comesTo.key)
        expect(await field(at.page).getAttribute('aria-invalid'), fixture.what).toBeNull()
        continue
      }
      expect(await field(at.page).getAttribute('aria-invalid'), fixture.what).toBe('true')
      await field(at.page).press('Enter')
      expect(await at.page.locator('.problem').innerText(), fixture.what).toContain('There is a problem')
      expect(await said(), fixture.what).toBe(fixture.says)
    }
    expect(requests).toEqual([])
    expect(at.server.posted).toEqual([])
  })
})
