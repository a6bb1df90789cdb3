import type { RefObject } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** A key that is shown hides again after this time, and whenever the person turns away. */
const SHOWN_FOR_MS = 10_000

/**
 * Whether the text can be read.
 * @param around the field with its button: focus inside it is not turning away
 */
export function useShown(
  around: RefObject<HTMLElement | null>,
  onHidden: () => void,
): readonly [boolean, (isShown: boolean) => void] {
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    if (!isShown) return undefined
    const hide = (): void => {
      setShown(false)
      onHidden()
    }
    const left = (event: FocusEvent): void => {
      const next = event.relatedTarget
      if (!(next instanceof Node && around.current?.contains(next) === true)) hide()
    }
    const timer = setTimeout(hide, SHOWN_FOR_MS)
    const place = around.current
    place?.addEventListener('focusout', left)
    window.addEventListener('blur', hide)
    document.addEventListener('visibilitychange', hide)
    return () => {
      clearTimeout(timer)
      place?.removeEventListener('focusout', left)
      window.removeEventListener('blur', hide)
      document.removeEventListener('visibilitychange', hide)
    }
  }, [isShown])
  return [isShown, setShown]
}
