import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BASE, SCHEMES } from './base-colours.ts'
import { contrast } from './colour.ts'
import { PAIRS_IN_USE } from './pairs.ts'
import { paletteOf } from './palette.ts'
import { shadesOf } from './shades.ts'
import type { ThemeShades } from './shades.ts'
import { themeFaults } from './theme-faults.ts'

const NOTHING = { accent: null, onAccent: null, surface: null, text: null }

const colour = () => fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)
/** Near an end of the scale, where most surfaces and inks are; anything else is mostly refused. */
const near = (end: number) =>
  fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: 0, max: 40 }))).map(
    (parts) =>
      `#${parts
        .map((part) =>
          Math.abs(end - part)
            .toString(16)
            .padStart(2, '0'),
        )
        .join('')}`,
  )
const orNull = (value: fc.Arbitrary<string>) => fc.option(value, { nil: null })
const colours = (surface: number) =>
  fc.record({
    accent: orNull(colour()),
    onAccent: orNull(fc.oneof(near(0), near(255))),
    surface: orNull(near(surface)),
    text: orNull(near(255 - surface)),
  })
const theme: fc.Arbitrary<ThemeShades> = fc.oneof(
  fc.record({ appearance: fc.constant('light'), colours: colours(255), dark: fc.constant(null) }),
  fc.record({ appearance: fc.constant('dark'), colours: colours(0), dark: fc.constant(null) }),
  fc.record({ appearance: fc.constant('auto'), colours: colours(255), dark: fc.option(colours(0), { nil: null }) }),
)

describe('the contrast of two colours', () => {
  // WCAG 2.2 and LOOK section 3, rounded down.
  it.each([
    ['#000000', '#ffffff', 21],
    ['#777777', '#ffffff', 4.47],
    ['#767676', '#ffffff', 4.54],
    ['#16222b', '#ffffff', 16.1],
    ['#a5c5f8', '#172022', 9.4],
    ['#a36200', '#eef3ed', 4.3],
  ])('of %s on %s is %d', (one, other, ratio) => {
    expect(contrast(one, other)).toBeGreaterThanOrEqual(ratio)
    expect(contrast(one, other)).toBeLessThan(ratio + 0.1)
    expect(contrast(one, other)).toBe(contrast(other, one))
  })
})

describe('a palette', () => {
  it('starts from the colours of the style sheet', () => {
    const css = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8')
    const blocks = css.match(/:root(?:\[data-theme='dark'\])? \{[^}]*\}/g) ?? []
    const dark = blocks.find((block) => block.startsWith(":root[data-theme='dark']")) ?? ''
    const written = { light: blocks[0] ?? '', dark }
    for (const scheme of SCHEMES) {
      for (const [name, value] of Object.entries(BASE[scheme])) {
        expect(written[scheme], `${scheme} ${name}`).toContain(`--kt-${name}: ${value};`)
      }
    }
  })

  it.each(SCHEMES)('is Keyturn’s own on %s pages where nothing is given', (scheme) => {
    expect(paletteOf(scheme, NOTHING)).toMatchObject(BASE[scheme])
    expect(themeFaults({ appearance: scheme, colours: NOTHING, dark: null })).toEqual([])
  })

  it('keeps each colour that was given as it is', () => {
    const given = { accent: '#6a2c70', onAccent: '#fff3e6', surface: '#fffaf5', text: '#2b1a12' }
    expect(paletteOf('light', given)).toMatchObject({
      accent: '#6a2c70',
      'on-accent': '#fff3e6',
      surface: '#fffaf5',
      text: '#2b1a12',
      'ok-text': BASE.light['ok-text'],
    })
  })

  it('reads in every pair in use, for every theme that is accepted', () => {
    let accepted = 0
    fc.assert(
      fc.property(theme, (given) => {
        if (themeFaults(given).length > 0) return
        accepted += 1
        for (const { scheme, palette } of shadesOf(given)) {
          for (const { of, on, least } of PAIRS_IN_USE) {
            const ratio = contrast(palette[of], palette[on])
            expect(ratio, `${of} ${palette[of]} on ${on} ${palette[on]}, ${scheme}`).toBeGreaterThanOrEqual(least)
          }
        }
      }),
      { numRuns: 4_000 },
    )
    expect(accepted).toBeGreaterThan(500)
  })

  it('names each pair of a refused theme with a contrast under what it needs', () => {
    fc.assert(
      fc.property(theme, (given) => {
        for (const { message, path } of themeFaults(given)) {
          const [, ratio = '', least = ''] = /of (\d+\.\d\d):1 .* needs (\d\.\d\d):1$/.exec(message) ?? []
          expect(Number(ratio)).toBeLessThan(Number(least))
          expect(['accent', 'onAccent', 'surface', 'text']).toContain(path.at(-1))
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('makes an accent for light pages read on dark ones', () => {
    const [light, dark] = shadesOf({ appearance: 'auto', colours: { ...NOTHING, accent: '#6a2c70' }, dark: null })
    expect(light?.palette.accent).toBe('#6a2c70')
    expect(contrast(dark?.palette.accent ?? '#172022', BASE.dark.surface)).toBeGreaterThanOrEqual(7)
  })
})
