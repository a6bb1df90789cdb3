/** `#rrggbb`, lower case. */
export type Colour = string

const BLACK = '#000000'
const WHITE = '#ffffff'

const CHANNELS = [1, 3, 5] as const

const channels = (colour: Colour): number[] => CHANNELS.map((at) => Number.parseInt(colour.slice(at, at + 2), 16))

/** Relative luminance, 0 to 1. WCAG 2.2, "relative luminance". */
function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** 1 to 21. WCAG 2.2, "contrast ratio". */
export function contrast(one: Colour, other: Colour): number {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

/** @param share of `to`, 0 to 1 */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const target = channels(to)
  const mixed = channels(from).map((channel, at) => Math.round(channel + ((target[at] ?? channel) - channel) * share))
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

/** Black or white: one of them has at least 4.58:1 on any colour. */
export const readableOn = (ground: Colour): Colour =>
  contrast(WHITE, ground) >= contrast(BLACK, ground) ? WHITE : BLACK

/** The end of the scale that lies away from the ground. */
export const POLES = { light: BLACK, dark: WHITE } as const
