import type { ConnectionId, TenantId } from '../ids.ts'
import type { Weight } from './evidence.ts'
import type { StormRules } from './rules.ts'

/** Connections that were well before the storm. What they answer now tells whether the provider is well. */
export interface Panel {
  readonly since: number
  readonly members: readonly PanelMember[]
}

export interface PanelMember {
  readonly tenantId: TenantId
  readonly id: ConnectionId
  readonly dueAt: number
  /** Of the time in which a storm turns out real; the oldest first. */
  readonly answers: readonly PanelAnswer[]
}
type PanelAnswer = readonly [at: number, weighs: Weight]

export type Candidate = Pick<PanelMember, 'tenantId' | 'id'>

/** They are asked one after the other, so that there is always somebody who was asked just now. */
export function seated({ panelEveryMs }: StormRules, candidates: readonly Candidate[], now: number): Panel {
  const apart = panelEveryMs / Math.max(candidates.length, 1)
  const members = candidates.map(({ tenantId, id }, seat) => ({
    tenantId,
    id,
    dueAt: now + Math.round(seat * apart),
    answers: [],
  }))
  return { since: now, members }
}

export function heard(
  { realAfterMs, panelEveryMs }: StormRules,
  panel: Panel,
  id: ConnectionId,
  weighs: Weight,
  now: number,
): Panel {
  const members = panel.members.map((member): PanelMember => {
    if (member.id !== id) return member
    const answers = member.answers.filter(([at]) => at > now - realAfterMs)
    return { ...member, dueAt: now + panelEveryMs, answers: [...answers, [now, weighs]] }
  })
  return { ...panel, members }
}

/** A member was taken up for its question: it is not taken again before its time. */
export const called = ({ panelEveryMs }: StormRules, panel: Panel, ids: ReadonlySet<ConnectionId>, now: number) => ({
  ...panel,
  members: panel.members.map((member) => (ids.has(member.id) ? { ...member, dueAt: now + panelEveryMs } : member)),
})

/** It was disconnected, or its key was replaced. */
export const left = (panel: Panel, id: ConnectionId): Panel => ({
  ...panel,
  members: panel.members.filter((member) => member.id !== id),
})

/** So few that asking them is that share of what may be asked; enough of them to tell a real storm, though. */
export function thinned({ panelEveryMs, watchShare, realAccepted }: StormRules, panel: Panel, slotMs: number): Panel {
  const most = Math.max(realAccepted, Math.floor((watchShare * panelEveryMs) / slotMs))
  return panel.members.length <= most ? panel : { ...panel, members: panel.members.slice(0, most) }
}

/**
 * `answering`: the provider is well, it was a false alarm. `steady`: nobody's answer changes and enough are accepted, so
 * the refused keys are really refused. `refusing`: nobody's answer changes, and (nearly) all are refused.
 */
export type PanelReading = 'answering' | 'steady' | 'refusing' | 'unclear'

export function readPanel(rules: StormRules, panel: Panel, now: number): PanelReading {
  if (isAnswering(rules, panel, now)) return 'answering'
  if (now - panel.since < rules.realAfterMs) return 'unclear'
  const { size, heardEnough, changed, accepted } = census(rules, panel, now)
  if (size === 0 || changed > 0 || heardEnough < rules.quorum * size) return 'unclear'
  return accepted >= Math.min(rules.realAccepted, Math.ceil(size * rules.realAcceptedShare)) ? 'steady' : 'refusing'
}

/** Has a member's answer changed within the time that its answers are kept? */
export const hasChanged = (rules: StormRules, panel: Panel, now: number): boolean =>
  census(rules, panel, now).changed > 0

interface Said {
  readonly good: number
  readonly refused: number
  readonly answers: number
}

function saidSince({ answers }: PanelMember, since: number): Said {
  let [good, refused, all] = [0, 0, 0]
  for (const [at, weighs] of answers) {
    if (at <= since) continue
    all += 1
    if (weighs === 'good') good += 1
    if (weighs === 'refusal') refused += 1
  }
  return { good, refused, answers: all }
}

function census({ realAfterMs, memberAnswers }: StormRules, { members }: Panel, now: number) {
  const counts = { size: members.length, heardEnough: 0, changed: 0, accepted: 0 }
  for (const member of members) {
    const { good, refused } = saidSince(member, now - realAfterMs)
    if (good > 0 && refused > 0) counts.changed += 1
    if (good + refused < memberAnswers) continue
    counts.heardEnough += 1
    if (refused === 0) counts.accepted += 1
  }
  return counts
}

function isAnswering(rules: StormRules, { since, members }: Panel, now: number): boolean {
  if (now - since < rules.falseAfterMs) return false
  let mayBeDead = Math.floor(rules.deadShare * members.length)
  let [heardOf, spoken, answers, good] = [0, 0, 0, 0]
  for (const member of members) {
    if (mayBeDead > 0 && isDead(rules, member)) {
      mayBeDead -= 1
      continue
    }
    const said = saidSince(member, now - rules.falseAfterMs)
    heardOf += 1
    if (said.answers > 0) spoken += 1
    answers += said.answers
    good += said.good
  }
  return spoken > 0 && spoken >= rules.quorum * heardOf && good >= rules.falseShare * answers
}

/** Refused each time it was asked: it says nothing about whether the provider is well again. */
const isDead = ({ memberAnswers }: StormRules, { answers }: PanelMember): boolean =>
  answers.length >= memberAnswers && answers.every(([, weighs]) => weighs === 'refusal')
