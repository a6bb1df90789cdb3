import type { KeyturnElement } from './keyturn-element.ts'
import { KeyturnBanner } from './keyturn-banner.ts'
import { KeyturnConnect } from './keyturn-connect.ts'
import { KeyturnStatus } from './keyturn-status.ts'

/** Makes an element known to the page. Again without harm, and without effect where pages are only drawn. */
export function define(name: string, element: new () => KeyturnElement): void {
  const registry = globalThis.customElements as CustomElementRegistry | undefined
  if (registry?.get(name) === undefined) registry?.define(name, element)
}

/** Makes the three known to the page under their names. */
export function defineElements(): void {
  define('keyturn-banner', KeyturnBanner)
  define('keyturn-connect', KeyturnConnect)
  define('keyturn-status', KeyturnStatus)
}
