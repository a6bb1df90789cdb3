import type { ComponentChildren, JSX } from 'preact'
import type { Notice, Problem, Stays } from '../model.ts'
import { Sign } from './icons.tsx'
import { Words } from './words.tsx'

/** Without scripts the field comes back empty; where a script kept the text, it puts the other sentence here. */
const StaysWords = ({ stays }: { stays: Stays }): JSX.Element => (
  <>
    <Words text={stays.text} /> <span data-kept={stays.kept}>{stays.emptied}</span>
  </>
)

/** The summary of GOV.UK's error pattern. What carries `data-failure` leaves as soon as the text changes. */
export function Summary({ problem }: { problem: Problem }): JSX.Element {
  return (
    <section class="problem" aria-labelledby="problem" tabIndex={-1} data-news data-failure>
      <h2 id="problem">{problem.title}</h2>
      <p>
        <a href="#key">
          <Words text={problem.what} />
        </a>
      </p>
      <p>
        <StaysWords stays={problem.stays} />
      </p>
    </section>
  )
}

export function Quiet({
  notice,
  id,
  children,
}: {
  notice: Notice
  id: string
  children?: ComponentChildren
}): JSX.Element {
  const news = notice.stays === null ? {} : { tabIndex: -1, 'data-news': true, 'data-failure': true }
  return (
    <section class="notice" data-tone={notice.tone} data-ends={notice.ends ?? undefined} aria-labelledby={id} {...news}>
      <Sign icon={notice.icon} />
      <div>
        <h2 id={id}>
          <Words text={notice.title} />
        </h2>
        <p>
          <Words text={notice.text} />
          {notice.stays !== null && (
            <>
              {' '}
              <StaysWords stays={notice.stays} />
            </>
          )}
        </p>
        {notice.next !== null && (
          <p class="muted">
            <Words text={notice.next} />
          </p>
        )}
        {children}
      </div>
    </section>
  )
}
