/** Why a key is refused or a connection interrupted, and what to do. */
export const reasons = {
  key_malformed: {
    title: 'The key cannot be used as it was pasted',
    text: 'Copy the key in {provider}, then paste it here.',
    next: 'Correct the key',
    why: 'the key was not pasted whole',
  },
  key_invalid: {
    title: '{provider} does not recognise this key',
    text: 'Characters may be missing, it may have been deleted in {provider}, or it comes from {provider}’s test system. Copy it again and paste all of it.',
    next: 'Try again',
    why: '{provider} did not recognise the key',
  },
  permissions_missing: {
    title: 'This key may not do everything {product} needs',
    text: 'The key is right, but {provider} has not given it: {missing}. {provider} sets this for {product}, so a new key alone may not help.',
    next: 'Contact {product} support',
    why: 'permissions were missing',
  },
  not_entitled: {
    title: 'Your {provider} plan does not include {product} yet',
    text: 'The key is right. Whoever manages {provider} for {company} can add it; then try again with the same key.',
    next: 'Try again',
    why: 'the {provider} plan did not include {product}',
  },
  wrong_kind_of_key: {
    title: 'This key was made for something else',
    text: '{provider} knows it, but it does not belong to {product}. Use the one that {provider} shows when you add {integration}.',
    next: 'Show me where',
    why: 'the key was made for something else',
  },
  organisation_key: {
    title: 'This key opens a group of companies',
    text: '{product} connects one company at a time. In {provider}, choose the company first and add {integration} there.',
    next: 'Use another key',
    why: 'the key opened a group of companies',
  },
  account_unknown: {
    title: 'We could not tell which company this key opens',
    text: '{provider} accepted the key but named no company. We do not guess.',
    next: 'Contact {product} support',
    why: '{provider} named no company',
  },
  account_mismatch: {
    title: 'This key opens another company',
    text: 'It opens {found}. {ledger} belongs to {expected} and stays with it.',
    next: 'Use another key',
    why: 'the key opened another company',
  },
  account_already_connected: {
    title: '{company} is already connected',
    text: 'It is connected for {elsewhere}. You do not need to add it again.',
    next: 'Open that connection',
    why: 'the company was already connected',
  },
  key_in_use_elsewhere: {
    title: 'This key cannot be used here',
    text: '{product} support can find out why. Please give them this number: {reference}.',
    next: 'Contact {product} support',
    why: 'the key could not be used here',
  },
  provider_unreachable: {
    title: '{provider} did not answer',
    text: 'Your key is not the problem. This usually passes within a few minutes.',
    next: 'Try again',
    why: '{provider} did not answer',
  },
  provider_busy: {
    title: '{provider} asks us to wait a moment',
    text: 'Many requests are reaching {provider} just now. Your key is not the problem.',
    next: { one: 'Try again in {n} second', other: 'Try again in {n} seconds' },
    why: '{provider} asked us to wait',
  },
  provider_refusing_all: {
    title: '{provider} is refusing all connections right now',
    text: 'It refuses good keys as well, so this says nothing about yours. It usually passes by itself: please try again later.',
    next: 'Try again',
    why: '{provider} was refusing all connections',
  },
  provider_unexpected: {
    title: '{provider} gave an answer we did not expect',
    text: 'This says nothing about your key. {product} support can look into it with this number: {reference}.',
    next: 'Contact {product} support',
    why: '{provider} gave an answer we did not expect',
  },
  too_many_tries: {
    title: {
      one: 'Please wait {n} second before the next try',
      other: 'Please wait {n} seconds before the next try',
    },
    text: 'This slows down anyone who is guessing keys.',
    next: { one: 'Try again in {n} second', other: 'Try again in {n} seconds' },
    why: 'it came too soon after the last one',
  },
  interrupted: {
    title: 'The check stopped before {provider} had answered',
    text: 'Your key is not the problem. Once more, and it should go through.',
    next: 'Try again',
    why: 'the check stopped before {provider} had answered',
  },
  confirmation_expired: {
    title: 'The time to answer has passed',
    text: 'You had ten minutes to say whether it is your company, so the key was thrown away. Paste it again to be asked once more.',
    next: 'Paste the key again',
    why: 'nobody said whether it was the right company',
  },
  key_revoked: {
    title: 'Your connection to {provider} is interrupted',
    text: '{provider} no longer accepts the key for {company}. It may have been deleted or replaced in {provider}. Your settings are kept: a new key restores everything.',
    next: 'Replace API Key',
    why: '{provider} refused the key',
  },
  permissions_lost: {
    title: 'The key for {company} has lost a permission',
    text: 'Since {time} it may no longer: {missing}. Everything else keeps working. {product} support can ask {provider} to restore it; if {provider} gave you a new key, replace it here.',
    next: 'Contact {product} support',
    why: 'the key lost a permission',
  },
  exposed: {
    title: 'Others may have seen the key for {company}',
    text: 'It was reported at {time}, so {product} stopped using it. Delete it in {provider}, then add a new one here.',
    next: 'Replace API Key',
    why: 'others may have seen the key',
  },
  stored_key_unreadable: {
    title: 'We cannot read our copy of the key',
    text: 'The fault is on our side: nothing is wrong in your {provider}. Please add the key again; if you no longer have it, {provider} gives you a new one.',
    next: 'Replace API Key',
    why: 'we could not read our copy of the key',
  },
  restored: {
    title: 'Please add the key for {company} once more',
    text: '{product} had to go back to an earlier copy of its data, so the key in it may be out of date. The fault is on our side.',
    next: 'Replace API Key',
    why: 'our copy of the key may be out of date',
  },
} as const

/** What the look at a paste finds before anything is sent. */
export const paste = {
  nothingSent: 'Nothing was sent to {provider}.',
  fault: {
    empty: { title: 'The field is empty', text: 'Copy the key in {provider}, then paste it here.' },
    gap_inside: {
      title: 'There is a gap inside the key',
      text: 'A key has no spaces or line breaks. Use the copy button in {provider} and paste again.',
    },
    foreign_character: {
      title: 'There is a character in it that a key cannot have',
      text: 'It may have passed through a document. Use the copy button in {provider}.',
    },
    colon: {
      title: 'There is a colon inside the key',
      text: 'A key has none: perhaps a name was copied along.',
    },
    settings_block: {
      title: 'This is a block of settings, not a key',
      text: 'Copy only the key itself.',
    },
    web_address: {
      title: 'This is a web address, not a key',
      text: 'The key is what {provider} shows after you press {allow}.',
    },
    masked: {
      title: 'These are dots, not the key',
      text: 'It was copied while it was hidden. In {provider}, press the copy button next to the key, then paste it here.',
    },
    too_long: {
      title: 'This is much longer than a key',
      text: 'Perhaps a whole page was copied. Copy only the key.',
    },
  },
  tidied: 'Tidied up.',
  removed: 'We removed {list}.',
  repair: {
    space: 'a space before or after the key',
    line_break: 'a line break at the end',
    invisible: { one: '{n} invisible character', other: '{n} invisible characters' },
    quotes: 'the quotation marks around it',
    word_before: 'a word in front of it',
    name_before: 'everything before the equals sign',
  },
  hint: {
    older_key: {
      title: 'This looks like an older kind of {provider} key.',
      text: '{product} needs the one that {provider} shows when you add {integration}.',
    },
    password: {
      title: 'This looks like a password.',
      text: 'Please do not send passwords: {product} needs the API key only.',
    },
    very_short: { title: 'This is very short for a key.', text: 'A part may be missing.' },
  },
  ifYours: 'If it is your key, just press {button}.',
} as const
