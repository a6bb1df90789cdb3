import { z } from '@hono/zod-openapi'

/** The integrator's own names. */
const ownName = (what: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9._:@-]{1,128}$/, `${what} must be 1 to 128 letters, digits or . _ : @ -`)
    .openapi({ example: what === 'reference' ? 'default' : 'acme-42' })

export const tenantId = ownName('tenantId')
export const reference = ownName('reference')

const ours = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}[A-Za-z0-9_-]{22,32}$`), `must be an id that starts with ${prefix}`)
    .openapi({ example: `${prefix}Jd8v3nQ2xT7mLr5kWb0yZg` })

export const connectionId = ours('conn_')
export const connectSessionId = ours('cs_')
export const apiTokenId = ours('tok_')
export const webhookEndpointId = ours('whe_')
export const deliveryId = ours('dlv_')
export const eventId = ours('evt_')

/** A name is one line of text: no control characters, no halves of a character, nothing that turns the words behind it around (UTS 55). */
export const shownText = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(
      /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+$/u,
      'must be one line of text without control characters',
    )
    .regex(/\S/u, 'must not be blank')

export const label = shownText(120).openapi({ example: 'Acme DK, main ledger' })

export const instant = z.iso.datetime().openapi({ example: '2026-11-24T10:41:00.000Z' })

export const provider = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be the name of a provider, for instance pleo')
  .openapi({ example: 'pleo' })

export const locale = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'must be a BCP 47 language tag, for instance da or en-GB')
  .openapi({ example: 'da' })

const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
const DOMAIN_LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?'

/** What mail can be sent to without extensions: RFC 5321 §4.1.2 without quoted parts and address literals. */
export const email = z
  .string()
  .max(254)
  .regex(
    new RegExp(`^(?=[^@]{1,64}@)${ATOM}(?:\\.${ATOM})*@(?:${DOMAIN_LABEL}\\.)+(?=[A-Za-z])${DOMAIN_LABEL}$`),
    'must be an e-mail address such as mette@acme.example, in plain ASCII',
  )
  .openapi({ example: 'mette@acme.example' })

export const webUrl = z
  .string()
  .max(2_048)
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), 'must be an http or https URL')
  .refine((value) => URL.canParse(value) && new URL(value).username === '' && new URL(value).password === '', {
    message: 'must not hold a user name or a password',
  })

/** A page that may show Keyturn in a frame. Which origins may is for the server to say. */
export const origin = z
  .string()
  .max(255)
  .regex(
    /^https?:\/\/(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?\/?$/i,
    'must be an origin: scheme, host and port',
  )
  .refine((value) => URL.canParse(value), 'must be an origin: scheme, host and port')
  .openapi({ example: 'https://app.acme.example' })

export const colour = z
  .string()
  .regex(/^#[0-9A-Fa-f]{6}$/, 'must be a colour as #rrggbb')
  .openapi({ example: '#1c4587' })

const FAMILY = '(?:-apple-system|[A-Za-z][A-Za-z0-9]{0,39}(?:[ -][A-Za-z0-9]{1,40}){0,5})'
const QUOTED = `(?:"${FAMILY}"|'${FAMILY}'|${FAMILY})`

/** Names of font families as CSS lists them; letters, digits, spaces and hyphens, and nothing else of CSS. */
export const fontFamilies = z
  .string()
  .max(240)
  .regex(new RegExp(`^${QUOTED}(?: *, *${QUOTED}){0,7}$`), 'must be one to eight names of font families, with commas')
  .openapi({ example: 'Inter, "Segoe UI", sans-serif' })
