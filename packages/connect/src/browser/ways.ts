import type { PageKeeper } from './keeper.ts'

/** Watches every way in which a person presses, follows, leaves and returns. */
export function watchWays(keeper: PageKeeper): void {
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.dataset['press'] === undefined) return
    event.preventDefault()
    void keeper.press(form, event.submitter)
  })
  document.addEventListener('click', (event) => {
    const copy = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-copy]') : null
    if (copy !== null) void keeper.copy(copy)
    const there = viewFollowed(event, keeper.base)
    if (there === undefined) return
    event.preventDefault()
    void keeper.follow(there)
  })
  addEventListener('popstate', () => void keeper.catchUp())
  addEventListener('pagehide', () => {
    keeper.leave()
  })
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    keeper.open()
    void keeper.catchUp()
  })
  addEventListener('blur', () => {
    keeper.hide()
  })
  document.addEventListener('visibilitychange', () => {
    keeper.hide()
  })
}

/** The address of another view of this page, if a plain click follows a link to one. */
function viewFollowed(event: MouseEvent, base: string): string | undefined {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (link === null || link.target !== '' || link.hash !== '') return undefined
  const there = new URL(link.href)
  return there.origin === location.origin && there.pathname === base ? there.pathname + there.search : undefined
}
