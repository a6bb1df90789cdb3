import { expect, it } from 'vitest'
import { layoutFaults } from '../testing/layout-faults.ts'
import { describeStillGallery, FRAMED, SCREENS } from '../testing/still-gallery.ts'

/** WCAG 2.2, criterion 1.4.12: what a reader may set, and nothing may be lost by. */
const SPACED =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }'

/** A window of 1280 px, zoomed: the same pixels, fewer of the page's own. */
const ZOOMS = [
  { what: '200 %', sight: { width: 640, height: 512 } },
  { what: '400 %', sight: { width: 320, height: 256 } },
]

describeStillGallery('every screen', (gallery) => {
  it.each(ZOOMS)('at a zoom of $what shows everything without scrolling sideways', async ({ sight }) => {
    await gallery.look({ ...sight, locale: 'da' })
    expect(await gallery.findOnEach(SCREENS, layoutFaults, 'unfolded')).toEqual([])
  })

  it.each([
    { what: '320 px', sight: { width: 320, height: 256 } },
    { what: '320 px, in the longest words', sight: { width: 320, height: 640, locale: 'en-XA' } },
    { what: '1280 px', sight: { width: 1280, height: 800 } },
  ])('in a frame of $what shows everything without scrolling sideways', async ({ sight }) => {
    await gallery.look({ locale: 'da', ...sight, surface: 'frame' })
    expect(await gallery.findOnEach(FRAMED, layoutFaults, 'unfolded')).toEqual([])
  })

  it.each([320, 1280])('keeps every word with the spacing of WCAG 1.4.12 at %i px', async (width) => {
    await gallery.look({ width, locale: 'da' })
    const style = await gallery.page.addStyleTag({ content: SPACED })
    const faults = await gallery.findOnEach(SCREENS, layoutFaults, 'unfolded')
    await style.evaluate((added) => added.parentNode?.removeChild(added))
    // A long word may break where its letters stand apart.
    expect(faults.filter((fault) => !fault.includes('broken in the middle'))).toEqual([])
  })

  it('has no target smaller than 24 px but links inside a sentence', async () => {
    await gallery.look({ width: 320 })
    const small = (): string[] =>
      [...document.querySelectorAll<HTMLElement>('a, button, summary, input:not([type=hidden])')]
        .filter((target) => target.closest('p:not(.problem p)') === null && target.checkVisibility())
        .filter((target) => target.localName === 'input' || target.textContent.trim() !== '')
        .filter((target) => {
          const { width, height } = target.getBoundingClientRect()
          return Math.min(width, height) < 24
        })
        .map((target) => target.outerHTML.slice(0, 60))
    expect(await gallery.findOnEach(SCREENS, small, 'unfolded')).toEqual([])
  })

  it('can be read at any angle, and nothing sticks to the window or covers what has the focus', async () => {
    const stuck = (): string[] =>
      [...document.querySelectorAll('body *')]
        .filter((element) => ['fixed', 'sticky'].includes(getComputedStyle(element).position))
        .map((element) => element.outerHTML.slice(0, 60))
    await gallery.look({ width: 640, height: 320 })
    expect(await gallery.findOnEach(SCREENS, stuck, 'unfolded')).toEqual([])
    expect(await gallery.findOnEach(SCREENS, layoutFaults, 'unfolded')).toEqual([])
  })

  const moving = (): string[] =>
    document
      .getAnimations()
      .map(({ effect }) =>
        effect instanceof KeyframeEffect ? (effect.target?.outerHTML.slice(0, 60) ?? 'nothing') : 'something',
      )
  it('stands still where motion is reduced, and moves nothing but one sign where it is not', async () => {
    await gallery.look({ motion: 'reduced' })
    expect(await gallery.findOnEach(SCREENS, moving)).toEqual([])
    await gallery.look()
    const moves = await gallery.findOnEach(SCREENS, moving)
    expect(moves.length).toBeGreaterThan(0)
    expect(moves.filter((move) => !/^(?:checking|connected|replace|colleague|handoff)[\w-]*: <svg/.test(move))).toEqual(
      [],
    )
  })
})
