// Keyturn's elements in the pages of Acme Books, each told how to get a session for its ledger.
import { defineElements } from './keyturn/elements.js'

const PLEO = '/settings/integrations/pleo'
const functions = new Map()

/** One function for a ledger: elements that are given the same one share a session. */
function fetchSessionOf(ledger) {
  if (!functions.has(ledger)) {
    functions.set(ledger, async () => {
      const answer = await fetch(`${PLEO}/session`, { method: 'POST', body: new URLSearchParams({ ledger }) })
      if (!answer.ok) throw new Error(`No session: ${answer.status}`)
      return answer.json()
    })
  }
  return functions.get(ledger)
}

for (const element of document.querySelectorAll('[data-ledger]')) {
  element.fetchSession = fetchSessionOf(element.dataset.ledger)
}
addEventListener('keyturn-closed', ({ target }) => {
  location.assign(`${PLEO}?ledger=${encodeURIComponent(target.dataset.ledger)}`)
})
defineElements()
