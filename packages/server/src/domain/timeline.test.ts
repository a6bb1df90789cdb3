import { describe, expect, it } from 'vitest'
import { AUDIT_ACTIONS } from './audit.ts'
import type { AuditAction, AuditEvent } from './audit.ts'
import { parseId } from './ids.ts'
import { incidentsOf } from './timeline.ts'

const AN_HOUR = { id: 'inc_1', kind: 'provider_unreachable', since: 100, overAt: 200 } as const
const LASTING = { ...AN_HOUR, overAt: null }

const trailOf = (...steps: readonly (readonly [number, AuditAction])[]): readonly AuditEvent[] =>
  steps.map(([at, action]) => ({
    id: parseId('auditEvent', `aud_${String(at).padStart(22, '0')}`),
    at,
    tenantId: null,
    connectionId: null,
    action,
    actor: { kind: 'keyturn', id: null, name: null },
    details: {},
  }))

describe('the history of a connection', () => {
  it.each<{ what: string; trail: readonly AuditEvent[]; is: 'in' | 'out' }>([
    { what: 'that was connected before', trail: trailOf([50, 'connection.connected']), is: 'in' },
    { what: 'that was connected while it lasted', trail: trailOf([200, 'connection.connected']), is: 'in' },
    { what: 'that was connected after it', trail: trailOf([201, 'connection.connected']), is: 'out' },
    {
      what: 'that was disconnected before',
      trail: trailOf([100, 'connection.disconnected'], [50, 'connection.connected']),
      is: 'out',
    },
    {
      what: 'that was disconnected while it lasted',
      trail: trailOf([101, 'connection.disconnected'], [50, 'connection.connected']),
      is: 'in',
    },
    {
      what: 'that was connected again after a disconnect',
      trail: trailOf([150, 'connection.connected'], [60, 'connection.disconnected']),
      is: 'in',
    },
    { what: 'that only had tries', trail: trailOf([150, 'attempt.failed'], [50, 'session.created']), is: 'out' },
    { what: 'of which nothing is known', trail: [], is: 'out' },
  ])('has an incident $is it for one $what', ({ trail, is }) => {
    expect(incidentsOf(trail, [AN_HOUR])).toEqual(is === 'in' ? [AN_HOUR] : [])
  })

  it('has one that lasts, unless it was disconnected before it began', () => {
    expect(incidentsOf(trailOf([50, 'connection.connected']), [LASTING])).toEqual([LASTING])
    expect(incidentsOf(trailOf([300, 'connection.connected']), [LASTING])).toEqual([LASTING])
    expect(incidentsOf(trailOf([99, 'connection.disconnected']), [LASTING])).toEqual([])
  })

  it.each(AUDIT_ACTIONS.filter((action) => /^connection\.(re(placed|covered)|action|(un)?ver|checked)/.test(action)))(
    'knows by %s that there was a key',
    (action) => {
      expect(incidentsOf(trailOf([150, action]), [AN_HOUR])).toEqual([AN_HOUR])
    },
  )
})
