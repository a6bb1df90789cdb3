import { useState } from 'react'
import { KeyturnConnect, KeyturnStatus } from '@keyturn/elements/react'
import type { FetchSession } from '@keyturn/elements/react'

/** The place in the product where the connection lives. The form opens here, and closes when it says so. */
export function Settings({ fetchSession }: { readonly fetchSession: FetchSession }) {
  const [isOpen, setIsOpen] = useState(false)
  const close = () => setIsOpen(false)
  return (
    <>
      <h1>Settings</h1>
      <section>
        <h2>Pleo</h2>
        <KeyturnStatus
          fetchSession={fetchSession}
          onOpen={(event) => {
            event.preventDefault()
            setIsOpen(true)
          }}
        >
          One moment
        </KeyturnStatus>
      </section>
      {isOpen && (
        <section aria-label="Connect Pleo">
          <button type="button" onClick={close}>
            Close
          </button>
          <KeyturnConnect fetchSession={fetchSession} closable onClosed={close} />
        </section>
      )}
    </>
  )
}
