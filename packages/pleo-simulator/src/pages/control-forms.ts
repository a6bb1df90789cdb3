import { Hono } from 'hono'
import type { Context } from 'hono'
import { csrf } from 'hono/csrf'
import type { z } from 'zod'
import { FIRST_COMPANIES } from '../companies.ts'
import { BehaviourInput, RenameInput, RevokeInput, ScopesInput, SwitchCompanyInput } from '../control/control-input.ts'
import { ControlRefusal } from '../control/control.ts'
import type { Control } from '../control/control.ts'
import type { World } from '../world.ts'
import { controlPage, lostPage } from './control-page.ts'
import type { ControlPage } from './control-page.ts'
import { formFields, tooLong } from './form-fields.ts'

export interface ControlFormsPorts {
  readonly world: World
  readonly control: Control
}

const LISTED_KEYS = 50
const LISTED_REQUESTS = 50

/** What a form says after it was sent; the address names it, so that a reload does nothing again. */
const SAID: ReadonlyMap<string, string> = new Map([
  ['behaviour', 'Set.'],
  ['revoke', 'The key is deleted.'],
  ['scopes', 'The permissions are saved.'],
  ['company', 'The key opens the other company now.'],
  ['rename', 'The company is renamed.'],
  ['reset', 'Everything is forgotten.'],
])

type Fields = URLSearchParams

/** Leaves out what a form sends empty. */
const given = (fields: Fields, ...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (fields.get(name) ? [[name, fields.get(name) ?? '']] : [])))

const duration = (fields: Fields): { forMs?: number } =>
  fields.get('forMs') ? { forMs: Number(fields.get('forMs')) } : {}

/** The forms of the control page: the same commands as the control API, in a form's clothes. */
export function controlForms({ world, control }: ControlFormsPorts): Hono {
  const app = new Hono()
  app.use('/forms/*', csrf())

  const form = <T>(name: string, schema: z.ZodType<T>, read: (fields: Fields) => unknown, run: (input: T) => unknown) =>
    app.post(`/forms/${name}`, async (c) => {
      const fields = await formFields(c)
      if (fields === null) return tooLong(c)
      const input = schema.safeParse(read(fields))
      if (!input.success) return refused(c, 422, 'The form was not filled in as expected.')
      run(input.data)
      return c.redirect(`/_simulator?done=${name}`, 303)
    })

  app.get('/', (c) => c.html(controlPage(shown(world, control, c.req.query('done')))))
  form(
    'behaviour',
    BehaviourInput,
    (f) => ({ ...given(f, 'key', 'behaviour', 'operation'), ...duration(f) }),
    (input) => control.setBehaviour(input),
  )
  form(
    'revoke',
    RevokeInput,
    (f) => given(f, 'key'),
    (input) => control.revoke(input),
  )
  form(
    'scopes',
    ScopesInput,
    (f) => ({ ...given(f, 'key'), scopes: f.getAll('scopes') }),
    (input) => control.setScopes(input),
  )
  form(
    'company',
    SwitchCompanyInput,
    (f) => ({ ...given(f, 'key'), company: { id: f.get('company') } }),
    (input) => control.switchCompany(input),
  )
  form(
    'rename',
    RenameInput,
    (f) => given(f, 'id', 'name'),
    (input) => control.renameCompany(input),
  )
  app.post('/forms/reset', (c) => {
    control.reset()
    return c.redirect('/_simulator?done=reset', 303)
  })
  app.onError((error, c) => {
    if (error instanceof ControlRefusal) return refused(c, error.status, error.message)
    throw error
  })
  return app
}

const refused = (c: Context, status: 404 | 422, says: string): Response | Promise<Response> =>
  c.html(lostPage('That did not work', says), status)

function shown(world: World, control: Control, done: string | undefined): ControlPage {
  const now = world.options.now()
  const requests = control.requests().requests.toReversed()
  const called = new Set(requests.map(({ keyId }) => keyId))
  const keys = world.keys().filter(({ id, revoked }) => id.startsWith('key_') || revoked || called.has(id))
  const listed = keys.slice(0, LISTED_KEYS).map((key) => ({
    key,
    company: world.companies.get(key.companyId) ?? { id: key.companyId, name: key.companyId, organisationId: null },
    behaviours: world.settingsOf(key.id).current(now),
  }))
  const inUse = new Set([...FIRST_COMPANIES, ...listed.map(({ company }) => company)].map(({ id }) => id))
  return {
    said: SAID.get(done ?? '') ?? null,
    all: world.all.current(now),
    keys: listed,
    olderKeys: keys.length - listed.length,
    companies: [...world.companies.values()].filter(({ id }) => inUse.has(id)),
    requests: requests.slice(0, LISTED_REQUESTS),
  }
}
