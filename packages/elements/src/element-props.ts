import type { ReactNode, Ref } from 'react'
import type { FetchSession } from './connection-state.ts'

/** What each component takes besides its own. */
export interface ElementProps<Element> {
  /**
   * Read once, when the component appears: a function that is another one with each rendering does no harm. Give the
   * component another `key` for another connection.
   */
  readonly fetchSession: FetchSession
  readonly className?: string
  readonly id?: string
  readonly ref?: Ref<Element>
  /** What stands there in place of the element, as its slot says. */
  readonly children?: ReactNode
}
