import { BASE, SOFTS, TONE_LINES, TONE_TEXTS } from './base-colours.ts'
import type { ColourName, Scheme, Themed } from './base-colours.ts'
import { contrast, mix, POLES, readableOn } from './colour.ts'
import type { Colour } from './colour.ts'

/** Text against its ground (WCAG 1.4.3), and borders, marks and focus rings against theirs (1.4.11). */
export const LEAST = { text: 4.5, mark: 3 } as const

/** What a theme may set, in the order of the contract. Null: left to Keyturn. */
export interface GivenColours {
  readonly accent: Colour | null
  readonly onAccent: Colour | null
  readonly surface: Colour | null
  readonly text: Colour | null
}

/** Links and rings inside notices lie on the soft tones, which no theme moves. */
type OnSoft = 'soft-accent' | 'soft-accent-hover'

export type Palette = Readonly<Record<ColourName | OnSoft, Colour>>

const STEPS = Array.from({ length: 17 }, (_, step) => step / 16)

/** The nearest to `from` on the way to `to` that passes; `to` itself where nothing does. */
function towards(from: Colour, to: Colour, passes: (colour: Colour) => boolean): Colour {
  return STEPS.map((share) => mix(from, to, share)).find(passes) ?? to
}

/** Paper is what the card lies on: a little of the ink on light pages, a little of the night on dark ones. */
const GROUND_OF_SURFACE = {
  light: { paper: 0.06, sunken: 0.03, rule: 0.16, control: 0.6 },
  dark: { paper: 0.35, sunken: 0.03, rule: 0.12, control: 0.55 },
} as const

/**
 * All colours of one scheme: those given as they are, the others as Keyturn has them or as they follow. What follows
 * always reads: it moves towards a given colour until it does.
 */
export function paletteOf(scheme: Scheme, given: GivenColours): Palette {
  const base = BASE[scheme]
  const set = {
    ...base,
    surface: given.surface ?? base.surface,
    text: given.text ?? base.text,
    accent: given.accent ?? base.accent,
  }
  const grounds = groundsOf(scheme, given, set)
  const onAccent = given.onAccent ?? inkOn(set.accent, base['on-accent'])
  const onGrounds = reads([set.surface, grounds.paper, grounds.sunken], LEAST.text)
  const onSofts = reads(
    SOFTS.map((soft) => base[soft]),
    LEAST.text,
  )
  const moved = given.surface !== null || given.text !== null
  const share = GROUND_OF_SURFACE[scheme]
  const mixed = (name: 'rule' | 'control'): Colour => (moved ? mix(set.surface, set.text, share[name]) : base[name])
  const hover = hoverOf(scheme, given.accent, onAccent)
  const softAccent = towards(set.accent, set.text, onSofts)
  return {
    ...set,
    ...grounds,
    rule: mixed('rule'),
    control: towards(mixed('control'), set.text, reads([set.surface, grounds.paper, grounds.sunken], LEAST.mark)),
    'text-2': towards(
      moved ? mix(set.text, set.surface, 0.25) : base['text-2'],
      set.text,
      (colour) => onGrounds(colour) && onSofts(colour),
    ),
    'accent-hover': hover,
    'on-accent': onAccent,
    focus: set.accent,
    'soft-accent': softAccent,
    'soft-accent-hover': towards(hover, softAccent, onSofts),
  }
}

const reads =
  (grounds: readonly Colour[], least: number) =>
  (colour: Colour): boolean =>
    grounds.every((ground) => contrast(colour, ground) >= least)

const inkOn = (accent: Colour, base: Colour): Colour =>
  contrast(base, accent) >= LEAST.text ? base : readableOn(accent)

type Grounds = Pick<Record<Themed, Colour>, 'paper' | 'sunken'>

/** Both move towards the surface until everything that lies on the surface reads on them as well. */
function groundsOf(scheme: Scheme, given: GivenColours, set: Readonly<Record<ColourName, Colour>>): Grounds {
  const texts = [set.text, set.accent, ...TONE_TEXTS.map((name) => set[name])]
  const lines = TONE_LINES.map((name) => set[name])
  const carries = (ground: Colour): boolean =>
    texts.every((text) => contrast(text, ground) >= LEAST.text) &&
    lines.every((line) => contrast(line, ground) >= LEAST.mark)
  const share = GROUND_OF_SURFACE[scheme]
  const under = scheme === 'light' ? set.text : POLES.light
  const from = {
    paper: given.surface === null ? set.paper : mix(set.surface, under, share.paper),
    sunken: given.surface === null ? set.sunken : mix(set.surface, set.text, share.sunken),
  }
  return {
    paper: towards(from.paper, set.surface, carries),
    sunken: towards(from.sunken, set.surface, carries),
  }
}

/** A step away from the ground: darker on light pages, lighter on dark ones, as long as its text reads. */
function hoverOf(scheme: Scheme, given: Colour | null, onAccent: Colour): Colour {
  const hover = given === null ? BASE[scheme]['accent-hover'] : mix(given, POLES[scheme], 0.25)
  return contrast(onAccent, hover) >= LEAST.text ? hover : (given ?? BASE[scheme].accent)
}

/** What Keyturn's own accents reach. */
const COMFORTABLE = 7

/** An accent for light pages, made to read on a dark one. */
export const lightened = (accent: Colour, surface: Colour): Colour =>
  towards(accent, POLES.dark, reads([surface], COMFORTABLE))
