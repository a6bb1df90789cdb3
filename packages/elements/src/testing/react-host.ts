import * as react from 'react'
import { flushSync } from 'react-dom'
import { createRoot, hydrateRoot } from 'react-dom/client'
import type { Root } from 'react-dom/client'
import type { FetchSession } from '../connection-state.ts'
import * as keyturn from '../react.ts'

export type Component = keyof typeof COMPONENTS

/** A host's page that is drawn by React. */
export interface Stage {
  readonly react: typeof react
  readonly keyturn: typeof keyturn
  /** An element of any of the components, with whatever props. */
  of(name: Component, props: object, ...children: react.ReactNode[]): react.ReactNode
  /** What handlers were called with, and what else a test notes. */
  readonly noted: unknown[]
  /** What `useConnection` gave last. */
  seen?: keyturn.Connection
  /** Draws this, and nothing else, at once. */
  draw(node: react.ReactNode): void
  /** Takes over what a server drew. */
  hydrate(html: string, node: react.ReactNode): void
}

declare global {
  var stage: Stage
}

const { KeyturnBanner, KeyturnConnect, KeyturnStatus } = keyturn
const COMPONENTS = { KeyturnBanner, KeyturnConnect, KeyturnStatus }
const container = document.querySelector('main') ?? document.body
let root: Root | undefined

globalThis.stage = {
  react,
  keyturn,
  noted: [],
  of: (name, props, ...children) =>
    react.createElement(
      COMPONENTS[name] as react.ComponentType<{ fetchSession: FetchSession }>,
      { fetchSession: host.fetchSession('page'), ...props },
      ...children,
    ),
  draw(node) {
    root ??= createRoot(container)
    flushSync(() => root?.render(node))
  },
  hydrate(html, node) {
    container.innerHTML = html
    flushSync(() => {
      root = hydrateRoot(container, node)
    })
  },
}
