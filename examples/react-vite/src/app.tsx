import { useEffect, useState, useSyncExternalStore } from 'react'
import { KeyturnBanner } from '@keyturn/elements/react'
import { logIn, logOut, sessionsOf, whoIsThere } from './back-end.ts'
import type { Person } from './back-end.ts'
import { Ledger } from './ledger.tsx'
import { Settings } from './settings.tsx'

const PEOPLE = [
  { id: 'marie', name: 'Marie Holm, Acme DK' },
  { id: 'jonas', name: 'Jonas Berg, Berg & Sons' },
]

export function App() {
  const [person, setPerson] = useState<Person | null | 'asking'>('asking')
  useEffect(() => void whoIsThere().then(setPerson, () => setPerson(null)), [])

  if (person === 'asking') return null
  if (person === null) return <LogIn onLogIn={setPerson} />
  // The `key` makes everything of one person go away with them.
  return <LoggedIn key={person.id} person={person} onLogOut={() => void logOut().then(() => setPerson(null))} />
}

function LogIn({ onLogIn }: { readonly onLogIn: (person: Person | null) => void }) {
  return (
    <main>
      <h1>Acme Books</h1>
      <p>Who are you? Your product asks for more than that.</p>
      {PEOPLE.map(({ id, name }) => (
        <button key={id} type="button" onClick={() => void logIn(id).then(onLogIn)}>
          {name}
        </button>
      ))}
    </main>
  )
}

function LoggedIn({ person, onLogOut }: { readonly person: Person; readonly onLogOut: () => void }) {
  const [fetchSession] = useState(() => sessionsOf(person))
  const page = useSyncExternalStore(listenToHash, () => location.hash)
  return (
    <>
      <header>
        <strong>Acme Books</strong>
        <nav>
          <a href="#ledger">Ledger</a> <a href="#settings">Settings</a>
        </nav>
        <span>{person.name}</span>
        <button type="button" onClick={onLogOut}>
          Log out
        </button>
      </header>
      <KeyturnBanner fetchSession={fetchSession} href="#settings" />
      <main>
        {page === '#settings' ? (
          <Settings fetchSession={fetchSession} />
        ) : (
          <Ledger company={person.company} fetchSession={fetchSession} />
        )}
      </main>
    </>
  )
}

function listenToHash(changed: () => void): () => void {
  addEventListener('hashchange', changed)
  return () => {
    removeEventListener('hashchange', changed)
  }
}
