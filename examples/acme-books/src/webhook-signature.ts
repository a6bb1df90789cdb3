import { createHmac, timingSafeEqual } from 'node:crypto'

const TOLERANCE_SECONDS = 300

/**
 * Was this sent by Keyturn, just now, and as it stands here? Standard Webhooks: the third header signs the other two and the
 * body, with a secret that only Keyturn and we know. `@keyturn/api/webhooks` and any `standardwebhooks` library do the same;
 * here it is spelt out.
 *
 * @param body as it arrived, before anything parsed it
 * @param secret `whsec_…`
 * @param now milliseconds since 1970
 */
export function isFromKeyturn(headers: Headers, body: string, secret: string, now: number): boolean {
  const id = headers.get('webhook-id') ?? ''
  const timestamp = headers.get('webhook-timestamp') ?? ''
  // An old one could be somebody's recording of it.
  const isFresh = /^\d{1,11}$/.test(timestamp) && Math.abs(now / 1_000 - Number(timestamp)) <= TOLERANCE_SECONDS
  if (id === '' || !isFresh) return false
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest()
  // While a secret is being changed there are two signatures; one has to fit.
  return (headers.get('webhook-signature') ?? '').split(' ').some((signature) => {
    const [version, base64 = ''] = signature.split(',')
    const given = Buffer.from(base64, 'base64')
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
  })
}
