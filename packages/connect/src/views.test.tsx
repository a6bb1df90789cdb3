import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConnectionFacts, PageFacts, PlaceFacts, ReasonCode, Standing } from './facts.ts'
import {
  ACME,
  ATTEMPT_CODES,
  HOST,
  NORDLYS,
  NOW,
  PROVIDER,
  STANDINGS,
  STANDING_CODES,
  aCheck,
  aConnection,
  aFailure,
  aPlace,
  galleryPages,
  issue,
} from './gallery.ts'
import { REASON_LOOKS } from './present/reasons.ts'
import { presentPage, renderDocument } from './views.tsx'
import { languageOf } from './words/catalogue.ts'

const ASSETS = { styles: ['/assets/page-1.css'], scripts: ['/assets/page-1.js'] }
const draw = (facts: PageFacts): string => renderDocument(facts, ASSETS)

/** What a person reads: without head, templates, data and mark-up. */
function read(html: string): string {
  return html
    .replace(/<head>.*?<\/head>/s, '')
    .replace(/<template.*?<\/template>/gs, '')
    .replace(/<script.*?<\/script>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,:;?!)])/g, '$1')
}

const inside = (html: string, tag: string): string =>
  read(
    new RegExp(`<${tag}[ >].*?</${tag}>`, 's').exec(html.replace(/<template.*?<\/template>/gs, ''))?.[0] ?? '',
  ).trim()
const h1 = (html: string): string => inside(html, 'h1')
const title = (html: string): string => /<title>(.*?)<\/title>/.exec(html)?.[1] ?? ''
const withoutTemplates = (html: string): string => html.replace(/<template.*?<\/template>/gs, '')
const chip = (html: string): string =>
  /class="chip".*?Status: <\/span>(.*?)<\/span><\/span>/s.exec(html)?.[1]?.replace(/<[^>]+>/g, '') ?? ''
const actionsOf = (html: string): string[] =>
  [...withoutTemplates(html).matchAll(/<(?:a|button) class="(?:button|link)[^>]*>.*?<\/(?:a|button)>/gs)].map(
    ([button]) => read(button).trim(),
  )

const GALLERY = galleryPages()
const BOTH = GALLERY.flatMap((page) => ['en', 'da'].map((locale) => ({ ...page, locale })))

describe.each(BOTH)('the page $name in $locale', ({ facts, locale }) => {
  const html = draw({ ...facts, locale })

  it('is one whole document with its language, one heading and a title that says the same', () => {
    expect(html.startsWith(`<!doctype html><html lang="${languageOf(locale).lang}" dir="ltr">`)).toBe(true)
    expect(withoutTemplates(html).match(/<h1/g)).toHaveLength(1)
    expect(title(html).replace(/^(Error|Fejl): /, '')).toBe(`${h1(html)} - Acme Books`)
  })

  it('asks for one thing: at most one filled button', () => {
    expect(withoutTemplates(html).split('button--main').length - 1).toBeLessThanOrEqual(1)
  })

  it('carries no style, no inline script and no address of another scheme but for its icon', () => {
    expect(html).not.toMatch(/ style=|javascript:|<style| on[a-z]+="/)
    expect(html.replace(/<script type="(module|application\/json)"[^>]*>/g, '')).not.toContain('<script')
    const rest = html.replace(/<link rel="icon" href="data:image\/svg\+xml,[^"]*"\/>/, '')
    expect(rest).not.toMatch(/(?:href|src|action)="(?!\/|https:\/\/|#)/)
  })

  it('gives each id once, and points only to ids that are there', () => {
    const page = withoutTemplates(html)
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const pointed = [...page.matchAll(/ (?:for|form|aria-labelledby|aria-describedby|aria-controls)="([^"]+)"/g)]
    for (const [, list = ''] of pointed) for (const id of list.split(' ')) expect(ids).toContain(id)
  })

  it('has every name in its place, and tells nothing to nobody', () => {
    expect(read(html)).not.toMatch(/[{}]|undefined|\bnull\b|NaN|\[object/)
  })

  it('[S11, S43, S44, S45, S46, S47, X17, X18] holds no key, no part of one, and no dots in its place', () => {
    expect(html).not.toMatch(
      /•|\*\*\*|<input[^>]* value="(?!accept"|decline"|make"|withdraw"|https:\/\/connect\.acme-books)/,
    )
  })

  it('[I1, D7, X1] offers no way to make a key or to choose permissions', () => {
    expect(html).not.toMatch(/type="checkbox"|type="radio"|<select|create an API key|generate/i)
  })
})

describe('the one word everybody sees', () => {
  const rows: readonly (readonly [Standing, ConnectionFacts, string])[] = [
    ['not_connected', aConnection('not_connected'), 'Not connected yet'],
    ['not_connected', aCheck('not_connected'), 'Validation in progress'],
    ['not_connected', aFailure('not_connected', 'key_invalid'), 'Connection failed'],
    ['connected', aConnection('connected'), 'Connected'],
    ['connected', aCheck('connected'), 'Validation in progress'],
    ['connected', aFailure('connected', 'key_invalid'), 'Connected'],
    ['action_required', aConnection('action_required'), 'Action required'],
    ['action_required', aCheck('action_required'), 'Validation in progress'],
    ['action_required', aFailure('action_required', 'key_invalid'), 'Action required'],
    ['disconnected', aConnection('disconnected'), 'Disconnected'],
    ['disconnected', aCheck('disconnected'), 'Validation in progress'],
    ['disconnected', aFailure('disconnected', 'key_invalid'), 'Connection failed'],
  ]
  it.each(rows)(
    '[S23, S29, S30, S64, S65, S66, S67, S68, S69] %s: %o stands on its chip',
    (standing, connection, label) => {
      const html = draw(aPlace(connection))
      expect(chip(html)).toBe(label)
      expect(html).toContain(`data-standing="${standing}"`)
    },
  )

  it('[S69] is green only for what is confirmed; older says since when', () => {
    const away = GALLERY.find(({ name }) => name === 'connected-provider-away')
    const html = draw(away?.facts ?? aPlace(aConnection('connected')))
    expect(chip(html)).toBe('Connected, last confirmed 10:41 UTC')
    expect(html).toContain('<div class="plate" data-standing="connected" data-tone="quiet">')
    const never = aConnection('connected', { health: { ...aConnection('not_connected').health } })
    expect(chip(draw(aPlace(never)))).toBe('Connected, not confirmed yet')
  })
})

describe('a failed try', () => {
  const matrix = STANDINGS.flatMap((standing) => ATTEMPT_CODES.map((code) => ({ standing, code })))

  it.each(matrix)(
    '[S5, S23, S32, S33, S39, S40, X32, D20, D21] $code on a $standing connection says what failed, what stays and what to do',
    ({ standing, code }) => {
      const html = draw(aPlace(aFailure(standing, code)))
      const words = read(html)
      const stays: Record<Standing, string> = {
        not_connected: 'Nothing has been connected or saved.',
        disconnected: 'Nothing has been connected or saved.',
        connected: 'Nothing has changed: Acme ApS is still connected with its current key.',
        action_required: 'Nothing has changed. The connection is still interrupted.',
      }
      expect(words).toContain(stays[standing])
      expect(actionsOf(html).length).toBeGreaterThan(0)
    },
  )

  it.each(matrix.filter(({ code }) => REASON_LOOKS[code].shown === 'field'))(
    '[S40, S41] $code on a $standing connection is said at the field, which can be used at once',
    ({ standing, code }) => {
      const html = draw(aPlace(aFailure(standing, code)))
      expect(title(html)).toMatch(/^Error: /)
      expect(html).toMatch(/<section class="problem" aria-labelledby="problem" tabindex="-1"/)
      expect(html).toContain('<a href="#key">')
      expect(html).toMatch(/<input class="secret__input"[^>]*aria-describedby="key-hint key-said" aria-invalid="true"/)
      expect(read(html)).toContain('For safety the field was emptied: please paste the key again.')
    },
  )

  it.each(matrix.filter(({ code }) => REASON_LOOKS[code].shown === 'notice'))(
    '[D39] $code on a $standing connection is quiet: nobody is blamed, the field is not marked',
    ({ standing, code }) => {
      const html = withoutTemplates(draw(aPlace(aFailure(standing, code))))
      expect(title(html)).not.toMatch(/^Error/)
      expect(html).toMatch(/<section class="notice" data-tone="quiet"/)
      expect(html).not.toMatch(/aria-invalid|data-tone="bad"/)
    },
  )

  it.each(matrix.filter(({ code }) => REASON_LOOKS[code].shown === 'page'))(
    '[S5, S35] $code on a $standing connection has a page of its own with a way on',
    ({ standing, code }) => {
      const html = draw(aPlace(aFailure(standing, code)))
      expect(title(html)).toMatch(/^Error: /)
      expect(withoutTemplates(html)).not.toContain('<input class="secret__input"')
      expect(html).toMatch(/\?view=(replace|connect_again)"/)
    },
  )

  it('[S31, S56, D17, D27] of another company names both, and the old key keeps serving', () => {
    const words = read(draw(aPlace(aFailure('connected', 'account_mismatch'))))
    for (const part of ['Connected here', ACME.name, ACME.id, 'Opened by the new key', NORDLYS.name, NORDLYS.id]) {
      expect(words).toContain(part)
    }
    expect(words).toContain('So we did not use it. Nothing has changed: Acme ApS is still connected')
  })

  it('[S37, D32, D35] for want of permissions lists them in plain words and sends to support', () => {
    const html = draw(aPlace(aFailure('not_connected', 'permissions_missing')))
    expect(read(html)).toContain('Create and update exports (missing)')
    expect(read(html)).toContain('a new key alone may not help')
    expect(actionsOf(html)).toEqual(['Contact Acme Books support', 'Use another key'])
  })

  it.each(['wrong_kind_of_key', 'organisation_key'] as const)(
    'of %s opens the guidance, which is the answer',
    (code) => {
      expect(draw(aPlace(aFailure('not_connected', code)))).toContain('<details class="more" open>')
      expect(draw(aPlace(aConnection('not_connected')))).toContain('<details class="more">')
    },
  )
})

describe('the screen with the field', () => {
  const html = draw(aPlace(aConnection('not_connected')))
  const words = read(html)

  it('[S2, S12, S17, I2, I3, I4, I5] says where the key comes from, in the words of Pleo', () => {
    expect(h1(html)).toBe('Connect Pleo to Acme Books')
    expect(words).toContain('Paste the API key that Pleo made when you allowed Acme Books there.')
    expect(words).toContain('In Pleo, open Settings Accounting Acme Books')
    expect(words).toContain('Press Allow')
    expect(words).toContain('Press the copy button next to the key, come back here and paste it.')
  })

  it('[S13, S14, S15, S42, I14] says what the key opens, that it is to be kept safe, and that it is shown once', () => {
    expect(words).toContain('It opens your whole company in Pleo. Keep it to yourself')
    expect(words).toContain('Acme Books stores it encrypted. After saving, nobody can see it again, not even you.')
    expect(words).toContain('Pleo shows it only once. Lost it? Add Acme Books in Pleo again')
  })

  it('[S6, S7, S8, S9, S10] has one field for the key alone: secret, masked, with nothing that stops a paste', () => {
    const inputs = withoutTemplates(html).match(/<input[^>]*>/g) ?? []
    expect(inputs).toHaveLength(1)
    expect(inputs[0]).toContain('type="password"')
    expect(inputs[0]).toContain('autocomplete="new-password"')
    expect(inputs[0]).not.toMatch(/maxlength|pattern=|onpaste|readonly|placeholder/)
    expect(words).toContain('API key (secret)')
  })

  it('[S16, S18, S19, S20, I9] has one button, and posts without scripts', () => {
    expect(actionsOf(html)).toEqual(['Connect'])
    expect(html).toMatch(/<form[^>]* method="post" action="\/connect\/cs_gallery\/key"/)
  })

  it('[S70, S73, S74, S75] looks like no log-in', () => {
    expect(html).not.toMatch(/username|type="email"|sign in|log in|padlock/i)
  })

  it('shows Show only where a script makes it work', () => {
    expect(withoutTemplates(html)).not.toContain('>Show<')
  })
})

describe('while a key is checked', () => {
  it('[S16, S20, S21, S22, S52, S55] each step says done, now or next, and none goes back', () => {
    const words = read(draw(aPlace(aCheck('not_connected', { step: 'permissions', account: ACME }))))
    expect(words).toMatch(
      /Checking the key Pleo recognises it\. Done Finding the company It opens Acme ApS\. Done Checking permissions Now Activating in Pleo Next/,
    )
  })

  it('[S51, S55, X33] a replacement says that the current key is still in use', () => {
    const words = read(draw(aPlace(aCheck('connected', { step: 'company' }))))
    expect(words).toContain('Your current key is still in use. Nothing changes before the new one is accepted.')
    expect(words).toContain('It must be Acme ApS.')
    expect(words).toContain('Cancel and keep the current key')
  })

  it('reads itself again without scripts, and only then', () => {
    const refresh = '<noscript><meta http-equiv="refresh" content="2"/></noscript>'
    expect(draw(aPlace(aCheck('not_connected')))).toContain(refresh)
    expect(draw(aPlace(aConnection('connected', { checking: true })))).toContain(refresh)
    expect(draw(aPlace(aConnection('connected')))).not.toContain('http-equiv="refresh"')
  })

  it('says after three seconds that it takes longer', () => {
    const slow = (startedAt: number): string => draw(aPlace(aCheck('not_connected', { startedAt })))
    expect(slow(NOW - 2999)).toMatch(/<span data-from="\d+" hidden>/)
    expect(slow(NOW - 3000)).toMatch(/<span data-from="\d+">/)
  })
})

describe('the company', () => {
  it('[S4, S24, S31] is asked about, with name and id, before anything is connected', () => {
    const html = draw(
      aPlace(aCheck('not_connected', { status: 'awaiting_confirmation', account: ACME, expiresAt: NOW })),
    )
    expect(h1(html)).toBe('Is this your company?')
    expect(read(html)).toContain(`Acme ApS Company ID ${ACME.id}`)
    expect(read(html)).toContain('Nothing is connected before that.')
    expect(actionsOf(html)).toEqual(['Yes, connect Acme ApS', 'No, use another key'])
    expect(html).toContain('name="decision" value="accept"')
  })

  const connected = draw(aPlace(aConnection('connected'), { note: 'just_connected' }))

  it('[S25, S26, S27, S28, D12, D23, D29] is shown with name and id after activation', () => {
    expect(h1(connected)).toBe('Connected to Acme ApS')
    expect(read(connected)).toContain(`Connected to Company ID ${ACME.id}`)
  })

  it('[I10] after success there is a way back to the product and to Pleo, and no redirect', () => {
    expect(actionsOf(connected).slice(0, 2)).toEqual(['Back to Acme Books', 'Back to Pleo'])
    expect(connected).not.toContain('http-equiv="refresh"')
  })

  it('of a connection without a name is told by its id', () => {
    const html = draw(aPlace(aConnection('connected', { account: { id: ACME.id, name: null } })))
    expect(h1(html)).toBe('Connected to Pleo')
    expect(read(html)).toContain(ACME.id)
  })
})

describe('a standing connection', () => {
  const html = draw(aPlace(aConnection('connected')))
  const words = read(html)

  it('says since when, when it was last checked, in which environment, and what it may do', () => {
    for (const part of ['Connected since', '2 minutes ago: all well', 'Live company (production)', 'See exports']) {
      expect(words).toContain(part)
    }
  })

  it('[S43, S47, S71, X17, X18] describes the stored key in words, and whose it is: nobody’s', () => {
    expect(words).toContain('Stored encrypted on 24 November 2026')
    expect(words).toContain('Added by Marie Holm. It cannot be shown again.')
    expect(html).not.toContain('<input class="secret__input"')
  })

  it('[S48, S49, S53] can be updated, checked and ended', () => {
    expect(actionsOf(html)).toEqual(['Update API Key', 'Check now', 'Disconnect'])
  })

  it('[S50, S54, S72, D30] takes a replacement in a field of its own, by hand', () => {
    const replace = draw(aPlace(aConnection('connected'), { wish: 'replace' }))
    expect(h1(replace)).toBe('Update the API key')
    expect(read(replace)).toContain('The current key keeps working until Pleo has accepted the new one.')
    expect(actionsOf(replace)).toEqual(['Save new key', 'Keep the current key'])
    expect(read(replace)).not.toMatch(/automatic|renew/i)
  })

  it('during an outage asks for nothing', () => {
    const away = GALLERY.find(({ name }) => name === 'connected-provider-away')?.facts
    expect(read(draw(away ?? aPlace(aConnection('connected'))))).toContain('there is nothing to do')
  })

  it('names a newer key of another tab', () => {
    expect(read(draw(aPlace(aCheck('not_connected'), { note: 'superseded' })))).toContain(
      'A newer key is being checked',
    )
  })
})

describe('a connection that stopped working', () => {
  it.each(STANDING_CODES)(
    '[S58, S60, S61, S62, S63, D39, X39] %s stays on the page with the way to mend it',
    (code: ReasonCode) => {
      const html = draw(aPlace(aConnection('action_required', { issue: issue(code) })))
      expect(chip(html)).toBe('Action required')
      expect(actionsOf(html)).toContain('Replace API Key')
      expect(html).not.toMatch(/dismiss|>Close</i)
    },
  )

  it('[S63, X39] by a deleted key says that settings are kept', () => {
    const html = draw(aPlace(aConnection('action_required')))
    expect(h1(html)).toBe('Your connection to Pleo is interrupted')
    expect(read(html)).toContain('Your settings are kept: a new key restores everything.')
  })

  it('under suspicion blames nobody and offers both ways', () => {
    const facts = GALLERY.find(({ name }) => name === 'suspected')?.facts
    const html = draw(facts ?? aPlace(aConnection('connected')))
    expect(h1(html)).toBe('We are checking whether your key still works')
    expect(actionsOf(html)).toEqual(['Check now', 'Replace API Key'])
  })
})

describe('what may not be done is not offered', () => {
  const OFFERS: readonly (readonly [PlaceFacts['connection']['allowed'][number], RegExp])[] = [
    ['replace', /\?view=replace"/],
    ['check', /action="[^"]*\/check"/],
    ['disconnect', /\?view=disconnect"/],
    ['cancel', /action="[^"]*\/cancel"/],
    ['confirm', /value="accept"/],
    ['decline', /value="decline"/],
    ['connect_different', /action="[^"]*\/different"/],
  ]
  it.each(GALLERY.filter(({ facts }) => facts.kind === 'connection'))('on $name', ({ facts }) => {
    if (facts.kind !== 'connection') return
    const html = withoutTemplates(draw({ ...facts, wish: 'state', connection: { ...facts.connection, allowed: [] } }))
    for (const [, offer] of OFFERS) expect(html).not.toMatch(offer)
  })
})

describe('the ends of the way', () => {
  it('[S74] a page that ended, a link of another browser and a wrong link say how to go on', () => {
    for (const name of ['ended', 'elsewhere', 'unknown']) {
      const html = draw(GALLERY.find((page) => page.name === name)?.facts ?? aPlace(aConnection('connected')))
      expect(read(html)).toMatch(/[Oo]pen (it|the page) again from Acme Books/)
      expect(html).not.toContain('id="facts"')
    }
  })

  it('without an address to go back to shows no dead way', () => {
    for (const { facts } of GALLERY) {
      const host = { ...HOST, returnUrl: null, supportUrl: null, privacyUrl: null, productPath: null }
      const html = withoutTemplates(draw({ ...facts, host, provider: { ...PROVIDER, appUrl: null } }))
      expect(html).not.toMatch(/href=""|Back to|Open <bdi>Pleo/)
    }
  })

  it('in a frame that closes, each screen has one way back', () => {
    for (const { name, facts } of galleryPages()) {
      if (facts.kind !== 'connection' || facts.colleagueOf !== null) continue
      const html = draw({ ...facts, surface: 'frame', closes: true }).replaceAll(/<template[^]*?<\/template>/g, '')
      expect([name, html.split('>Back to <bdi>Acme Books').length - 1]).toEqual([name, 1])
    }
  })

  it('[I16] after a disconnect says what is left, and leaves both ways open', () => {
    const html = draw(aPlace(aConnection('disconnected')))
    expect(read(html)).toContain('Delete the key in Pleo too')
    expect(actionsOf(html)).toEqual(['Back to Acme Books', 'Connect Acme ApS again', 'Connect a different company'])
  })

  it('[I15] points to the list of keys in Pleo without relying on it', () => {
    expect(read(draw(aPlace(aConnection('disconnected'))))).toContain(
      'If Pleo shows you Settings API Keys you can do it there. Otherwise ask an administrator in Pleo.',
    )
  })
})

describe('names from outside', () => {
  const hostile = fc.oneof(
    fc.constantFrom('</script><script>x', '<b>"\'&', '\u202Eevil', '{product}', '**x**', '[x]', 'a\u2028b'),
    fc.string({ minLength: 1, maxLength: 40 }),
  )

  it('never become mark-up, and never end the data', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (product, label, company) => {
        const connection = aConnection('connected', { label, account: { id: ACME.id, name: company } })
        const html = draw(aPlace(connection, { host: { ...HOST, productName: product }, note: 'just_connected' }))
        const plain = draw(aPlace(aConnection('connected'), { note: 'just_connected' }))
        const tags = (text: string): string[] => text.match(/<\/?[a-z][^ >]*/g) ?? []
        expect(tags(html)).toEqual(tags(plain))
        const data = /<script type="application\/json" id="facts">(.*?)<\/script>/s.exec(html)?.[1] ?? ''
        expect(() => {
          JSON.parse(data)
        }).not.toThrow()
      }),
      { numRuns: 300 },
    )
  })

  it('are isolated from the sentence around them', () => {
    expect(draw(aPlace(aConnection('connected', { label: 'שלום' }), { note: 'just_connected' }))).toContain(
      '<bdi>שלום</bdi> now works',
    )
  })

  it('of a ledger fall back to the reference, and then to the product', () => {
    const lead = (label: string | null, reference: string): string =>
      read(draw(aPlace(aConnection('connected', { label, reference }), { note: 'just_connected' })))
    expect(lead(null, 'dk-main')).toContain('dk-main now works with this Pleo company')
    expect(lead(null, 'default')).toContain('Acme Books now works with this Pleo company')
  })
})

describe('a page', () => {
  it('is drawn from facts alone: twice the same', () => {
    for (const { facts } of GALLERY) expect(presentPage(facts)).toEqual(presentPage(facts))
  })
})
