import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { scaled } from '@keyturn/scripts/scale'
import { describeStillGallery, EVERYWHERE, FRAMED, KINDS, SCREENS } from '../testing/still-gallery.ts'
import type { Sight } from '../testing/still-gallery.ts'
import { THEMES } from '../testing/themes.ts'
import { themeFaults } from '../theme.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PHONE = { width: 320, height: 640 }

/** Where words or layout differ, so that any rule may. */
const WHOLE: Readonly<Record<string, Sight>> = {
  'light, 1280': {},
  'longest words, 320': { ...PHONE, locale: 'en-XA' },
  'right to left, 320': { ...PHONE, locale: 'ar-XB' },
}

/** Where the same elements are drawn in other colours or sizes. */
const DRAWN: Readonly<Record<string, Sight>> = {
  'light, 320': PHONE,
  'dark, 1280': { scheme: 'dark' },
  'dark, 320': { ...PHONE, scheme: 'dark' },
  'forced colours, 1280': { colours: 'forced' },
  'forced colours, 320': { ...PHONE, colours: 'forced' },
}

/** In a host's page, whose ground shows through. */
const IN_A_FRAME: Readonly<Record<string, Sight>> = {
  'light, 1280': { surface: 'frame' },
  'dark, 320': { ...PHONE, scheme: 'dark', surface: 'frame' },
  'forced colours, 320': { ...PHONE, colours: 'forced', surface: 'frame' },
}

const THEMED = Object.entries(THEMES).flatMap(([what, theme]): readonly (readonly [string, Sight])[] => [
  [`${what}, light, 1280`, { theme }],
  [`${what}, dark, 320`, { ...PHONE, theme, scheme: 'dark' }],
])

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]
}
declare const axe: { run(where: Document, options: object): Promise<AxeResults> }

/** In the browser: every rule of axe, and the one of WCAG 2.2 AA that it leaves off by itself. */
const inAll = async (): Promise<string[]> => {
  const options = { resultTypes: ['violations'], selectors: false, preload: false, iframes: false }
  const { violations } = await axe.run(document, { ...options, rules: { 'target-size': { enabled: true } } })
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} ${html.slice(0, 120)}`))
}

/** In the browser: the rules that look at how something is drawn. */
const inLook = async (): Promise<string[]> => {
  const options = { resultTypes: ['violations'], selectors: false, preload: false, iframes: false }
  const runOnly = ['color-contrast', 'target-size', 'link-in-text-block', 'scrollable-region-focusable']
  const { violations } = await axe.run(document, { ...options, runOnly })
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} ${html.slice(0, 120)}`))
}

describeStillGallery(
  'axe',
  (gallery) => {
    const screens = scaled({ test: SCREENS, verify: EVERYWHERE })

    it.each(Object.entries(WHOLE))('finds nothing on any screen: %s', async (_what, sight) => {
      await gallery.look(sight)
      expect(await gallery.findOnEach(screens, inAll)).toEqual([])
    })

    it.each(Object.entries(DRAWN))(
      'sees nothing on any screen that cannot be read or hit: %s',
      async (_what, sight) => {
        await gallery.look(sight)
        expect(await gallery.findOnEach(screens, inLook)).toEqual([])
      },
    )

    it.each(THEMED)('sees nothing in a theme that cannot be read or hit: %s', async (_what, sight) => {
      expect(sight.theme && themeFaults(sight.theme)).toEqual([])
      await gallery.look(sight)
      expect(await gallery.findOnEach(scaled({ test: KINDS, verify: SCREENS }), inLook)).toEqual([])
    })

    it.each(Object.entries(IN_A_FRAME))('finds nothing on any screen in a frame: %s', async (_what, sight) => {
      await gallery.look(sight)
      expect(await gallery.findOnEach(FRAMED, inAll)).toEqual([])
    })

    it('finds what is planted: a grey word, a small button, a nameless one', async () => {
      const planted = KINDS.slice(0, 1)
      await gallery.look()
      const plant = (): string[] => {
        document.body.insertAdjacentHTML(
          'beforeend',
          '<p style="color:#aaa">grey</p><button>1</button><button style="width:9px;height:9px;padding:0"></button>',
        )
        return []
      }
      expect(await gallery.findOnEach(planted, plant)).toEqual([])
      const found = await gallery.page.evaluate(inAll)
      expect(found.map((finding) => finding.split(' ')[0])).toEqual(
        expect.arrayContaining(['button-name', 'color-contrast', 'target-size']),
      )
    })
  },
  AXE,
)
