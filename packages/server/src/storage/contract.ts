import { describe } from 'vitest'
import { describeAccess } from './contract/access.ts'
import { describeAtomicity } from './contract/atomicity.ts'
import { describeChecks } from './contract/checks.ts'
import { describeConnections } from './contract/connections.ts'
import { describeFleet } from './contract/fleet.ts'
import { describeKeys } from './contract/keys.ts'
import { describeNotices } from './contract/notices.ts'
import { describeOutbox } from './contract/outbox.ts'
import { describeLinks } from './contract/links.ts'
import type { OpensStorage } from './contract/opened.ts'
import { describeSessions } from './contract/sessions.ts'
import { describeSubmitKeys } from './contract/submit-keys.ts'
import { describeWatches } from './contract/watches.ts'
import { describeWebhooks } from './contract/webhooks.ts'

/** What every storage keeps to. An adapter passes it, or it is not one. */
export function describeStores(name: string, open: OpensStorage): void {
  describe(name, () => {
    describeConnections(open)
    describeAtomicity(open)
    describeChecks(open)
    describeWatches(open)
    describeFleet(open)
    describeSessions(open)
    describeLinks(open)
    describeAccess(open)
    describeKeys(open)
    describeOutbox(open)
    describeSubmitKeys(open)
    describeWebhooks(open)
    describeNotices(open)
  })
}
