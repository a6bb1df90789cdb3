/** Only a page of ours may post to us (cross-site request forgery). Browsers without Sec-Fetch-Site send Origin. */
export function isFromOurPage(headers: Headers, publicUrl: string): boolean {
  const site = headers.get('sec-fetch-site')
  return site === null ? headers.get('origin') === new URL(publicUrl).origin : site === 'same-origin'
}

/**
 * Only scripts of our own, which include Keyturn's elements. They ask Keyturn (`connect-src`) and show its form
 * (`frame-src`); `form-action` names Keyturn because browsers hold the redirect after a form against it.
 */
export const securityHeaders = (keyturnOrigin: string): readonly (readonly [name: string, value: string])[] => [
  [
    'content-security-policy',
    `default-src 'none'; script-src 'self'; connect-src 'self' ${keyturnOrigin}; frame-src ${keyturnOrigin}; style-src 'self'; img-src 'self'; form-action 'self' ${keyturnOrigin}; frame-ancestors 'none'; base-uri 'none'`,
  ],
  ['cache-control', 'no-store'],
  ['referrer-policy', 'same-origin'],
  ['x-content-type-options', 'nosniff'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=()'],
]
