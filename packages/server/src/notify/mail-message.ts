import MailComposer from 'nodemailer/lib/mail-composer'
import type { Mail } from '@keyturn/connect/mail'
import type { Notice } from '../domain/notice.ts'

export interface MailAddress {
  readonly name: string
  readonly address: string
}

export interface MailHead {
  readonly from: MailAddress
  readonly notice: Pick<Notice, 'id' | 'connectionId' | 'recipient'>
  readonly about: 'problem' | 'solved'
  /** Milliseconds since 1970. */
  readonly at: number
}

/** The same for each try: whoever gets it twice can tell (RFC 5322 §3.6.4). */
const messageId = ({ from, notice }: MailHead, about: MailHead['about']): string =>
  `<${notice.id}.${about}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`

/** The message as it goes over the wire (RFC 5322), words as plain text and as HTML. */
export function composeMessage(head: MailHead, mail: Mail): Promise<Buffer> {
  const { from, notice, about, at } = head
  const thread = about === 'solved' ? messageId(head, 'problem') : null
  const composer = new MailComposer({
    from: { name: from.name, address: from.address },
    to: { name: '', address: notice.recipient.email },
    subject: mail.subject,
    date: new Date(at),
    messageId: messageId(head, about),
    ...(thread === null ? {} : { inReplyTo: thread, references: [thread] }),
    text: mail.text,
    html: mail.html,
    headers: {
      // RFC 3834 §5: nobody's absence answers it.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': mail.lang,
      // RFC 2369 §3.2.
      'List-Unsubscribe': `<mailto:${from.address}?subject=unsubscribe%20${notice.connectionId}>`,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: '\r\n',
  })
  return composer.compile().build()
}
