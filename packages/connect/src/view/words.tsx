import { Fragment } from 'preact'
import type { JSX } from 'preact'
import type { Link } from '../model.ts'
import type { Span, Target, Text } from '../text.ts'
import { Sign } from './icons.tsx'

/** For translation tools: the property of that name is a boolean, which the renderer leaves out. */
export const UNTRANSLATED: Readonly<Record<string, string>> = { TRANSLATE: 'no' }

/** Text with its marks. Names are isolated, so that one written the other way cannot turn the sentence around. */
export function Words({ text }: { text: Text }): JSX.Element {
  return (
    <>
      {text.map((span, index) => {
        const before = text[index - 1]
        if (typeof span === 'string' && isButton(before)) return span.replace(MARK, '')
        const mark = isButton(span) ? markOf(text[index + 1]) : ''
        return mark === '' ? <Piece key={index} span={span} /> : <Marked key={index} span={span} mark={mark} />
      })}
    </>
  )
}

/** What closes a sentence or a clause. */
const MARK = /^[.,;:!?]+/
const markOf = (span: Span | undefined): string => (typeof span === 'string' ? (MARK.exec(span)?.[0] ?? '') : '')

const isButton = (span: Span | undefined): boolean => typeof span === 'object' && 'link' in span && 'form' in span.to

/** Beside a button a line may break anywhere: no mark begins the next one. */
const Marked = ({ span, mark }: { span: Span; mark: string }): JSX.Element => (
  <span class="marked">
    <Piece span={span} />
    {mark}
  </span>
)

function Piece({ span }: { span: Span }): JSX.Element {
  if (typeof span === 'string') return <>{span}</>
  if ('name' in span) return <bdi>{span.name}</bdi>
  if ('id' in span) {
    return (
      <span class="id" dir="ltr" {...UNTRANSLATED}>
        {span.id}
      </span>
    )
  }
  if ('there' in span) return <There word={span.there} />
  if ('path' in span) return <Path steps={span.path} />
  if ('strong' in span) {
    return (
      <strong>
        <Words text={span.strong} />
      </strong>
    )
  }
  if ('link' in span) return <Linked text={span.link} to={span.to} />
  return 'until' in span ? <Countdown span={span} /> : <Time span={span} />
}

/** A word that stands on the provider's own screen, as it stands there. */
function There({ word }: { word: string }): JSX.Element {
  return (
    <b class="there" lang="en" dir="ltr" {...UNTRANSLATED}>
      {word}
    </b>
  )
}

function Path({ steps }: { steps: readonly string[] }): JSX.Element {
  return (
    <span class="path">
      {steps.map((step, index) => (
        <Fragment key={index}>
          {index > 0 && <Sign icon="step" />}
          <There word={step} />
        </Fragment>
      ))}
    </span>
  )
}

function Linked({ text, to }: { text: Text; to: Target }): JSX.Element {
  if ('form' in to) {
    return (
      <button class="link" type="submit" form={to.form}>
        <Words text={text} />
      </button>
    )
  }
  return (
    <a href={to.href}>
      <Words text={text} />
    </a>
  )
}

type TimeSpan = Extract<Span, { readonly time: number }>
type CountdownSpan = Extract<Span, { readonly until: number }>

/** In the server's zone; the browser writes it in the reader's own, and lets it tick. */
function Time({ span }: { span: TimeSpan }): JSX.Element {
  return (
    <time class="when" dateTime={new Date(span.time).toISOString()} data-form={span.form}>
      {span.text}
    </time>
  )
}

const Countdown = ({ span }: { span: CountdownSpan }): JSX.Element => (
  <span data-until={span.until} data-forms={JSON.stringify(span.forms)} data-then={span.after ?? undefined}>
    {span.text}
  </span>
)

export function Anchor({ link, look }: { link: Link; look?: string }): JSX.Element {
  return (
    <a class={look} href={link.href} {...(link.newTab === true ? NEW_TAB : {})}>
      <span>
        <Words text={link.text} />
      </span>
    </a>
  )
}

export const NEW_TAB = { target: '_blank', rel: 'noopener noreferrer' } as const
