import { useConnection } from '@keyturn/elements/react'
import type { FetchSession } from '@keyturn/elements/react'

/** A page that draws the state by itself. */
export function Ledger({ company, fetchSession }: { readonly company: string; readonly fetchSession: FetchSession }) {
  const { connection, isLost } = useConnection(fetchSession)
  return (
    <>
      <h1>{company}, main ledger</h1>
      <p role="status">
        {connection === null || isLost
          ? 'Receipts from Pleo: not known at the moment.'
          : connection.usable
            ? `Receipts from Pleo come in for ${connection.account?.name ?? 'your company'}.`
            : `Receipts from Pleo do not come in: ${connection.label}.`}
      </p>
    </>
  )
}
