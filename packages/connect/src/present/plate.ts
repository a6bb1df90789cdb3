import type { AttemptFacts, ConnectionFacts, PlaceFacts } from '../facts.ts'
import type { End, Icon, Plate, Tone } from '../model.ts'
import type { Text } from '../text.ts'
import { ledgerName, name } from './names.ts'
import type { Speaker } from './names.ts'
import { REASON_LOOKS } from './reasons.ts'

interface Chip {
  readonly tone: Tone
  readonly icon: Icon
  readonly state: Text
}

type PlateFacts = Pick<PlaceFacts, 'host' | 'provider' | 'note'> & {
  readonly connection: Pick<
    ConnectionFacts,
    'state' | 'standing' | 'label' | 'reference' | 'account' | 'attempt' | 'health'
  >
}

/** The shaft shows standing, the chip shows state; they differ while a replacement is checked. LOOK section 2. */
export function presentPlate(facts: PlateFacts, speaker: Speaker): Plate {
  const { connection, host, provider } = facts
  const chip = chipOf(connection, speaker)
  const ledger = ledgerName(connection)
  const account = connection.account ?? accountInQuestion(connection.attempt)
  return {
    standing: connection.standing,
    ...chip,
    arrives: facts.note === 'just_connected' || facts.note === 'replaced' || facts.note === 'recovered',
    status: speaker.words.status,
    notKnown: around(speaker.words.chip.notKnown),
    ends: {
      product: {
        of: ledger === null ? { text: speaker.words.plate.product, isShown: false } : shown(host.productName),
        name: ledger ?? name(host.productName),
        none: '',
      },
      provider: {
        of: shown(provider.name),
        name: account === null ? null : account.name === null ? [{ id: account.id }] : name(account.name),
        none: speaker.words.plate.noCompany,
      },
    },
  }
}

/** A company that was refused is at no end of anything. */
const accountInQuestion = (attempt: AttemptFacts | null) =>
  attempt === null || attempt.status === 'failed' ? null : attempt.account

/** A sentence on both sides of its time. */
function around(template: string): Plate['notKnown'] {
  const [before = '', after = ''] = template.split('{time}')
  return { before, after }
}

const shown = (text: string): End['of'] => ({ text, isShown: true })

export function chipOf(connection: PlateFacts['connection'], speaker: Speaker): Chip {
  const label: Text = [speaker.words.state[connection.state]]
  if (connection.state === 'connected') return connectedChip(connection, speaker)
  if (connection.state === 'validating') {
    return { tone: 'info', icon: connection.attempt?.status === 'validating' ? 'turning' : 'arc', state: label }
  }
  if (connection.state === 'failed') return { tone: failureTone(connection.attempt), icon: 'cross', state: label }
  return { ...STILL[connection.state], state: label }
}

const STILL = {
  not_connected: { tone: 'quiet', icon: 'dashes' },
  action_required: { tone: 'warn', icon: 'warning' },
  disconnected: { tone: 'quiet', icon: 'bar' },
} as const

/** Red only where a person can act on it. */
const failureTone = (attempt: AttemptFacts | null): Tone =>
  attempt?.issue == null ? 'quiet' : REASON_LOOKS[attempt.issue.code].tone

/** Green is for "confirmed"; anything older says since when. */
function connectedChip({ health }: PlateFacts['connection'], speaker: Speaker): Chip {
  const { state, chip } = speaker.words
  if (health.state === 'healthy') return { tone: 'ok', icon: 'done', state: [state.connected] }
  if (health.confirmedAt === null) return { tone: 'quiet', icon: 'clock', state: [chip.unconfirmed] }
  return {
    tone: 'quiet',
    icon: 'clock',
    state: speaker.say(chip.lastConfirmed, { time: speaker.when(health.confirmedAt, 'at') }),
  }
}
