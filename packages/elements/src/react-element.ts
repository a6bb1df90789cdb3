import { createElement, useState } from 'react'
import type { ReactElement } from 'react'
import { define } from './define-elements.ts'
import type { ElementProps } from './element-props.ts'
import type { KeyturnElement } from './keyturn-element.ts'
import { HANDLERS } from './react-props.ts'

/** A component that is the element, with its events as props. It makes the element known when it is first drawn. */
export function componentOf<Element extends KeyturnElement>(
  tag: string,
  element: new () => Element,
): (props: ElementProps<Element>) => ReactElement {
  return ({ fetchSession, ref, ...others }) => {
    const [asked] = useState(() => {
      define(tag, element)
      return fetchSession
    })
    const attach = (attached: Element | null): (() => void) | undefined => {
      if (attached !== null) attached.fetchSession = asked
      if (typeof ref === 'function') return ref(attached) ?? undefined
      if (ref != null) ref.current = attached
      return undefined
    }
    return createElement(tag, { ...Object.fromEntries(Object.entries(others).map(named)), ref: attach })
  }
}

const handlers: Readonly<Record<string, string>> = HANDLERS

/**
 * React hears an event of a custom element by a prop of that name with `on` before it. It sets `className` as a property,
 * and leaves the class `undefined` behind where that is no longer given.
 */
const named = ([prop, value]: readonly [string, unknown]): [string, unknown] => {
  if (prop === 'className') return ['class', value]
  const event = handlers[prop]
  return [event === undefined ? prop : `on${event}`, value]
}
