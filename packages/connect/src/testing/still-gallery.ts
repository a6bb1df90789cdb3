import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, describe } from 'vitest'
import { HAS_BROWSER, openBrowser } from '@keyturn/scripts/test-browser'
import { galleryPages } from '../gallery.ts'
import type { GalleryPage } from '../gallery-facts.ts'
import { themeCss } from '../theme/theme-css.ts'
import type { ThemeStyle } from '../theme/theme-css.ts'
import { presentPage, renderDocument } from '../views.tsx'
import { builtFiles, bundled } from './built-files.ts'
import { withPseudo } from './pseudo.ts'

/** A table over all screens in one test. */
const PATIENCE_MS = 600_000

/** How somebody looks at a page; what is left out is as most have it. */
export interface Sight {
  readonly width?: number
  readonly height?: number
  readonly scheme?: 'dark'
  readonly colours?: 'forced'
  readonly motion?: 'reduced'
  readonly theme?: ThemeStyle
  readonly locale?: string
  /** Inside a page of the host, which has a ground of its own. */
  readonly surface?: 'frame'
}

/** Every screen of the gallery, one after the other in the same document of a real browser. */
export interface StillGallery {
  readonly page: Page
  /** Sets the browser to a sight; the screens are drawn for it from then on. */
  look(sight?: Sight): Promise<void>
  show(screen: GalleryPage): Promise<void>
  /**
   * Shows each screen and says what `find` finds on it, with the screen's name before it. One visit to the browser.
   *
   * @param find run there: it sees nothing of its file @param unfolded with all that the screen can come to say
   */
  findOnEach(
    screens: readonly GalleryPage[],
    find: () => string[] | Promise<string[]>,
    unfolded?: 'unfolded',
  ): Promise<string[]>
}

const ALL = galleryPages()

/** Failures draw the same blocks at every standing: in full for one, and one of each kind for another. */
const SAME = /^failed-(?:action-required|disconnected|connected-(?!key-invalid|account-mismatch|interrupted))/

/** Each screen once. */
export const SCREENS: readonly GalleryPage[] = ALL.filter(({ name }) => !SAME.test(name))
/** Each screen at every standing. */
export const EVERYWHERE: readonly GalleryPage[] = ALL
/** One of each kind of screen: the first that draws it. */
export const KINDS: readonly GalleryPage[] = [
  ...new Map(ALL.toReversed().map((page) => [presentPage(page.facts).screen, page])).values(),
].toReversed()

/** Each kind of screen that may stand in a frame: all of a connection, but those of a colleague. */
export const FRAMED: readonly GalleryPage[] = SCREENS.filter(
  ({ facts }) => facts.kind === 'connection' && facts.colleagueOf === null,
)

/**
 * Screens as the server draws them, with the button that the script adds to the field, and nothing running: for what
 * can be measured on a page that stands still, a hundred times faster than by loading each.
 *
 * @param script run in the page before the first screen, for instance axe
 */
export function describeStillGallery(name: string, tests: (gallery: StillGallery) => void, script = ''): void {
  describe.skipIf(!HAS_BROWSER)(name, { timeout: PATIENCE_MS }, () => {
    const held: { browser?: Browser; page?: Page } = {}
    let seen: Sight = {}

    beforeAll(async () => {
      held.browser = await openBrowser()
      held.page = await held.browser.newPage({ timezoneId: 'Europe/Copenhagen' })
      const files = await builtFiles()
      const rules = [...files].flatMap(([path, text]) => (path.endsWith('.css') ? [text] : [])).join('\n')
      await held.page.setContent(`<!doctype html>${HEAD}<style>${rules}</style><style id="theme"></style><body>`)
      await held.page.evaluate(await bundled('hang.ts'))
      if (script !== '') await held.page.evaluate(script)
    }, PATIENCE_MS)
    afterAll(() => held.browser?.close())

    const there = (): Page => {
      if (held.page === undefined) throw new Error('Nothing was opened yet.')
      return held.page
    }
    const drawn = ({ name: as, facts }: GalleryPage): Drawn => {
      const { locale = 'en', theme, surface } = seen
      const look = theme === undefined ? null : ({ appearance: theme.appearance, logo: 'none' } as const)
      const page = { ...facts, locale, host: { ...facts.host, look }, ...(surface && FRAME) }
      return { name: as, html: renderDocument(page, { styles: [], scripts: [] }, withPseudo) }
    }

    tests({
      get page() {
        return there()
      },
      async look(sight = {}) {
        const { width = 1280, height = 800, scheme = 'light', colours, motion, theme, surface } = sight
        seen = sight
        await there().setViewportSize({ width, height })
        await there().emulateMedia({
          colorScheme: scheme,
          forcedColors: colours === 'forced' ? 'active' : 'none',
          reducedMotion: motion === 'reduced' ? 'reduce' : 'no-preference',
        })
        await there().evaluate(
          (css) => {
            const style = document.querySelector('#theme')
            if (style !== null) style.textContent = css
          },
          surface === 'frame' ? HOST_GROUND : theme === undefined ? '' : themeCss(theme),
        )
      },
      async show(screen) {
        await there().evaluate(`hang(${JSON.stringify(drawn(screen).html)})`)
      },
      findOnEach: (screens, find, unfolded) =>
        there().evaluate<string[]>(`(async () => {
          const found = []
          for (const { name, html } of ${JSON.stringify(screens.map(drawn))}) {
            hang(html, ${JSON.stringify(unfolded)})
            for (const what of await (${find.toString()})()) found.push(name + ': ' + what)
          }
          return found
        })()`),
    })
  })
}

/** What shows through a frame, which has no ground: of a host in the browser's own colours. */
const HOST_GROUND = 'html.framed { background: Canvas }'
/** In a page that takes the form away: with all that can stand there. */
const FRAME = { surface: 'frame', closes: true } as const

interface Drawn {
  readonly name: string
  readonly html: string
}

const HEAD = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme">'
