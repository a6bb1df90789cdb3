import './styles/styles.css'
import { PageKeeper } from './browser/keeper.ts'
import { pageIn } from './browser/read-page.ts'
import { ownTab } from './browser/surroundings.ts'
import { watchWays } from './browser/ways.ts'

// A page without a connection has no facts: it is complete as it is.
const page = pageIn(document)
if (page !== undefined) {
  const keeper = new PageKeeper(page, ownTab)
  watchWays(keeper)
  keeper.open()
}
