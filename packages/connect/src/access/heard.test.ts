import { expect, it } from 'vitest'
import { readAloud } from '../testing/reading.ts'
import { describeStillGallery, KINDS, SCREENS } from '../testing/still-gallery.ts'

const REFUSED = SCREENS.filter(({ name }) => name === 'failed-not-connected-key-invalid')

describeStillGallery('a screen reader', (gallery) => {
  it.each([...KINDS, ...REFUSED].map((screen) => ({ name: screen.name, screen })))(
    'reads $name from the top as its page in heard has it',
    async ({ name, screen }) => {
      await gallery.look()
      await gallery.show(screen)
      const read = [await gallery.page.title(), '', ...(await readAloud(gallery.page))].join('\n')
      await expect(`${read}\n`).toMatchFileSnapshot(`heard/${name}.txt`)
    },
  )
})
