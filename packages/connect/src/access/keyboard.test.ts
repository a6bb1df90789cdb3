import { expect, it } from 'vitest'
import { describeStillGallery, KINDS, SCREENS } from '../testing/still-gallery.ts'

declare global {
  var targetsThere: HTMLElement[]
}

interface Stop {
  /** Which of the page's targets has the focus, in the order of the document; -1: none. */
  readonly at: number
  readonly name: string
  readonly ringPx: number
  readonly isCovered: boolean
}

/** In the browser: how many things can have the focus. */
const targets = (): number => {
  const all = [...document.querySelectorAll<HTMLElement>('a[href], button:enabled, summary, input:not([type=hidden])')]
  const seen = all.filter((target) => target.checkVisibility())
  globalThis.targetsThere = seen
  return seen.length
}

/** In the browser: where the focus is, whether that is seen, and whether anything lies over it. */
const stop = (): Stop => {
  const all = globalThis.targetsThere
  const element = document.activeElement
  if (!(element instanceof HTMLElement)) return { at: -1, name: '', ringPx: 0, isCovered: true }
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  const { left, top, width, height } = element.getClientRects()[0] ?? element.getBoundingClientRect()
  const there = document.elementFromPoint(left + width / 2, top + height / 2)
  return {
    at: all.indexOf(element),
    name: element.innerText.slice(0, 40),
    ringPx: outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth),
    isCovered: there === null || !(element.contains(there) || there.contains(element)),
  }
}

describeStillGallery('by keyboard', (gallery) => {
  it.each([
    { what: '1280 px', sight: {} },
    { what: 'a zoom of 400 %', sight: { width: 320, height: 256 } },
    { what: 'forced colours', sight: { colours: 'forced' as const } },
  ])(
    'everything is reached in the order it is read, is seen, is not covered, and is left again, at $what',
    async ({ sight }) => {
      const faults: string[] = []
      await gallery.look(sight)
      for (const screen of KINDS) {
        await gallery.show(screen)
        const count = await gallery.page.evaluate(targets)
        for (let at = 0; at < count; at += 1) {
          await gallery.page.keyboard.press('Tab')
          const reached = await gallery.page.evaluate(stop)
          const is = { ...reached, ringPx: reached.ringPx >= 3 }
          if (is.at === at && is.ringPx && !is.isCovered) continue
          faults.push(`${screen.name}: ${JSON.stringify({ ...reached, wanted: at })}`)
        }
        await gallery.page.keyboard.press('Tab')
        const after = await gallery.page.evaluate(stop)
        if (count > 1 && after.at === count - 1) faults.push(`${screen.name}: no way out`)
      }
      expect(faults).toEqual([])
    },
  )

  it('the order of the page is the order of the eye: on a phone nothing comes before what is above it', async () => {
    const jumps = (): string[] => {
      const all = [...document.querySelectorAll<HTMLElement>('a[href], button, summary, input:not([type=hidden])')]
      const seen = all.filter((target) => target.checkVisibility()).map((target) => target.getBoundingClientRect())
      return seen.flatMap(({ bottom }, index) => {
        const before = seen[index - 1]
        return before !== undefined && bottom <= before.top ? [`stop ${index} is above the one before it`] : []
      })
    }
    await gallery.look({ width: 320 })
    expect(await gallery.findOnEach(SCREENS, jumps)).toEqual([])
  })

  it('nothing takes the focus out of turn, and only headings and news can be focused by script alone', async () => {
    const turns = (): string[] =>
      [...document.querySelectorAll<HTMLElement>('[tabindex]')]
        .filter((element) => element.tabIndex > 0 || !element.matches('h1, [data-news]'))
        .map((element) => element.outerHTML.slice(0, 60))
    await gallery.look()
    expect(await gallery.findOnEach(SCREENS, turns, 'unfolded')).toEqual([])
  })

  it('every title names its screen, and begins with "Error: " exactly where a key was refused', async () => {
    const titles = (): string[] => {
      const heading = document.querySelector('h1')?.innerText.replaceAll(/\s+/g, ' ') ?? ''
      const isRefused = document.querySelector('[aria-invalid=true], .problem') !== null
      const wanted = `${heading} - Acme Books`
      const title = document.title.replaceAll(/\s+/g, ' ')
      if (isRefused && title !== `Error: ${wanted}`) return [title]
      return title.replace(/^Error: /, '') === wanted ? [] : [title]
    }
    await gallery.look()
    expect(await gallery.findOnEach(SCREENS, titles)).toEqual([])
    const prefixed = (): string[] => (document.title.startsWith('Error: ') ? ['error'] : [])
    const refused = (await gallery.findOnEach(SCREENS, prefixed)).map((found) => found.split(':')[0])
    expect(refused.filter((name) => !/^failed-|^colleague-(?:refused|unanswered)/.test(name ?? ''))).toEqual([])
    expect(refused.length).toBeGreaterThan(10)
  })
})
