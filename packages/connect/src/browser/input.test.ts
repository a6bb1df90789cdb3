import { expect, it } from 'vitest'
import { aCheck, aConnection, aFailure } from '../gallery.ts'
import { describeInBrowser, field, heading, KEY, paste, said, seen, WAYS_IN } from '../testing/browser-pages.ts'

const TEN_MINUTES_MS = 600_000

/** Every place a page could have left it, but for the field itself. */
const LEFT_BEHIND = `JSON.stringify([
  document.documentElement.outerHTML, { ...localStorage }, { ...sessionStorage }, document.cookie, history.state,
  location.href, document.title, window.name,
])`

/** In the page: a field whose type changes has its caret at the start, as in some browsers. */
function forgetSelection(): void {
  const type = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'type')
  Object.defineProperty(HTMLInputElement.prototype, 'type', {
    ...type,
    set(this: HTMLInputElement, value: string) {
      type?.set?.call(this, value)
      this.setSelectionRange(0, 0, 'none')
    },
  })
}

describeInBrowser('the field', (at) => {
  const type = () => field(at.page).getAttribute('type')
  const value = () => field(at.page).inputValue()
  const selected = () =>
    field(at.page).evaluate((input) => {
      if (!(input instanceof HTMLInputElement)) throw new Error('The field is an input.')
      return [input.selectionStart, input.selectionEnd, input.selectionDirection]
    })
  const connectButton = () => at.page.getByRole('button', { name: 'Connect', exact: true })
  const showButton = () => at.page.getByRole('button', { name: 'Show API key' })

  it.each(Object.keys(WAYS_IN) as (keyof typeof WAYS_IN)[])('[S9] takes a key by %s', async (way) => {
    await at.open()
    await WAYS_IN[way](at.page, ` ${KEY}\n`)
    await seen(at.page, 'Tidied up.')
    expect(await value()).toBe(KEY)
    expect(await type()).toBe('password')
    expect(await at.page.locator('#key-count').innerText()).toBe('39 characters pasted')
  })

  it('[S9] takes a second paste in place of one that was refused, and beside nothing else', async () => {
    await at.open()
    await paste(at.page, '••••••••')
    await seen(at.page, 'These are dots, not the key.')
    await paste(at.page, KEY)
    expect(await value()).toBe(KEY)
  })

  it('[S9] blocks no way of editing: typing, selecting, cutting, undoing', async () => {
    await at.open()
    await field(at.page).pressSequentially('typed-by-hand-0001')
    expect(await value()).toBe('typed-by-hand-0001')
    await field(at.page).press('Control+A')
    await field(at.page).press('Delete')
    expect(await value()).toBe('')
    await field(at.page).press('Control+Z')
    expect(await value()).toBe('typed-by-hand-0001')
  })

  it('[S10, S42, X7] is masked, has no limit of length, no spelling, no suggestions, and is large enough not to zoom', async () => {
    await at.open()
    const attributes = await field(at.page).evaluate((input) =>
      Object.fromEntries([...input.attributes].map(({ name, value: text }) => [name, text])),
    )
    expect(attributes).toMatchObject({
      type: 'password',
      autocomplete: 'new-password',
      autocapitalize: 'none',
      autocorrect: 'off',
      spellcheck: 'false',
      'data-1p-ignore': 'true',
      'data-lpignore': 'true',
      'data-bwignore': 'true',
      'data-form-type': 'other',
    })
    for (const absent of ['maxlength', 'minlength', 'pattern', 'placeholder', 'value', 'list']) {
      expect(attributes, absent).not.toHaveProperty(absent)
    }
    expect(await at.page.locator('#key-form').getAttribute('autocomplete')).toBe('off')
    expect(await field(at.page).evaluate((input) => getComputedStyle(input).fontSize)).toBe('16px')
    expect(await at.page.locator('input').count()).toBe(1)
    await field(at.page).fill('k'.repeat(5_000))
    expect((await value()).length).toBe(5_000)
  })

  it('[S42] stays a field of no account: nothing beside it is a name, and nothing offers to keep it', async () => {
    await at.open()
    const form = await at.page.locator('#key-form').evaluate((element) => ({
      fields: [...(element instanceof HTMLFormElement ? element.elements : [])].map((part) => part.tagName),
      names: document.querySelectorAll('[autocomplete=username], [type=email], [name=username]').length,
    }))
    expect(form.names).toBe(0)
    expect(form.fields.filter((name) => name === 'INPUT')).toHaveLength(1)
  })

  it.each([
    { what: 'ten seconds are over', turnAway: () => at.pass(10_000) },
    { what: 'the focus goes on', turnAway: () => at.page.locator('a').first().focus() },
    { what: 'the window is left', turnAway: () => at.page.evaluate(() => window.dispatchEvent(new Event('blur'))) },
    { what: 'it is pressed again', turnAway: () => at.page.getByRole('button', { name: 'Hide API key' }).click() },
    { what: 'the page is left', turnAway: () => at.page.evaluate(() => window.dispatchEvent(new Event('pagehide'))) },
  ])('[S10, S42] hides a key that is shown when $what', async ({ turnAway }) => {
    await at.open({ clock: 'by hand' })
    await field(at.page).pressSequentially('abc')
    await showButton().click()
    expect(await type()).toBe('text')
    expect(await said(at.page)).toBe('Your key is visible for 10 seconds.')
    await turnAway()
    expect(await type()).toBe('password')
    expect(await said(at.page)).toBe('Your key is hidden.')
  })

  it('[S10, S42] hides a key that is shown before it is sent', async () => {
    await at.open()
    const types: (string | null)[] = []
    await paste(at.page, KEY)
    await showButton().click()
    await at.page.route('**/key', async (route) => {
      types.push(await type())
      await route.continue()
    })
    await field(at.page).press('Enter')
    await expect.poll(() => at.server.posted.length).toBe(1)
    expect(types).toEqual(['password'])
  })

  it('[S10] keeps the place of the cursor and the focus when the key is shown and hidden', async () => {
    await at.open()
    await field(at.page).pressSequentially('abcdef')
    await at.page.keyboard.press('ArrowLeft')
    await showButton().click()
    await at.page.keyboard.type('X')
    expect(await value()).toBe('abcdeXf')
  })

  it.each([
    { made: 'forward', from: 'Home', key: 'ArrowRight', expected: [1, 3, 'forward'], typed: 'aXdef' },
    { made: 'backward', from: 'End', key: 'ArrowLeft', expected: [3, 5, 'backward'], typed: 'abcXf' },
  ])(
    '[S10] keeps what was selected $made, also where the browser forgets it',
    async ({ from, key, expected, typed }) => {
      await at.open({}, (page) => page.addInitScript(forgetSelection))
      await field(at.page).pressSequentially('abcdef')
      for (const press of [from, key, `Shift+${key}`, `Shift+${key}`]) await at.page.keyboard.press(press)
      expect(await selected()).toEqual(expected)
      await showButton().click()
      expect(await selected()).toEqual(expected)
      await at.page.getByRole('button', { name: 'Hide API key' }).click()
      expect(await selected()).toEqual(expected)
      await showButton().click()
      await at.page.keyboard.type('X')
      expect(await value()).toBe(typed)
    },
  )

  it('[B4] [S11, S42, X22] leaves nothing of a saved key: not in the field, the page, storage, address or history', async () => {
    await at.open()
    at.server.onPost = () => {
      at.server.show({ connection: aConnection('connected') })
    }
    await paste(at.page, KEY)
    await connectButton().click()
    await heading(at.page, 'Connected to Acme ApS')
    const nowhere = async (): Promise<void> => {
      expect(await at.page.evaluate(LEFT_BEHIND)).not.toContain('not-a-real')
      const values = await at.page
        .locator('input')
        .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))
      expect(values.join()).not.toContain('not-a-real')
    }
    await nowhere()
    await at.page.getByRole('link', { name: 'Update API Key' }).click()
    await heading(at.page, 'Update the API key')
    expect(await value()).toBe('')
    await field(at.page).press('Control+Z')
    expect(await value()).toBe('')
    await at.page.goBack()
    await heading(at.page, 'Connected to Acme ApS')
    await at.page.goForward()
    await heading(at.page, 'Update the API key')
    expect(await value()).toBe('')
    await nowhere()
    await at.page.reload()
    await nowhere()
    const databases = await at.page.evaluate(async () => [
      (await indexedDB.databases()).length,
      (await caches.keys()).length,
    ])
    expect(databases).toEqual([0, 0])
  })

  it('[B4] [S42] is empty when a person comes back to the page by the browser’s memory of it', async () => {
    await at.open()
    await paste(at.page, KEY)
    await showButton().click()
    await at.page.goto('about:blank')
    await at.page.goBack()
    await heading(at.page, 'Connect Pleo to Acme Books')
    expect(await value()).toBe('')
    expect(await type()).toBe('password')
    await at.page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
    expect(await value()).toBe('')
  })

  it('[B4] [S42] is empty after a page was reloaded or restored with what the browser remembers of forms', async () => {
    await at.open()
    await paste(at.page, KEY)
    await at.page.reload()
    await heading(at.page, 'Connect Pleo to Acme Books')
    expect(await value()).toBe('')
  })

  it('[S41] keeps the text after a failure, editable, and gives it back with the next failure', async () => {
    await at.open()
    at.server.onPost = () => {
      at.server.show({ connection: aFailure('not_connected', 'key_invalid') })
    }
    await paste(at.page, KEY)
    await connectButton().click()
    await seen(at.page, 'Pleo does not recognise this key')
    expect(await value()).toBe(KEY)
    expect(await field(at.page).isEditable()).toBe(true)
    await field(at.page).press('End')
    await at.page.keyboard.type('2')
    expect(await value()).toBe(`${KEY}2`)
  })

  it('[S41] keeps the text when the provider did not answer, and when nothing could be sent', async () => {
    await at.open()
    at.server.onPost = () => {
      at.server.show({ connection: aFailure('not_connected', 'provider_unreachable') })
    }
    await paste(at.page, KEY)
    await connectButton().click()
    await seen(at.page, 'Pleo did not answer')
    expect(await value()).toBe(KEY)
    await at.page.context().setOffline(true)
    await at.page.getByRole('button', { name: 'Try again' }).first().click()
    await seen(at.page, 'You seem to be offline')
    expect(await value()).toBe(KEY)
  })

  it('[S42] is emptied by a cancel', async () => {
    await at.open()
    at.server.onPost = ({ path }) => {
      at.server.show({ connection: path.endsWith('/cancel') ? aConnection('not_connected') : aCheck('not_connected') })
    }
    await paste(at.page, KEY)
    await connectButton().click()
    await heading(at.page, 'Checking your key with Pleo')
    await at.page.getByRole('button', { name: 'Cancel' }).click()
    await heading(at.page, 'Connect Pleo to Acme Books')
    expect(await value()).toBe('')
  })

  it('[S42] is emptied when nobody has touched it for ten minutes, and not before', async () => {
    await at.open({ clock: 'by hand' })
    await field(at.page).pressSequentially('abc')
    await at.pass(TEN_MINUTES_MS - 1_000)
    expect(await value()).toBe('abc')
    await field(at.page).pressSequentially('d')
    await at.pass(TEN_MINUTES_MS - 1_000)
    expect(await value()).toBe('abcd')
    await at.pass(1_000)
    expect(await value()).toBe('')
    expect(await at.page.locator('#key-count').count()).toBe(0)
  })

  it('[S42] once it was emptied, no notice says that the key is still there, and to try again asks for one', async () => {
    await at.open({ clock: 'by hand' })
    await paste(at.page, KEY)
    await at.page.context().setOffline(true)
    await connectButton().click()
    await seen(at.page, 'Nothing was sent. Your key is still in the field.')
    await at.pass(TEN_MINUTES_MS)
    await seen(at.page, 'Nothing was sent. For safety the field was emptied: please paste the key again.')
    await at.page.context().setOffline(false)
    await at.page.getByRole('button', { name: 'Try again' }).click()
    await seen(at.page, 'The field is empty.')
    expect(at.server.posted).toEqual([])
  })

  it('[S42] says nothing more of a key that was kept once the person has changed it', async () => {
    await at.open()
    await paste(at.page, KEY)
    await at.page.context().setOffline(true)
    await connectButton().click()
    await seen(at.page, 'Nothing was sent. Your key is still in the field.')
    await field(at.page).fill('')
    expect(await at.page.locator('main').innerText()).not.toContain('Your key is still in the field.')
  })

  it('[S42] is emptied when the person leaves', async () => {
    await at.open()
    await paste(at.page, KEY)
    await at.page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
    expect(await value()).toBe('')
  })
})
