import { expect, it } from 'vitest'
import { aCheck, aConnection, aFailure } from '../gallery.ts'
import { describeInBrowser, field, KEY, paste } from '../testing/browser-pages.ts'
import { focused, heardOf, listen } from '../testing/reading.ts'

const PATIENCE_MS = 15_000

type Happens = () => Promise<unknown> | void

describeInBrowser('a screen reader', (at) => {
  /** Each step, and what is heard because of it: news of live regions, and then what has the focus. */
  async function hears(steps: readonly (readonly [happens: Happens, heard: readonly string[]])[]): Promise<void> {
    let before = 0
    for (const [happens, heard] of steps) {
      await happens()
      const now = async () => [...(await heardOf(at.page)).slice(before), await focused(at.page)]
      await expect.poll(now, { timeout: PATIENCE_MS }).toEqual(heard)
      before += heard.length - 1
    }
  }
  const shows =
    (connection: ReturnType<typeof aConnection>): Happens =>
    () => {
      at.server.show({ connection })
    }
  const FIELD = 'field: API key (secret). Paste the whole key from Pleo. It stays hidden on your screen.'
  const FULL = `${FIELD} 39 characters pasted`
  const HEADING = 'heading level 1: Checking your key with Pleo'

  it('hears each step of a check once, keeps its place on the heading, and is taken to what came of it', async () => {
    await at.open({}, listen)
    await hears([
      [() => paste(at.page, KEY), [FULL]],
      [
        () => at.page.getByRole('button', { name: 'Show API key' }).click(),
        ['Your key is visible for 10 seconds.', FULL],
      ],
      [() => at.page.getByRole('button', { name: 'Hide API key' }).click(), ['Your key is hidden.', FULL]],
      [shows(aCheck('not_connected', { step: 'key' })), [HEADING]],
      [shows(aCheck('not_connected', { step: 'company' })), ['Finding the company', HEADING]],
      [shows(aCheck('not_connected', { step: 'permissions' })), ['Checking permissions', HEADING]],
      [shows(aCheck('not_connected', { step: 'installation' })), ['Activating in Pleo', HEADING]],
      [shows(aConnection('connected')), ['heading level 1: Connected to Acme ApS']],
    ])
  })

  it('is taken to the summary of a refusal, and from there to the field, which says what is wrong', async () => {
    await at.open({}, listen)
    await hears([
      [() => field(at.page).focus(), [FIELD]],
      [shows(aFailure('not_connected', 'key_invalid')), ['region: There is a problem']],
      [
        () => at.page.getByRole('link', { name: 'Pleo does not recognise this key' }).click(),
        [
          'field: API key (secret), something is wrong with it. Paste the whole key from Pleo. It stays hidden on your screen. Pleo does not recognise this key. Characters may be missing, it may have been deleted in Pleo, or it comes from Pleo’s test system. Copy it again and paste all of it.',
        ],
      ],
    ])
  })
})
