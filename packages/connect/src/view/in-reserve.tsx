import type { JSX } from 'preact'
import type { Block, KeyForm, Live, Trouble } from '../model.ts'
import { FieldSaid } from './field-said.tsx'
import { Quiet, Summary } from './notices.tsx'
import { Anchor } from './words.tsx'

const TROUBLES: readonly Trouble[] = ['ended', 'offline', 'unheard', 'unsent', 'changed']

/**
 * What the browser may have to say, drawn by the server and kept in templates: one place makes the words and their
 * mark-up, and the script needs neither.
 */
export function InReserve({ live, blocks }: { live: Live; blocks: readonly Block[] }): JSX.Element {
  const form = blocks.find((block): block is KeyForm => block.kind === 'key')
  return (
    <>
      {TROUBLES.map((trouble) => (
        <template key={trouble} id={`if-${trouble}`}>
          <Quiet notice={live.troubles[trouble]} id="trouble">
            <div class="actions">
              {(trouble === 'offline' || trouble === 'unsent') && (
                <button class="button button--small" type="button" data-again>
                  {live.tryAgain}
                </button>
              )}
              {trouble === 'ended' && live.back !== null && <Anchor link={live.back} look="button button--main" />}
            </div>
          </Quiet>
        </template>
      ))}
      {form !== undefined && <OfTheField form={form} />}
    </>
  )
}

function OfTheField({ form: { words, sealedOnly } }: { form: KeyForm }): JSX.Element {
  return (
    <>
      {sealedOnly !== null && (
        <template id="if-insecure">
          <Quiet notice={sealedOnly.insecure} id="insecure" />
        </template>
      )}
      <template id="if-refused">
        <Summary problem={{ kind: 'problem', title: words.problem, what: [], stays: words.stays }} />
      </template>
      {Object.entries(words.faults).map(([fault, { title, text }]) => (
        <template key={fault} id={`if-${fault}`}>
          <FieldSaid tone="bad" title={[...title, '.']} text={text} />
        </template>
      ))}
      {Object.entries(words.hints).map(([hint, { title, text }]) => (
        <template key={hint} id={`if-${hint}`}>
          <FieldSaid tone="info" title={title} text={text} />
        </template>
      ))}
      <template id="if-tidied">
        <FieldSaid tone="ok" title={[words.tidied]} text={null} />
      </template>
    </>
  )
}
