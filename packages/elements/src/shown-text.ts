import type { ShownForm, ShownStatus, ShownText } from '@keyturn/connect/status'
import { passed, since, within } from '@keyturn/connect/times'
import type { Clock } from '@keyturn/connect/times'
import type { Seen } from './connection-watch.ts'
import { make } from './dom.ts'

const FORMS = { at: within, since, passed } as const satisfies Record<ShownForm, (at: number, clock: Clock) => string>

/** The reader's zone, and the server's time: what has passed is counted on one clock. */
export function clockOf({ lang }: ShownStatus, { aheadMs }: Seen): Clock {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return { lang, timeZone, zoneName: '', now: Date.now() + aheadMs }
}

/** Writes a text where it reads differently: what stands still is not said again. */
export function write(element: Element, text: ShownText, clock: Clock): void {
  const fragment = document.createDocumentFragment()
  fragment.append(...text.map((span) => nodeOf(span, clock)))
  if (element.textContent !== fragment.textContent) element.replaceChildren(fragment)
}

function nodeOf(span: ShownText[number], clock: Clock): Node | string {
  if (typeof span === 'string') return span
  if ('name' in span) return make('bdi', {}, span.name)
  return make('time', { datetime: span.time }, FORMS[span.form](Date.parse(span.time), clock))
}

/** A sentence around the time at which the state was heard last. */
export function asOf(template: string, { heardAt, aheadMs }: Seen): ShownText {
  const [before = '', after = ''] = template.split('{time}')
  return [before, { time: new Date(heardAt + aheadMs).toISOString(), form: 'at' }, after]
}
