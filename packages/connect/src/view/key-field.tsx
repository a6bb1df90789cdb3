import type { JSX } from 'preact'
import type { Action, KeyForm, KeyWords } from '../model.ts'
import type { Text } from '../text.ts'
import { counted } from '../text.ts'
import { ActionButton } from './actions.tsx'
import { useDesk } from './desk.ts'
import { FieldSaid } from './field-said.tsx'
import { useKeyField } from './use-key-field.ts'
import type { KeyFieldState } from './use-key-field.ts'
import { Words } from './words.tsx'

/**
 * The form with the one field. On the server a plain form; the browser adds Show, the count, the paste check and a
 * submit without reload.
 */
export function KeyField({ form }: { form: KeyForm }): JSX.Element {
  const desk = useDesk()
  const field = useKeyField(form)
  const { saying, waitFor } = field
  const isBad = saying?.tone === 'bad'
  return (
    <>
      {form.keep !== null && <KeepForm keep={form.keep} />}
      <form
        class="stack stack--form"
        autocomplete="off"
        noValidate
        method="post"
        action={form.action}
        onSubmit={(event) => {
          event.preventDefault()
          field.submit()
        }}
      >
        <div class="field" data-tone={saying?.tone === 'bad' || saying?.tone === 'ok' ? saying.tone : undefined}>
          <label class="field__label" for="key">
            {form.words.label} <span class="field__kind">{form.words.kind}</span>
          </label>
          <p class="field__hint" id="key-hint">
            <Words text={form.hint} />
          </p>
          {saying !== null && isBad && <FieldSaid saying={saying} />}
          <Secret field={field} words={form.words} />
          {saying !== null && !isBad && <FieldSaid saying={saying} />}
          {hasCount(desk.isInteractive, field) && (
            <p class="field__count" id="key-count">
              {counted(form.words.count, field.count, desk.lang)}
            </p>
          )}
        </div>
        {form.know.length > 0 && <Know facts={form.know} />}
        <div class="actions">
          <button class="button button--main" type="submit" aria-disabled={waitFor > 0 ? 'true' : undefined}>
            {form.wait !== null && waitFor > 0 ? counted(form.wait.forms, waitFor, desk.lang) : form.submit}
          </button>
          {form.keep !== null && <Keep keep={form.keep} />}
        </div>
      </form>
    </>
  )
}

const hasCount = (isInteractive: boolean, field: KeyFieldState): boolean => isInteractive && field.count > 0

/** The field is not controlled: nothing writes its text into an attribute. */
function Secret({ field, words }: { field: KeyFieldState; words: KeyWords }): JSX.Element {
  const { isInteractive } = useDesk()
  const { saying, isShown } = field
  const described = [
    'key-hint',
    ...(saying === null ? [] : ['key-said']),
    ...(hasCount(isInteractive, field) ? ['key-count'] : []),
  ]
  return (
    <div class="secret" ref={field.around}>
      <input
        ref={field.input}
        class="secret__input"
        id="key"
        name="key"
        {...(isShown ? { type: 'text' as const } : { type: 'password' as const })}
        autocomplete="new-password"
        autocapitalize="none"
        autoCorrect="off"
        spellcheck={false}
        enterkeyhint="done"
        data-1p-ignore="true"
        data-lpignore="true"
        data-bwignore="true"
        data-form-type="other"
        aria-describedby={described.join(' ')}
        aria-invalid={saying?.tone === 'bad' ? 'true' : undefined}
        onPaste={(event) => {
          field.pasting(event.currentTarget)
        }}
        onInput={(event) => {
          field.typed(event)
        }}
      />
      {isInteractive && (
        <button
          class="secret__show"
          type="button"
          aria-controls="key"
          aria-label={isShown ? words.hideLabel : words.showLabel}
          onMouseDown={(event) => {
            // The focus stays in the field: leaving it hides the key.
            event.preventDefault()
          }}
          onClick={field.toggle}
        >
          {isShown ? words.hide : words.show}
        </button>
      )}
    </div>
  )
}

function Know({ facts }: { facts: readonly Text[] }): JSX.Element {
  return (
    <ul class="know">
      {facts.map((fact, index) => (
        <li key={index}>
          <span>
            <Words text={fact} />
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Forms do not nest, and this one must not carry the field: the button stands in the other, the form before it. */
function KeepForm({ keep }: { keep: Action }): JSX.Element | null {
  const { press } = useDesk()
  if (!('post' in keep)) return null
  return (
    <form
      id="keep"
      method="post"
      action={keep.post}
      hidden
      onSubmit={(event) => {
        event.preventDefault()
        press(keep)
      }}
    />
  )
}

function Keep({ keep }: { keep: Action }): JSX.Element {
  if ('href' in keep) return <ActionButton action={keep} />
  return (
    <button class="button" type="submit" form="keep">
      <Words text={keep.text} />
    </button>
  )
}
