import type { JSX } from 'preact'
import type { HandedLink } from '../model.ts'
import { ActionButton } from './actions.tsx'

/** The button is there for those whose script can copy; it shows it. */
export const LinkToSend = ({ link }: { link: HandedLink }): JSX.Element => (
  <div class="stack stack--form">
    <div class="field">
      <label class="send__label" for="link">
        {link.label}
      </label>
      <input class="send__link id" id="link" type="text" readOnly value={link.address} dir="ltr" />
    </div>
    <div class="actions">
      <button class="button button--main" type="button" data-copy="link" data-copied={link.copied} hidden>
        <span>{link.copy}</span>
      </button>
      {link.others.map((action, index) => (
        <ActionButton key={index} action={action} />
      ))}
    </div>
  </div>
)
