/**
 * What the stand-in answers although no page of Pleo's and no OpenAPI file of theirs says so.
 *
 * Each answer that rests on one names it in the header `x-standin-assumes`; the start page and the README list them all.
 */
export const ASSUMPTIONS = {
  key_shape: 'A key begins with “standin-”. Prefix, length and alphabet of a real key are not documented.',
  key_lifetime: 'A key works until it is deleted; no expiry is documented. Deleting takes effect at the next call.',
  key_list: 'Settings, API Keys shows the name, the company and the date of a key, and nothing of the key itself.',
  new_key_keeps_old: 'Adding the integration again makes a further key and leaves the earlier ones working.',
  go_to: '“Go to …” is a plain link. It carries no parameter, no hand-over token and no way back.',
  unauthorized: 'A missing, malformed, unknown or deleted key is answered 401, without WWW-Authenticate.',
  error_bodies: 'Errors carry {"type", "message"}. The files of these interfaces define no error body.',
  scope_refusal: 'A call whose scope the key lacks is answered 403.',
  no_scope_needed: 'Introspection and installations need no scope.',
  rate_limit:
    'The 600 calls a minute are counted per key, in fixed minutes; the answer is 429 with Retry-After in seconds.',
  malformed_input: 'A malformed parameter or body is answered 400, another media type than JSON 415, over 1 MB 413.',
  unknown_route:
    'A path it does not know is answered 404 and a method it does not know 405, after the key was accepted.',
  not_yours: 'A company the key does not open is answered 404 by its own address and 403 where it is a filter.',
  organisation_urn: 'An organisation is written urn:pleo:organisation:<uuid>, with s.',
  installation_absent: 'Reading or changing an installation that does not exist is answered 404.',
  installation_again: 'Creating an installation that exists already is answered 409; other behaviours can be chosen.',
  installation_default_status: 'An installation created without a status is AUTHORIZED.',
  installation_holder: 'An installation belongs to the integration and the company, and outlives a key.',
  installation_metadata: 'Metadata sent with an update replaces the earlier metadata; without it they stay.',
  installation_delete_keeps_key: 'Deleting the installation does not delete the key.',
  activate: 'me:activate and its predecessor work after OAuth only; with a key they are answered 400.',
  paging: 'Lists hold 20 items unless told otherwise, 100 at most, in a fixed order; sorting is accepted and not done.',
  empty_data: 'Exports, tags, tax codes, vendors, accounts and entries are empty lists.',
} as const satisfies Record<string, string>

export type AssumptionId = keyof typeof ASSUMPTIONS
