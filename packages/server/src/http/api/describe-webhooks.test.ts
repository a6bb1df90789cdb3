import { readFileSync } from 'node:fs'
import { event, EVENT_TYPES as PUBLISHED, EVENTS, testEvent } from '@keyturn/api'
import { describe, expect, it } from 'vitest'
import { describeApi } from '../../boot/describe-api.ts'
import { EVENT_TYPES } from '../../domain/events.ts'

const page = readFileSync(new URL('../../../../../docs/events.md', import.meta.url), 'utf8')
const TYPES = [...EVENT_TYPES, 'webhook_endpoint.test']

describe('the description of events', () => {
  it('has every type that there is, and no other', () => {
    expect(Object.keys(EVENTS)).toEqual(TYPES)
    expect(PUBLISHED).toEqual(EVENT_TYPES)
  })

  it('shows an example of each that keeps to its schema', () => {
    for (const [type, { example }] of Object.entries(EVENTS)) {
      expect(event.or(testEvent).parse(example)).toEqual(example)
      expect(example.type).toBe(type)
    }
  })

  it('stands in the OpenAPI document as webhooks', async () => {
    const webhooks: unknown = Reflect.get(await describeApi(), 'webhooks')
    expect(Object.keys(webhooks ?? {})).toEqual(TYPES)
  })

  it('stands in docs/events.md, with the same words and examples', () => {
    for (const [type, { summary, example }] of Object.entries(EVENTS)) {
      const [, section = ''] = page.split(`### \`${type}\`\n`)
      expect(section.trimStart().startsWith(`${summary}.`)).toBe(true)
      expect(JSON.parse(/```json\n([\s\S]*?)```/.exec(section)?.[1] ?? '')).toEqual(example)
    }
  })
})
