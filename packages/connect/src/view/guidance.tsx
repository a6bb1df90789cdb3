import type { JSX } from 'preact'
import type { Guide } from '../model.ts'
import { Sign } from './icons.tsx'
import { Anchor, Words } from './words.tsx'

/** Where the key comes from; opens without scripts. */
export function Guidance({ guide }: { guide: Guide }): JSX.Element {
  return (
    <details class="more" open={guide.open}>
      <summary>
        <Sign icon="chevron" />
        {guide.title}
      </summary>
      <div>
        <ol class="guide">
          {guide.steps.map((step, index) => (
            <li key={index}>
              <div>
                <p>
                  <Words text={step.text} />
                </p>
                <p class="small muted">
                  <Words text={step.more} />
                </p>
              </div>
            </li>
          ))}
        </ol>
        <p class="small muted">
          <Words text={guide.note} />
        </p>
        {guide.link !== null && (
          <p>
            <Anchor link={guide.link} look="alone" />
          </p>
        )}
      </div>
    </details>
  )
}
