import { hydrate, render } from 'preact'
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { PageModel } from '../model.ts'
import { DeskContext, onPaper } from '../view/desk.ts'
import type { Desk } from '../view/desk.ts'
import { Page } from '../view/page.tsx'
import { isLive, PageKeeper } from './keeper.ts'
import type { Shown } from './keeper.ts'

/** Takes over the page that the server drew. */
export function start(document: Document, window: Window): void {
  const root = document.getElementById('page')
  const data = document.getElementById('facts')
  if (root === null || data === null) return
  const page: PageModel = JSON.parse(data.textContent)
  if (!isLive(page)) {
    hydrate(<Still page={page} />, root)
    return
  }
  const draw = (shown: Shown): void => {
    render(<Kept keeper={keeper} shown={shown} />, root)
  }
  const keeper = new PageKeeper(page, draw)
  hydrate(<Still page={page} />, root)
  draw(keeper.shown)
  keeper.open()
  // What was typed does not outlive the page: not in the cache of visited pages, not in a restored tab.
  window.addEventListener('pagehide', () => {
    keeper.draft.clear()
    keeper.close()
  })
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    keeper.open()
    void keeper.read(`${location.pathname}${location.search}`)
  })
  window.addEventListener('popstate', () => void keeper.read(`${location.pathname}${location.search}`))
}

const Still = ({ page }: { page: PageModel }): JSX.Element => (
  <DeskContext.Provider value={onPaper(page.lang)}>
    <Page page={page} />
  </DeskContext.Provider>
)

function Kept({ keeper, shown }: { keeper: PageKeeper; shown: Shown }): JSX.Element {
  const { page } = shown
  useTitleAndFocus(shown)
  return (
    <DeskContext.Provider value={deskOf(keeper, shown)}>
      <Page page={page} />
    </DeskContext.Provider>
  )
}

const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone

function deskOf(keeper: PageKeeper, shown: Shown): Desk {
  const { page, notKnownSince } = shown
  return {
    lang: page.lang,
    clock: { lang: page.lang, timeZone, now: shown.now, zoneName: '' },
    isInteractive: true,
    notKnown: notKnownSince === null ? null : { since: notKnownSince, words: page.live.notKnown },
    isEdited: shown.isEdited,
    isKept: shown.isKept,
    trouble: shown.trouble,
    refusal: shown.refusal,
    said: shown.said,
    ...keeper.desk(),
  }
}

/** The tab says where the person is; the focus goes to what is new, and stays where nothing is. */
function useTitleAndFocus({ page, trouble, refusal }: Shown): void {
  const before = useRef({ screen: page.screen, failure: page.live.failureId, trouble, refusal })
  useLayoutEffect(() => {
    const { screen, failure, trouble: oldTrouble, refusal: oldRefusal } = before.current
    before.current = { screen: page.screen, failure: page.live.failureId, trouble, refusal }
    document.documentElement.lang = page.lang
    document.documentElement.dir = page.dir
    document.title = page.refuses || refusal !== null ? `${page.errorPrefix}${page.title}` : page.title
    const isNewMessage =
      (refusal !== null && refusal !== oldRefusal) ||
      (trouble !== null && trouble !== oldTrouble) ||
      (page.live.failureId !== null && page.live.failureId !== failure)
    if (isNewMessage) focusOn('.problem, #trouble, .notice[tabindex]') || focusOn('h1')
    else if (page.screen !== screen) focusOn('h1')
  })
}

function focusOn(selector: string): boolean {
  const target = document.querySelector<HTMLElement>(selector)
  if (target === null) return false
  if (!target.hasAttribute('tabindex')) target.tabIndex = -1
  target.focus()
  return true
}
