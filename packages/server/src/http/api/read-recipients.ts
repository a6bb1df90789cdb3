import type { Recipient } from '../../domain/recipient.ts'

interface GivenRecipient {
  readonly email: string
  readonly locale?: string | undefined
}

/**
 * As the schema let them through.
 * @param locale of those who have none of their own
 * @returns undefined where nothing was said of recipients
 */
export const readRecipients = (
  given: readonly GivenRecipient[] | undefined,
  locale?: string,
): readonly Recipient[] | undefined => given?.map((one) => ({ email: one.email, locale: one.locale ?? locale ?? null }))
