import type { JSX } from 'preact'
import { plain } from '../text.ts'
import type { Span, Text } from '../text.ts'

/** Text of a mail: names stay isolated, times stand as they were written, and there is nothing a script would mend. */
export function MailWords({ text }: { text: Text }): JSX.Element {
  return (
    <>
      {text.map((span, index) => (
        <Piece key={index} span={span} />
      ))}
    </>
  )
}

function Piece({ span }: { span: Span }): JSX.Element {
  if (typeof span === 'string') return <>{span}</>
  if ('name' in span) return <bdi>{span.name}</bdi>
  if ('strong' in span) {
    return (
      <strong>
        <MailWords text={span.strong} />
      </strong>
    )
  }
  if ('time' in span) return <time dateTime={new Date(span.time).toISOString()}>{span.text}</time>
  if ('id' in span || 'path' in span || 'there' in span) return <bdi>{plain([span])}</bdi>
  return <>{plain([span])}</>
}
