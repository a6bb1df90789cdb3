import type { ComponentChildren, JSX } from 'preact'
import type { Icon } from '../model.ts'

const pen = {
  stroke: 'currentColor',
  'stroke-width': 2,
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
} as const
const solid = { fill: 'currentColor', 'fill-rule': 'evenodd' } as const

const ARC = (
  <>
    <circle cx="10" cy="10" r="8" stroke="currentColor" stroke-width="2" opacity=".3" />
    <path d="M10 2a8 8 0 0 1 8 8" {...pen} />
  </>
)

/** Each silhouette differs, so that it reads without colour; each stands beside its word. */
const SHAPES: Record<Icon, ComponentChildren> = {
  done: (
    <path
      {...solid}
      d="M10 1a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM6.3 9.2l2.4 2.4 4.8-5.3L15 7.7l-6.2 6.8-3.9-3.9 1.4-1.4Z"
    />
  ),
  tick: <path d="m4.5 10.5 3.5 3.5 7.5-8" {...pen} />,
  warning: (
    <path
      {...solid}
      d="M10 1.2c.6 0 1.1.3 1.4.8l7.9 14.2c.6 1.1-.2 2.4-1.4 2.4H2.1c-1.2 0-2-1.3-1.4-2.4L8.6 2c.3-.5.8-.8 1.4-.8ZM9 6.8v5.4h2V6.8H9Zm0 7v2.1h2v-2.1H9Z"
    />
  ),
  cross: (
    <path
      {...solid}
      d="M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3L6.3 1ZM7 5.6 5.6 7l3 3-3 3L7 14.4l3-3 3 3 1.4-1.4-3-3 3-3L13 5.6l-3 3-3-3Z"
    />
  ),
  dashes: <circle cx="10" cy="10" r="8" stroke="currentColor" stroke-width="2" stroke-dasharray="3.14 3.14" />,
  arc: ARC,
  turning: ARC,
  clock: (
    <>
      <circle cx="10" cy="10" r="8" {...pen} />
      <path d="M10 5.5V10l3 2" {...pen} />
    </>
  ),
  bar: (
    <>
      <circle cx="10" cy="10" r="8" {...pen} />
      <path d="M6.5 10h7" {...pen} />
    </>
  ),
  ring: <circle cx="10" cy="10" r="8" stroke="currentColor" stroke-width="2" />,
  about: (
    <>
      <circle cx="10" cy="10" r="8" {...pen} />
      <path d="M10 9.5v4.2" {...pen} />
      <circle cx="10" cy="6.3" r="1.2" fill="currentColor" />
    </>
  ),
  chevron: <path d="m7.5 4.5 5.5 5.5-5.5 5.5" {...pen} />,
  step: <path d="m8 6 4 4-4 4" {...pen} stroke-width="1.5" />,
  key: (
    <>
      <circle cx="5.5" cy="9" r="3.5" {...pen} />
      <path d="M9 9h9.5M18 9v5M14 9v3.5" {...pen} />
    </>
  ),
}

export function Sign({ icon, moves }: { icon: Icon; moves?: string }): JSX.Element {
  const size = icon === 'step' ? 14 : 20
  const motion = moves ?? (icon === 'turning' ? 'turning' : undefined)
  return (
    <svg class={motion} width={size} height={size} viewBox="0 0 20 20" fill="none" aria-hidden="true" focusable="false">
      {SHAPES[icon]}
    </svg>
  )
}
