import type { JSX } from 'preact'
import type {
  Block,
  Company,
  Facts,
  Head,
  Languages,
  Paragraph,
  Permissions,
  Points,
  Progress,
  Sides,
  Tongues,
} from '../model.ts'
import { ActionRow } from './actions.tsx'
import { Guidance } from './guidance.tsx'
import { Sign } from './icons.tsx'
import { KeyField, KnowList } from './key-field.tsx'
import { LinkToSend } from './link-to-send.tsx'
import { Quiet, Summary } from './notices.tsx'
import { UNTRANSLATED, Words } from './words.tsx'

export function Blocks({ blocks }: { blocks: readonly Block[] }): JSX.Element {
  return (
    <>
      {blocks.map((block, index) => (
        <Drawn key={`${block.kind}${index}`} block={block} />
      ))}
    </>
  )
}

function Drawn({ block }: { block: Block }): JSX.Element | null {
  switch (block.kind) {
    case 'head':
      return <Heading head={block} />
    case 'problem':
      return <Summary problem={block} />
    case 'notice':
      return <Quiet notice={block} id="notice" />
    case 'guide':
      return <Guidance guide={block} />
    case 'key':
      return <KeyField form={block} />
    case 'actions':
      return <ActionRow actions={block.actions} />
    case 'progress':
      return <Steps progress={block} />
    case 'company':
      return <CompanyCard company={block} />
    case 'companies':
      return (
        <div class="two">
          {block.two.map((company) => (
            <CompanyCard key={company.id} company={company} />
          ))}
        </div>
      )
    case 'permissions':
      return <Allowed permissions={block} />
    case 'paragraph':
      return <Sentence paragraph={block} />
    case 'happenings':
      return null
    case 'sides':
      return <Columns sides={block} />
    case 'languages':
      return <Choices languages={block} />
    case 'know':
      return <KnowList items={block.items} />
    case 'points':
      return <Sentences points={block} />
    case 'tongues':
      return <SameIn tongues={block} />
    case 'link':
      return <LinkToSend link={block} />
  }
}

function Heading({ head }: { head: Head }): JSX.Element {
  return (
    <div class="head">
      <h1 tabIndex={-1}>
        <Words text={head.title} />
      </h1>
      {head.meta !== null && (
        <p class="muted">
          <Words text={head.meta} />
        </p>
      )}
      {head.lead !== null && (
        <p class="lead">
          <Words text={head.lead} />
        </p>
      )}
    </div>
  )
}

const STEP_LOOKS = {
  done: { tone: 'ok', icon: 'done' },
  now: { tone: 'info', icon: 'turning' },
  next: { tone: 'quiet', icon: 'ring' },
} as const

function Steps({ progress }: { progress: Progress }): JSX.Element {
  return (
    <>
      <ol class="progress">
        {progress.steps.map(({ state, name, say, word }, index) => (
          <li
            key={index}
            data-step={state}
            data-tone={STEP_LOOKS[state].tone}
            aria-current={state === 'now' ? 'step' : undefined}
          >
            <Sign key={state} icon={STEP_LOOKS[state].icon} />
            <div>
              <p class="progress__name">
                <Words text={name} />
              </p>
              {say !== null && (
                <p class="progress__say">
                  <Words text={say} />
                </p>
              )}
            </div>
            <span class="progress__word">{word}</span>
          </li>
        ))}
      </ol>
      <p class="muted slow" role="status">
        <span data-from={progress.slow.at} hidden={!progress.slow.shown}>
          <Words text={progress.slow.text} />
        </span>
      </p>
    </>
  )
}

function CompanyCard({ company }: { company: Company }): JSX.Element {
  return (
    <div class="company" data-tone={company.tone}>
      {company.which !== null && (
        <p class="company__which">
          <Sign icon={company.which.icon} />
          {company.which.text}
        </p>
      )}
      <p class="company__name">{company.name === null ? company.idLabel : <Words text={company.name} />}</p>
      <p class="company__id">
        {company.name !== null && company.idLabel}
        {company.which === null ? ' ' : <br />}
        <span class="id" dir="ltr" {...UNTRANSLATED}>
          {company.id}
        </span>
      </p>
      {company.environment !== null && (
        <p class="company__id">
          <Words text={company.environment} />
        </p>
      )}
    </div>
  )
}

function Allowed({ permissions }: { permissions: Permissions }): JSX.Element {
  const isHeld = permissions.form === 'held'
  return (
    <section class="stack">
      <h2>
        <Words text={permissions.title} />
      </h2>
      <ul class="may" data-tone={isHeld ? 'ok' : undefined}>
        {permissions.items.map((item, index) => (
          <li key={index} data-tone={isHeld ? undefined : item.granted ? 'ok' : 'bad'}>
            <Sign icon={isHeld ? 'tick' : item.granted ? 'done' : 'cross'} />
            <span>
              <Words text={item.text} />
              {item.missing !== null && (
                <>
                  {' '}
                  <strong>{item.missing}</strong>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      {permissions.note !== null && (
        <p class="small muted">
          <Words text={permissions.note} />
        </p>
      )}
    </section>
  )
}

const SENTENCE_LOOKS = { plain: undefined, aside: 'else', small: 'small muted' } as const

function Sentence({ paragraph }: { paragraph: Paragraph }): JSX.Element {
  return (
    <>
      {paragraph.form !== null && <form id={paragraph.form.id} method="post" action={paragraph.form.post} hidden />}
      <p class={SENTENCE_LOOKS[paragraph.look]}>
        <Words text={paragraph.text} />
      </p>
    </>
  )
}

const Sentences = ({ points }: { points: Points }): JSX.Element => (
  <section class="stack">
    <h2>{points.title}</h2>
    <KnowList items={points.items} />
  </section>
)

const SameIn = ({ tongues }: { tongues: Tongues }): JSX.Element => (
  <ul class="actions">
    {tongues.items.map(({ href, lang, dir, name, current }) => (
      <li key={lang}>
        <a class="alone" href={href} lang={lang} dir={dir} hreflang={lang} aria-current={current ? 'page' : undefined}>
          <bdi>{name}</bdi>
        </a>
      </li>
    ))}
  </ul>
)

function FactList({ facts }: { facts: Facts }): JSX.Element {
  return (
    <dl class="facts">
      {facts.rows.map(({ name, values }) => (
        <div key={name}>
          <dt>{name}</dt>
          {values.map((value, index) => (
            <dd key={index}>
              <Words text={value} />
            </dd>
          ))}
        </div>
      ))}
    </dl>
  )
}

function Columns({ sides }: { sides: Sides }): JSX.Element {
  return (
    <div class="sides">
      <div>
        {sides.main.map((block, index) =>
          block.kind === 'facts' ? <FactList key={index} facts={block} /> : <Drawn key={index} block={block} />,
        )}
      </div>
      {sides.aside !== null && (
        <section class="aside">
          <h2>{sides.aside.title}</h2>
          <ol class="events">
            {sides.aside.items.map((item, index) => (
              <li key={index} data-tone={item.tone}>
                <p>
                  <Words text={item.text} />
                </p>
                <Words text={item.when} />
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  )
}

function Choices({ languages }: { languages: Languages }): JSX.Element {
  return (
    <form method="post" action={languages.post} data-press data-shows={languages.shows ?? undefined}>
      {languages.shows !== null && <input type="hidden" name="view" value={languages.shows} />}
      <ul class="stack">
        {languages.items.map(({ locale, lang, dir, name, current }) => (
          <li key={locale} class="actions">
            <button
              class="button"
              type="submit"
              name="locale"
              value={locale}
              lang={lang}
              dir={dir}
              aria-current={current ? 'true' : undefined}
            >
              {name}
            </button>
            {current && <span class="muted">{languages.current}</span>}
          </li>
        ))}
      </ul>
    </form>
  )
}
