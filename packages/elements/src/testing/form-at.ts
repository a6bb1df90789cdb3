import { expect } from 'vitest'
import { eventually } from './host-pages.ts'
import type { HostPages } from './host-pages.ts'

export const TAG = 'keyturn-connect'
export const HELLO = { type: 'hello' } as const
export const HEIGHT = { type: 'height', height: 321 } as const

type Options = Parameters<HostPages['put']>[1]

/** The form of a host's page, and its frame. */
export interface FormAt {
  readonly start: (options?: Options) => Promise<void>
  /** It stands there, and its frame has loaded. */
  readonly startFrame: (options?: Options) => Promise<void>
  readonly startForm: (options?: Options) => Promise<void>
  /** An attribute of the frame. */
  readonly ofFrame: (attribute: string) => Promise<string | null | undefined>
  /** What stands in the place of the form. */
  readonly instead: () => Promise<string | null>
  /** Of the messages that have come to the frame. */
  readonly types: () => Promise<readonly string[]>
}

export function formAt(at: HostPages): FormAt {
  const start = async (options: Options = {}) => {
    await at.page.evaluate(() => host.elements.defineElements())
    await at.put(TAG, options)
  }
  /** It stands there, and its frame has loaded. */
  const startFrame = async (options: Options = {}) => {
    await start(options)
    await at.refresh(TAG)
    expect(await at.toFrame()).toEqual([])
  }
  const startForm = async (options: Options = {}) => {
    await startFrame(options)
    await at.say(HELLO)
    await eventually(at.toFrame).toHaveLength(1)
    await at.say(HEIGHT)
    await eventually(() => ofFrame('height')).toBe('321')
  }
  const ofFrame = (attribute: string) =>
    at.page.evaluate(
      (name) => host.at('keyturn-connect').shadowRoot?.querySelector('iframe')?.getAttribute(name),
      attribute,
    )
  const instead = () =>
    at.page.evaluate(() => host.at('keyturn-connect').shadowRoot?.querySelector('[role=alert]')?.textContent ?? null)
  const types = async () => (await at.toFrame()).map(({ type }) => type)
  return { start, startFrame, startForm, ofFrame, instead, types }
}
