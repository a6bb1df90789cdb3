import { describe, expect, it } from 'vitest'
import { shadesOf } from './shades.ts'
import { themeCss } from './theme-css.ts'
import type { ThemeStyle } from './theme-css.ts'

const NOTHING = { accent: null, onAccent: null, surface: null, text: null }
const PLUM: ThemeStyle = {
  appearance: 'auto',
  colours: { ...NOTHING, accent: '#6a2c70' },
  dark: { ...NOTHING, accent: '#e3b5e8' },
  font: null,
  radius: null,
  logoUrl: null,
}

const MEDIA = /@media \(prefers-color-scheme:dark\)\{((?:[^{}]+\{[^{}]*\})+)\}/
/** What stands for a root, in the rules of a system that is dark or in all others. */
function rulesFor(css: string, root: string, where: 'dark system' | 'anywhere'): string | undefined {
  const rules = where === 'anywhere' ? css.replace(MEDIA, '') : (MEDIA.exec(css)?.[1] ?? '')
  const found = [...rules.matchAll(/([^{}]+)\{([^{}]*)\}/g)].find(([, selector]) => selector === root)
  return found?.[2]
}
const accentOf = (rules: string | undefined): string | undefined => /--kt-accent:(#\w+)/.exec(rules ?? '')?.[1]

const SAID_DARK = ":root[data-theme='dark']"
const NOT_SAID_LIGHT = ":root:not([data-theme='light'])"

describe('the rules of a theme', () => {
  it('follow the system, and whoever says dark before it: the page around a frame', () => {
    const css = themeCss(PLUM)
    expect(accentOf(rulesFor(css, ':root', 'anywhere'))).toBe('#6a2c70')
    expect(accentOf(rulesFor(css, NOT_SAID_LIGHT, 'dark system'))).toBe('#e3b5e8')
    expect(accentOf(rulesFor(css, SAID_DARK, 'anywhere'))).toBe('#e3b5e8')
  })

  it('are the same in the dark, whoever says so, inside notices too', () => {
    const css = themeCss(PLUM)
    for (const inside of ['', ' .notice']) {
      const said = rulesFor(css, `${SAID_DARK}${inside}`, 'anywhere')
      expect(said).toBeDefined()
      expect(said).toBe(rulesFor(css, `${NOT_SAID_LIGHT}${inside}`, 'dark system'))
    }
  })

  it.each(['light', 'dark'] as const)('know one appearance where the theme is %s', (appearance) => {
    const css = themeCss({ ...PLUM, appearance, dark: null })
    expect(css).not.toContain('@media')
    const root = { light: ':root', dark: SAID_DARK }[appearance]
    const [shade] = shadesOf({ ...PLUM, appearance, dark: null })
    expect(accentOf(rulesFor(css, root, 'anywhere'))).toBe(shade?.palette.accent)
    expect(css.match(/--kt-paper:/g)).toHaveLength(1)
  })
})
