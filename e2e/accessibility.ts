import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import { expect } from './world.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]
}

/** Every rule of axe, on the page as it stands, in light and in dark. */
export async function axeFindsNothing(page: Page): Promise<void> {
  await page.evaluate(AXE)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations }: AxeResults = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`)
    expect(found, `${page.url()} in ${colorScheme}`).toEqual([])
  }
}

const FARTHEST = 40

/** Tab, Tab, Tab … to something with this name, which then shows that it has the focus. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = []
  for (let presses = 0; presses < FARTHEST; presses += 1) {
    await page.keyboard.press('Tab')
    const { focused, ring } = await page.evaluate(() => {
      const element = document.activeElement
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : []
      const words = element?.getAttribute('aria-label') ?? labels[0]?.textContent ?? element?.textContent ?? ''
      const { outlineStyle, outlineWidth } = getComputedStyle(element ?? document.body)
      return { focused: words.replaceAll(/\s+/g, ' ').trim(), ring: outlineStyle === 'none' ? '0px' : outlineWidth }
    })
    passed.push(focused)
    const isIt = typeof name === 'string' ? focused === name : name.test(focused)
    if (!isIt) continue
    expect(Number.parseFloat(ring), `a ring around ${focused}`).toBeGreaterThanOrEqual(2)
    return
  }
  throw new Error(`No way to ${String(name)} by Tab, only to ${[...new Set(passed)].join(' | ')}`)
}

/** As a person does it: from the clipboard. */
export async function pasteByKeyboard(page: Page, text: string): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.press('ControlOrMeta+V')
}
