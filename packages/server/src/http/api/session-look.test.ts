import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aTenant, problemOf, RunningKeyturn } from '../testing/running-keyturn.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

const ask = (fields: object, at = keyturn) =>
  at.call('POST', '/v1/connect-sessions', { body: { tenantId: aTenant(), provider: 'pleo', ...fields } })

const faultsOf = async (fields: object, at = keyturn): Promise<string[]> => {
  const answer = await ask(fields, at)
  expect(answer.status).toBe(422)
  return problemOf(answer).errors?.map(({ pointer, code }) => `${pointer} ${code}`) ?? []
}

describe('the origins that may frame a page', () => {
  it.each([
    [[]],
    [['https://app.acme.example']],
    [['https://app.acme.example:8443', 'http://localhost:4502', 'http://127.0.0.1', 'http://[::1]:3000']],
    [['https://APP.acme.example:443/']],
    [Array.from({ length: 10 }, (_, at) => `https://a${at}.acme.example`)],
  ])('are taken: %j', async (embedOrigins) => {
    expect((await ask({ embedOrigins })).status).toBe(201)
  })

  it.each([
    ['http beyond this machine', ['https://a.example', 'http://b.example'], '/embedOrigins/1 origin'],
    ['a star', ['https://*.acme.example'], '/embedOrigins/0 invalid_format'],
    ['a star alone', ['*'], '/embedOrigins/0 invalid_format'],
    ['a path', ['https://acme.example/books'], '/embedOrigins/0 invalid_format'],
    ['a query', ['https://acme.example?x'], '/embedOrigins/0 invalid_format'],
    ['a user', ['https://a@acme.example'], '/embedOrigins/0 invalid_format'],
    ['a second directive', ["https://acme.example;script-src'self'"], '/embedOrigins/0 invalid_format'],
    ['two in one', ['https://a.example https://b.example'], '/embedOrigins/0 invalid_format'],
    ['a line break', ['https://a.example\n'], '/embedOrigins/0 invalid_format'],
    ['null', ['null'], '/embedOrigins/0 invalid_format'],
    ['no host', ['https://'], '/embedOrigins/0 invalid_format'],
    ['a port that is none', ['https://a.example:99999'], '/embedOrigins/0 custom'],
    ['more than ten', Array.from({ length: 11 }, (_, at) => `https://a${at}.example`), '/embedOrigins too_big'],
  ])('are refused with %s', async (_what, embedOrigins, fault) => {
    expect(await faultsOf({ embedOrigins })).toContain(fault)
  })
})

describe('a theme', () => {
  it.each([
    [{}],
    [{ accent: '#6A2C70' }],
    [{ accent: '#6a2c70', onAccent: '#fff3e6', surface: '#fffaf5', text: '#2b1a12', radius: 0 }],
    [{ appearance: 'dark', accent: '#f0c0ff', surface: '#1b1020', text: '#f6eef8' }],
    [{ accent: '#6a2c70', dark: { accent: '#e0b3e6' } }],
    [{ font: 'Inter, "Segoe UI", \'Noto Sans\', system-ui, sans-serif' }],
    [{ logoUrl: 'https://cdn.acme.example/mark.svg?v=2' }],
    [{ logoUrl: 'http://localhost:4502/mark.svg', radius: 24 }],
  ])('is taken: %j', async (theme) => {
    expect((await ask({ theme })).status).toBe(201)
  })

  it.each([
    ['a colour by name', { accent: 'purple' }, '/theme/accent invalid_format'],
    ['a short colour', { accent: '#abc' }, '/theme/accent invalid_format'],
    ['a colour with more behind it', { text: '#000000;}' }, '/theme/text invalid_format'],
    ['CSS in the font', { font: 'Inter; color: red' }, '/theme/font invalid_format'],
    ['an address in the font', { font: 'url(https://evil.example)' }, '/theme/font invalid_format'],
    ['an escape in the font', { font: 'Int\\65r' }, '/theme/font invalid_format'],
    ['half a quotation in the font', { font: '"Inter' }, '/theme/font invalid_format'],
    ['nine families', { font: Array.from({ length: 9 }, () => 'Inter').join(',') }, '/theme/font invalid_format'],
    ['a radius of half a pixel', { radius: 1.5 }, '/theme/radius invalid_type'],
    ['a radius too round', { radius: 25 }, '/theme/radius too_big'],
    ['a tone of a state', { warn: '#6b3c00' }, '/theme unknown_field'],
    ['custom CSS', { css: 'body{}' }, '/theme unknown_field'],
    ['a logo over http', { logoUrl: 'http://acme.example/mark.svg' }, '/theme/logoUrl origin'],
    ['a logo as data', { logoUrl: 'data:image/svg+xml,<svg/>' }, '/theme/logoUrl custom'],
    ['a logo whose host holds a directive', { logoUrl: "https://a;script-src'self'/m.svg" }, '/theme/logoUrl origin'],
    ['dark colours without a choice', { appearance: 'light', dark: {} }, '/theme/dark contradiction'],
    ['a fixed dark page with dark colours', { appearance: 'dark', dark: {} }, '/theme/dark contradiction'],
  ])('is refused with %s', async (_what, theme, fault) => {
    expect(await faultsOf({ theme })).toContain(fault)
  })

  it('is refused with the pair of colours that cannot be read and its contrast', async () => {
    const answer = await ask({ theme: { accent: '#ffcc00' } })
    expect(answer.status).toBe(422)
    expect(problemOf(answer)).toMatchObject({
      code: 'invalid_request',
      errors: [
        {
          pointer: '/theme/accent',
          code: 'contrast',
          message: 'accent #ffcc00 on surface #ffffff has a contrast of 1.51:1 on light pages and needs 4.50:1',
        },
      ],
    })
  })

  it.each([
    ['accent on surface', { accent: '#8a8a8a' }, ['/theme/accent']],
    ['text on the button', { accent: '#6a2c70', onAccent: '#7a3c80' }, ['/theme/onAccent']],
    ['text on the button Keyturn draws', { onAccent: '#1c4587' }, ['/theme/onAccent']],
    ['accent on a dark surface', { dark: { accent: '#333333' } }, ['/theme/dark/accent']],
    ['accent on the one dark surface', { appearance: 'dark', accent: '#333333' }, ['/theme/accent']],
  ])('is refused for %s', async (_what, theme, pointers) => {
    expect(await faultsOf({ theme })).toEqual(pointers.map((pointer) => `${pointer} contrast`))
  })

  it('is refused where the tones of the states would not read on its surface', async () => {
    const faults = await faultsOf({ theme: { surface: '#777777', text: '#000000' } })
    expect(faults).toContain('/theme/surface contrast')
  })
})

it('keeps returnUrl, embedOrigins and logo to the origins of the installation', async () => {
  await using strict = await RunningKeyturn.start({
    KEYTURN_ALLOWED_ORIGINS: 'https://acme.example,http://localhost:1',
  })
  const inside = {
    returnUrl: 'https://acme.example/settings',
    embedOrigins: ['https://acme.example', 'http://localhost:1'],
    theme: { logoUrl: 'https://acme.example/mark.svg' },
  }
  expect((await ask(inside, strict)).status).toBe(201)
  expect(await faultsOf({ returnUrl: 'https://evil.example/' }, strict)).toEqual(['/returnUrl origin'])
  expect(await faultsOf({ embedOrigins: ['https://acme.example:8443'] }, strict)).toEqual(['/embedOrigins/0 origin'])
  expect(await faultsOf({ theme: { logoUrl: 'https://evil.example/m.svg' } }, strict)).toEqual([
    '/theme/logoUrl origin',
  ])
})
