import type { ShownIcon } from '@keyturn/connect/status'
import { dressed } from './dom.ts'

const PEN = { fill: 'none', stroke: 'currentColor', 'stroke-width': '2' }
const SOLID = { fill: 'currentColor', 'fill-rule': 'evenodd' }
const RING = 'M10 2a8 8 0 0 1 0 16 8 8 0 0 1 0-16Z'

/** The signs of Keyturn's pages. Each silhouette differs, so that it reads without colour; each stands beside its word. */
export const done = (): Element =>
  draw([SOLID, 'M10 1a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM6.3 9.2l2.4 2.4 4.8-5.3L15 7.7l-6.2 6.8-3.9-3.9 1.4-1.4Z'])

export const warning = (): Element =>
  draw([
    SOLID,
    'M10 1.2c.6 0 1.1.3 1.4.8l7.9 14.2c.6 1.1-.2 2.4-1.4 2.4H2.1c-1.2 0-2-1.3-1.4-2.4L8.6 2c.3-.5.8-.8 1.4-.8ZM9 6.8v5.4h2V6.8H9Zm0 7v2.1h2v-2.1H9Z',
  ])

const arc = (): Element => draw([{ ...PEN, opacity: '.3' }, RING], [PEN, 'M10 2a8 8 0 0 1 8 8'])

export const SIGNS: Readonly<Record<ShownIcon, () => Element>> = {
  done,
  warning,
  cross: () =>
    draw([
      SOLID,
      'M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3L6.3 1ZM7 5.6 5.6 7l3 3-3 3L7 14.4l3-3 3 3 1.4-1.4-3-3 3-3L13 5.6l-3 3-3-3Z',
    ]),
  dashes: () => draw([{ ...PEN, 'stroke-dasharray': '3.14' }, RING]),
  arc,
  turning: arc,
  clock: () => draw([PEN, `${RING}m0 3.5V10l3 2`]),
  bar: () => draw([PEN, `${RING}m-3.5 8h7`]),
}

function draw(...paths: readonly (readonly [look: Readonly<Record<string, string>>, d: string])[]): Element {
  const svg = drawn('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' })
  svg.append(...paths.map(([look, d]) => drawn('path', { ...look, d })))
  return svg
}

const drawn = (name: string, attributes: Readonly<Record<string, string>>): Element =>
  dressed(document.createElementNS('http://www.w3.org/2000/svg', name), attributes)
