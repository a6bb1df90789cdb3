import type { ConnectionFacts, HandOffFacts, LinkFacts, PlaceFacts } from './facts.ts'
import {
  aCheck,
  aConnection,
  ACME,
  aFailure,
  aPlace,
  ASKS,
  DAY,
  HOST,
  MINUTE,
  NEVER,
  NOW,
  PROVIDER,
} from './gallery-facts.ts'
import type { GalleryPage } from './gallery-facts.ts'

const LINK: HandOffFacts = {
  status: 'waiting',
  askedBy: 'Marie Holm',
  madeAt: NOW - MINUTE,
  opensUntil: NOW - MINUTE + DAY,
  openedAt: null,
  usedAt: null,
  address: 'https://connect.acme-books.example/connect/h/9fQ2V7mTexampleexampleexampleexampleexample',
}
const MARIE: PlaceFacts['colleagueOf'] = { name: 'Marie Holm' }

/** What a colleague's page is told: nothing but their own try. */
function seenByColleague(connection: ConnectionFacts, needs: 'connect' | 'replace'): ConnectionFacts {
  const ofNew =
    needs === 'replace'
      ? ({ standing: 'connected', account: ACME } as const)
      : ({ standing: 'not_connected', account: null } as const)
  const { attempt } = connection
  const isHeld = needs === 'replace' && attempt?.status === 'failed'
  const state = attempt === null || isHeld ? ofNew.standing : connection.state
  return {
    ...connection,
    ...ofNew,
    state,
    credential: null,
    permissions: [],
    issue: null,
    health: NEVER,
    allowed:
      attempt === null || attempt.status === 'failed' ? [needs] : attempt.status === 'validating' ? ['cancel'] : [],
    happenings: [],
  }
}

const aLink = (kind: LinkFacts['kind'], changes: Partial<LinkFacts> = {}): LinkFacts => ({
  kind,
  locale: 'en',
  host: { ...HOST, returnUrl: null },
  provider: PROVIDER,
  asker: { name: 'Marie Holm' },
  needs: 'connect',
  label: 'Acme DK, main ledger',
  reference: 'dk-main',
  account: null,
  opensUntil: LINK.opensUntil,
  action: '/connect/h/gallery',
  now: NOW,
  ...changes,
})

/** Somebody else has the key: both sides of the link. */
export function handOffPages(): readonly GalleryPage[] {
  const connect = aConnection('not_connected')
  const own = (name: string, connection: ConnectionFacts, changes: Partial<PlaceFacts>): GalleryPage => ({
    name: `handoff-${name}`,
    facts: aPlace(connection, changes),
  })
  const theirs = (
    name: string,
    connection: ConnectionFacts,
    needs: 'connect' | 'replace' = 'connect',
    changes: Partial<PlaceFacts> = {},
  ): GalleryPage => ({
    name: `colleague-${name}`,
    facts: aPlace(seenByColleague(connection, needs), {
      host: { ...HOST, returnUrl: null },
      colleagueOf: MARIE,
      ...changes,
    }),
  })
  const link = (name: string, facts: LinkFacts): GalleryPage => ({ name: `link-${name}`, facts })
  const opened: HandOffFacts = { ...LINK, status: 'opened', openedAt: NOW - MINUTE / 2 }
  const used: HandOffFacts = { ...opened, status: 'used', usedAt: NOW - MINUTE / 4 }
  return [
    own('make', connect, { wish: 'handoff' }),
    own('ready', connect, { wish: 'link', handOff: LINK }),
    own('opened', connect, { wish: 'link', handOff: opened }),
    own('made-elsewhere', connect, { wish: 'handoff', handOff: { ...LINK, address: null } }),
    own('waiting', connect, { handOff: LINK }),
    own('waiting-interrupted', aConnection('action_required'), { handOff: opened }),
    own('used', aConnection('connected'), { note: 'just_connected', handOff: used }),
    link('asks', aLink('asks')),
    link('asks-product', aLink('asks', { asker: { name: null }, label: null, reference: 'default' })),
    link('asks-replace', aLink('asks', { needs: 'replace', account: ACME })),
    theirs('key', connect),
    theirs('key-replace', aConnection('action_required'), 'replace'),
    theirs('checking', aCheck('not_connected', { step: 'company' })),
    theirs('refused-field', aFailure('not_connected', 'key_invalid')),
    theirs('refused-page', aFailure('action_required', 'account_mismatch'), 'replace'),
    theirs('waits', aCheck('not_connected', ASKS)),
    theirs('declined', connect, 'connect', { note: 'declined' }),
    theirs('unanswered', aFailure('not_connected', 'confirmation_expired')),
    theirs('language', connect, 'connect', { wish: 'language' }),
    link('thanks', aLink('thanks', { account: ACME })),
    link('withdrawn', aLink('link_withdrawn')),
    link('ended', aLink('link_ended', { opensUntil: NOW - MINUTE })),
    link('used', aLink('link_used')),
    link('elsewhere', aLink('link_elsewhere')),
    link('page-ended', aLink('page_ended')),
  ]
}
