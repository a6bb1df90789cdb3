import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { settingsFindings } from './doctor.ts'

const aboutTheClient = (environment: Readonly<Record<string, string>>): readonly string[] =>
  settingsFindings(readConfig(environment))
    .filter(({ text }) => text.startsWith('KEYTURN_PLEO_CLIENT_ID'))
    .map(({ level }) => level)

/** The command itself is run in cli/doctor.test.ts; this one would call Pleo. */
describe('a doctor of settings', () => {
  it.each([
    ['production', {}, ['mend']],
    ['production, said aloud', { KEYTURN_PLEO_ENVIRONMENT: 'production' }, ['mend']],
    ['staging', { KEYTURN_PLEO_ENVIRONMENT: 'staging' }, ['warn']],
    ['an address of its own', { KEYTURN_PLEO_BASE_URL: 'https://pleo.example' }, ['warn']],
    ['a client that is known', { KEYTURN_PLEO_CLIENT_ID: 'ours' }, []],
  ])('takes keys that were made for anybody as it should: %s', (_where, environment, levels) => {
    expect(aboutTheClient(environment)).toEqual(levels)
  })

  it('names what to set', () => {
    const said = settingsFindings(readConfig({})).map(({ text }) => text)
    expect(said).toContainEqual(
      expect.stringMatching(/any company key of Pleo passes.* Set it to your integration’s client/),
    )
  })
})
