import type { ConnectionFacts, EndFacts, HealthFacts, PlaceFacts } from './facts.ts'
import {
  aCheck,
  aConnection,
  ACME,
  aFailure,
  aPlace,
  ASKS,
  ATTEMPT_CODES,
  HOST,
  issue,
  NEVER,
  NOW,
  PROVIDER,
  STANDING_CODES,
  STANDINGS,
  anUnverified,
  DAY,
  MINUTE,
  EVENTFUL,
  OUTDATED,
} from './gallery-facts.ts'
import type { GalleryPage } from './gallery-facts.ts'
import { handOffPages } from './gallery-handoff.ts'

export {
  aCheck,
  aConnection,
  ACME,
  aFailure,
  aPlace,
  ATTEMPT_CODES,
  HOST,
  issue,
  NORDLYS,
  NOW,
  PROVIDER,
  STANDING_CODES,
  STANDINGS,
} from './gallery-facts.ts'

const anEnd = (kind: EndFacts['kind']): EndFacts => ({ kind, locale: 'en', host: HOST, provider: PROVIDER, now: NOW })

/** Every screen, each in every place it can occur. */
export function galleryPages(): readonly GalleryPage[] {
  const connected = aConnection('connected')
  const page = (name: string, connection: ConnectionFacts, changes?: Partial<PlaceFacts>): GalleryPage => ({
    name,
    facts: aPlace(connection, changes),
  })
  const health = (name: string, reason: HealthFacts['reason']): GalleryPage => page(name, anUnverified(reason))
  return [
    page('connect', aConnection('not_connected')),
    page('checking', aCheck('not_connected', { step: 'permissions', account: ACME })),
    page('checking-slow', aCheck('not_connected', { step: 'company', startedAt: NOW - 4000 })),
    page('checking-superseded', aCheck('not_connected'), { note: 'superseded' }),
    page('checking-not-taken', aCheck('not_connected'), { note: 'not_taken' }),
    page('confirm-changed-meanwhile', aCheck('not_connected', ASKS), { note: 'changed_meanwhile' }),
    page('not-connected-to-look-at', aConnection('not_connected', { allowed: [] })),
    page('confirm', aCheck('not_connected', ASKS)),
    page('connected-just-now', connected, { note: 'just_connected' }),
    page('connected', connected),
    page('connected-checking', aConnection('connected', { checking: true })),
    page('connected-replaced', connected, { note: 'replaced' }),
    page(
      'connected-recovered',
      aConnection('connected', {
        happenings: EVENTFUL,
        standingSince: NOW - 2 * MINUTE,
        credential: { addedAt: NOW - 20 * DAY, addedByName: 'Marie Holm' },
      }),
      {
        note: 'recovered',
      },
    ),
    page(
      'connected-outdated',
      aConnection('connected', {
        health: OUTDATED,
        happenings: EVENTFUL.slice(-1),
        standingSince: NOW - 61 * DAY,
        credential: { addedAt: NOW - 61 * DAY, addedByName: 'Marie Holm' },
      }),
    ),
    page('connected-changed-meanwhile', connected, { note: 'changed_meanwhile' }),
    page('connected-checked-already', connected, { note: 'checked_already', againAt: NOW + 7_000 }),
    page('connected-check-later', connected, { note: 'check_later', againAt: NOW + 95_000 }),
    page('connected-unknown', aConnection('connected', { health: NEVER })),
    health('connected-provider-away', 'provider_unreachable'),
    health('connected-provider-busy', 'provider_busy'),
    health('connected-storm', 'provider_refusing_all'),
    health('connected-not-looked-after', 'environment_not_configured'),
    health('suspected', 'suspected'),
    page('replace', connected, { wish: 'replace' }),
    page('replace-checking', aCheck('connected', { step: 'company' })),
    page('replace-confirm', aCheck('connected', ASKS)),
    page('replace-interrupted', aConnection('action_required'), { wish: 'replace' }),
    page('replace-interrupted-checking', aCheck('action_required', { step: 'key' })),
    ...STANDING_CODES.map((code) =>
      page(`action-required-${dashed(code)}`, aConnection('action_required', { issue: issue(code) })),
    ),
    ...STANDINGS.flatMap((standing) =>
      ATTEMPT_CODES.map((code) => page(`failed-${dashed(standing)}-${dashed(code)}`, aFailure(standing, code))),
    ),
    page('disconnect', connected, { wish: 'disconnect' }),
    page('disconnected', aConnection('disconnected')),
    page('connect-again', aConnection('disconnected'), { wish: 'connect_again' }),
    page('language', connected, { wish: 'language' }),
    ...handOffPages(),
    {
      name: 'accessibility',
      facts: { kind: 'accessibility', locale: 'en', host: { ...HOST, returnUrl: null }, provider: PROVIDER, now: NOW },
    },
    ...(['ended', 'elsewhere', 'unknown', 'busy'] as const).map((kind) => ({ name: kind, facts: anEnd(kind) })),
  ]
}

const dashed = (code: string): string => code.replaceAll('_', '-')
