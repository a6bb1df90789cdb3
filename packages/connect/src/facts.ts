/**
 * What the server knows when it draws a page: plain values, in no language, nothing secret. The views turn them into
 * words. Times are milliseconds since 1970.
 */

export type Standing = 'not_connected' | 'connected' | 'action_required' | 'disconnected'
export type ConnectionState =
  | 'not_connected'
  | 'validating'
  | 'connected'
  | 'action_required'
  | 'failed'
  | 'disconnected'
export type AttemptStatus = 'validating' | 'awaiting_confirmation' | 'failed'
export type AttemptStep = 'key' | 'company' | 'permissions' | 'installation'
export type Action =
  | 'connect'
  | 'replace'
  | 'check'
  | 'disconnect'
  | 'confirm'
  | 'decline'
  | 'cancel'
  | 'connect_different'
  | 'handoff'

export type ReasonCode =
  | 'key_malformed'
  | 'key_invalid'
  | 'permissions_missing'
  | 'not_entitled'
  | 'wrong_kind_of_key'
  | 'organisation_key'
  | 'account_unknown'
  | 'account_mismatch'
  | 'account_already_connected'
  | 'key_in_use_elsewhere'
  | 'provider_unreachable'
  | 'provider_busy'
  | 'provider_refusing_all'
  | 'provider_unexpected'
  | 'too_many_tries'
  | 'interrupted'
  | 'confirmation_expired'
  | 'key_revoked'
  | 'permissions_lost'
  | 'exposed'
  | 'stored_key_unreadable'
  | 'restored'

export type PasteFault =
  | 'empty'
  | 'gap_inside'
  | 'foreign_character'
  | 'colon'
  | 'settings_block'
  | 'web_address'
  | 'masked'
  | 'too_long'

export interface NamedAccount {
  readonly id: string
  readonly name: string | null
}

export interface IssueFacts {
  readonly code: ReasonCode
  readonly details: {
    readonly fault?: PasteFault
    /** Scopes as the provider spells them. */
    readonly missing?: readonly string[]
    readonly expected?: NamedAccount
    readonly found?: NamedAccount
    readonly connectionId?: string
    readonly reference?: string
    readonly label?: string | null
    readonly retryAt?: number
  }
  readonly since: number
  readonly supportReference: string
}

export interface AttemptFacts {
  readonly id: string
  readonly kind: 'connect' | 'replace'
  readonly status: AttemptStatus
  readonly step: AttemptStep | null
  readonly startedAt: number
  readonly expiresAt: number | null
  readonly account: NamedAccount | null
  readonly issue: IssueFacts | null
}

export interface HealthFacts {
  readonly state: 'healthy' | 'failing' | 'unverified' | 'unknown'
  readonly reason:
    | 'suspected'
    | 'provider_unreachable'
    | 'provider_busy'
    | 'provider_refusing_all'
    | 'environment_not_configured'
    | null
  readonly since: number | null
  /** When the provider was last asked, whatever it answered. */
  readonly checkedAt: number | null
  /** When the provider last accepted the stored key. */
  readonly confirmedAt: number | null
  readonly nextCheckAt: number | null
}

/** What happened, newest first. */
export interface HappeningFacts {
  readonly at: number
  readonly what:
    | 'connected'
    | 'replaced'
    | 'action_required'
    | 'recovered'
    | 'disconnected'
    | 'attempt_failed'
    | 'cancelled'
    | 'declined'
    | 'unverified'
    | 'verified'
    | 'checked_by_person'
    | 'link_made'
    | 'link_opened'
    | 'link_withdrawn'
    | 'link_used'
  readonly reason: ReasonCode | null
  readonly accountName: string | null
}

/** Something was wrong with the provider, and nothing with the connection. */
export interface IncidentFacts {
  readonly at: number
  readonly what: 'provider_unreachable' | 'provider_busy' | 'provider_refusing_all'
  /** Null while it lasts. */
  readonly until: number | null
}

export interface ConnectionFacts {
  readonly id: string
  readonly state: ConnectionState
  readonly standing: Standing
  readonly standingSince: number
  readonly label: string | null
  readonly reference: string
  readonly account: NamedAccount | null
  /** Null without a stored key. A stored key is described in words, never as dots. */
  readonly credential: { readonly addedAt: number; readonly addedByName: string | null } | null
  readonly permissions: readonly { readonly scope: string; readonly granted: boolean; readonly required: boolean }[]
  readonly issue: IssueFacts | null
  readonly attempt: AttemptFacts | null
  readonly health: HealthFacts
  /** A person's check is running. */
  readonly checking: boolean
  readonly allowed: readonly Action[]
  readonly happenings: readonly (HappeningFacts | IncidentFacts)[]
  readonly revision: number
}

export interface HostFacts {
  /** The integrator's product, for instance "Acme Books". */
  readonly productName: string
  /** The way inside the product, for instance "Settings › Integrations › Pleo". */
  readonly productPath: string | null
  readonly supportUrl: string | null
  readonly privacyUrl: string | null
  /** "Back to {product}", with `connection` and `state` appended; null where the integrator gave none. */
  readonly returnUrl: string | null
  /** What a theme puts into the document itself; its colours are in the style sheet. Null: no theme. */
  readonly look: LookFacts | null
}

export interface LookFacts {
  /** `auto`: as the reader's system has it. */
  readonly appearance: 'light' | 'dark' | 'auto'
  /** A mark stands before the product's name. */
  readonly logo: 'shown' | 'none'
}

export interface ProviderFacts {
  /** "Pleo" */
  readonly name: string
  /** How the integration is called inside the provider. */
  readonly integrationName: string
  readonly environment: string
  /** The provider's web app; null where unknown. */
  readonly appUrl: string | null
}

/** What a browser seals the key with before it sends it. Nothing in it is secret. */
export interface SealFacts {
  readonly keyId: string
  /** A P-256 point, uncompressed, in base64url. */
  readonly publicKey: string
  readonly session: string
  /** Used once: a sealed key is for one turn of its session. */
  readonly turn: number
  /** A key is taken in no other form. */
  readonly required: boolean
}

/** What the person asked to see; the state decides where it does not apply. */
export type Wish = 'state' | 'replace' | 'disconnect' | 'language' | 'connect_again' | 'handoff' | 'link'

export interface PlaceFacts {
  readonly kind: 'connection'
  /** Absolute path that ends in a slash: forms post to `${base}key` and so on. */
  readonly base: string
  readonly locale: string
  readonly host: HostFacts
  readonly provider: ProviderFacts
  readonly connection: ConnectionFacts
  /** Marks what the page shows: the stream of changes goes on from there. */
  readonly version: string
  /** Null where the page cannot send. */
  readonly seal: SealFacts | null
  readonly wish: Wish
  /** What was shown before the person went to choose a language. */
  readonly from: Exclude<Wish, 'language'>
  /** Said once, after the action that brought the person here. */
  readonly note:
    | 'superseded'
    | 'replaced'
    | 'recovered'
    | 'just_connected'
    | 'changed_meanwhile'
    | 'not_taken'
    | 'declined'
    | 'checked_already'
    | 'check_later'
    | null
  /** Of a check that was not made: from when one would be. */
  readonly againAt: number | null
  /** The link that this page's person made for a colleague, as long as it is news. */
  readonly handOff: HandOffFacts | null
  /** Set on the page that a colleague has by such a link: one key, and nothing else of the tenant. */
  readonly colleagueOf: AskerFacts | null
  /** `frame`: drawn for a frame of the host's page, which has a head, a foot and a ground of its own. */
  readonly surface: 'page' | 'frame'
  /** The host takes the form away when the person goes back: the way stands on every screen. */
  readonly closes: boolean
  readonly now: number
}

export interface HandOffFacts {
  readonly status: 'waiting' | 'opened' | 'used'
  readonly askedBy: string | null
  readonly madeAt: number
  /** Until when it may be opened. */
  readonly opensUntil: number
  readonly openedAt: number | null
  readonly usedAt: number | null
  /** The address itself; only in the browser where it was made. */
  readonly address: string | null
}

export interface AskerFacts {
  /** Null: nobody by name; the product asks. */
  readonly name: string | null
}

/** What stands behind a link for a colleague, outside the page that it opens. */
export interface LinkFacts {
  readonly kind: 'asks' | 'thanks' | 'link_withdrawn' | 'link_ended' | 'link_used' | 'link_elsewhere' | 'page_ended'
  readonly locale: string
  readonly host: HostFacts
  readonly provider: ProviderFacts
  readonly asker: AskerFacts
  readonly needs: 'connect' | 'replace'
  readonly label: string | null
  readonly reference: string
  readonly account: NamedAccount | null
  readonly opensUntil: number
  /** Where "Continue" is posted to. */
  readonly action: string
  readonly now: number
}

/** A page without a connection: the link leads nowhere, or no longer. */
export interface EndFacts {
  readonly kind: 'ended' | 'elsewhere' | 'unknown' | 'busy'
  readonly locale: string
  readonly host: HostFacts
  readonly provider: ProviderFacts
  readonly now: number
}

/** What these pages promise to everyone; of no customer in particular. */
export interface StatementFacts {
  readonly kind: 'accessibility'
  readonly locale: string
  readonly host: HostFacts
  readonly provider: ProviderFacts
  readonly now: number
}

export type PageFacts = PlaceFacts | EndFacts | LinkFacts | StatementFacts

/** Addresses of the built files, with hashes, relative to the public URL. */
export interface Assets {
  /** The rules themselves, which then stand in the page in place of the style sheets. */
  readonly rules?: string
  /** Of the policy that is sent along: the scripts carry it. */
  readonly nonce?: string
  readonly styles: readonly string[]
  readonly scripts: readonly string[]
}
