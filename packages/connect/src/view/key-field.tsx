import type { JSX } from 'preact'
import type { Action, KeyForm } from '../model.ts'
import type { Text } from '../text.ts'
import { ActionButton } from './actions.tsx'
import { FieldSaid } from './field-said.tsx'
import { Quiet } from './notices.tsx'
import { Words } from './words.tsx'

/** The form with the one field: a plain form, to which the browser adds Show, the count and the paste check. */
export function KeyField({ form }: { form: KeyForm }): JSX.Element {
  const { failure, words, keep, sealedOnly } = form
  const described = failure === null ? 'key-hint' : 'key-hint key-said'
  return (
    <>
      {keep !== null && 'post' in keep && <form id="keep" method="post" action={keep.post} data-press hidden />}
      <form class="stack stack--form" id="key-form" autocomplete="off" noValidate method="post" action={form.action}>
        {sealedOnly !== null && (
          <noscript>
            <Quiet notice={sealedOnly.withoutScript} id="no-script" />
          </noscript>
        )}
        <div class="field" id="key-field" data-tone={failure === null ? undefined : 'bad'}>
          <label class="field__label" for="key">
            {words.label} <span class="field__kind">{words.kind}</span>
          </label>
          <p class="field__hint" id="key-hint">
            <Words text={form.hint} />
          </p>
          {failure !== null && <FieldSaid tone="bad" title={[...failure.title, '.']} text={failure.text} isFailure />}
          <div class="secret" id="key-secret">
            <input
              class="secret__input"
              id="key"
              name={sealedOnly === null ? 'key' : undefined}
              type="password"
              autocomplete="new-password"
              autocapitalize="none"
              autoCorrect="off"
              spellcheck={false}
              enterkeyhint="done"
              data-1p-ignore="true"
              data-lpignore="true"
              data-bwignore="true"
              data-form-type="other"
              aria-describedby={described}
              aria-invalid={failure === null ? undefined : 'true'}
            />
          </div>
        </div>
        {form.know.length > 0 && <KnowList items={form.know} />}
        <div class="actions">
          <Submit form={form} />
          {keep !== null && <Keep keep={keep} />}
        </div>
      </form>
    </>
  )
}

/**
 * Where the next try has to wait, the button counts down; without scripts the page says how long. Where the key must be
 * sealed, the script that does it enables the button: nothing else can send the form.
 */
function Submit({ form }: { form: KeyForm }): JSX.Element {
  const counts =
    form.wait === null ? {} : { 'data-until': form.wait.until, 'data-forms': JSON.stringify(form.wait.forms) }
  return (
    <button class="button button--main" type="submit" disabled={form.sealedOnly !== null}>
      <span {...counts} data-then={form.wait === null ? undefined : form.submit}>
        {form.submit}
      </span>
    </button>
  )
}

export function KnowList({ items }: { items: readonly Text[] }): JSX.Element {
  return (
    <ul class="know">
      {items.map((fact, index) => (
        <li key={index}>
          <span>
            <Words text={fact} />
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Forms do not nest, and this one must not carry the field: its button stands in the other form. */
function Keep({ keep }: { keep: Action }): JSX.Element {
  if ('href' in keep) return <ActionButton action={keep} />
  return (
    <button class="button" type="submit" form="keep">
      <span>
        <Words text={keep.text} />
      </span>
    </button>
  )
}
