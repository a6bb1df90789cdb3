import { describe, expect, it } from 'vitest'
import { formAt, HEIGHT, HELLO, TAG } from './testing/form-at.ts'
import { describeInHost, eventually } from './testing/host-pages.ts'

describeInHost('<keyturn-connect>', (at) => {
  const { start, startFrame, startForm, ofFrame, instead, types } = formAt(at)
  const errors = async () => (await at.heard('keyturn-error', TAG)).map(({ detail }) => detail?.code)

  describe('where no form comes', () => {
    it('says so 15 s after nothing came at all, once, and leads to the page of its own', async () => {
      at.server.frames = 'silent'
      await start()
      await at.refresh(TAG)
      await at.pass(14.9)
      expect(await errors()).toEqual([])
      await at.pass(0.2)
      await eventually(instead).toBe('The form could not be shown here.It works on its own page.Open the form')
      expect(await at.heard('keyturn-error', TAG)).toMatchObject([{ detail: { code: 'no_frame', cause: null } }])
      await at.pass(10)
      expect(await errors()).toEqual(['no_frame'])
      const link = await at.page.evaluate(() => {
        const { href, target, rel } = host.at('keyturn-connect').shadowRoot?.querySelector('a') ?? {}
        return { href, target, rel }
      })
      const url = `${at.server.keyturn}/connect/${at.server.reads[0]}#once`
      expect(link).toEqual({ href: url, target: '_blank', rel: 'noopener noreferrer' })
      expect(await ofFrame('hidden')).toBe('')
    })

    it('says so 3 s after a frame came that says nothing', async () => {
      await startFrame()
      await at.pass(2.9)
      expect(await errors()).toEqual([])
      await at.pass(0.2)
      await eventually(errors).toEqual(['no_frame'])
    })

    it('says so 8 s after a frame that said hello had no form', async () => {
      await startFrame()
      await at.say(HELLO)
      await eventually(types).toEqual(['session'])
      await at.pass(7.9)
      expect(await errors()).toEqual([])
      await at.pass(0.2)
      await eventually(errors).toEqual(['no_frame'])
    })

    it('does not wait longer for a frame that says hello again', async () => {
      await startFrame()
      await at.say(HELLO)
      await eventually(types).toHaveLength(1)
      await at.pass(5)
      await at.say(HELLO)
      await eventually(types).toHaveLength(2)
      await at.pass(3.1)
      await eventually(errors).toEqual(['no_frame'])
    })

    it('shows the form when it comes late, and nothing else', async () => {
      await startFrame()
      await at.pass(3.1)
      await eventually(instead).not.toBeNull()
      await at.say(HELLO)
      await at.say(HEIGHT)
      await eventually(instead).toBeNull()
      expect(await ofFrame('hidden')).toBeNull()
      await at.pass(20)
      expect(await errors()).toEqual(['no_frame'])
    })

    it('says nothing of a form that is there, also when its frame is loaded anew', async () => {
      await startForm()
      await at.page.evaluate(() => {
        const inner = host.at('keyturn-connect').shadowRoot?.querySelector('iframe')
        inner?.dispatchEvent(new Event('load'))
      })
      await at.pass(20)
      expect(await errors()).toEqual([])
      expect(await instead()).toBeNull()
    })

    it('says nothing of a frame that was taken away before, not even to who holds the element', async () => {
      await startFrame()
      await at.page.evaluate(() => {
        host.kept = host.at('keyturn-connect')
        host.written = []
        host.kept.addEventListener('keyturn-error', ({ type }) => host.written?.push(type))
        host.kept.remove()
      })
      await at.pass(20)
      expect(await at.page.evaluate(() => host.written)).toEqual([])
    })

    it('without a session has what its page has for it and another try, which brings the form', async () => {
      at.server.isLoggedOut = true
      await start({ slotted: 'Log in to go on.' })
      await at.refresh(TAG)
      await at.refresh(TAG)
      await eventually(instead).toBe('The form could not be shown here.Try again')
      expect(await at.page.getByText('Log in to go on.').isVisible()).toBe(true)
      at.server.isLoggedOut = false
      await at.page.locator(TAG).getByRole('button', { name: 'Try again' }).click()
      await eventually(() => ofFrame('src')).toMatch(/\/frame#/)
      expect(await instead()).toBeNull()
      expect(await errors()).toEqual(['no_session'])
    })

    it('keeps a form that is there when there is no session any more', async () => {
      await startForm()
      at.server.isLoggedOut = true
      await at.pass(11)
      at.server.ended.add(at.server.reads[0] ?? '')
      await at.refresh(TAG)
      expect(await errors()).toEqual(['no_session'])
      expect(await instead()).toBeNull()
      expect(await ofFrame('height')).toBe('321')
    })

    it('shows one message, though it hears of the next fault before it has words for the first', async () => {
      at.server.isLoggedOut = true
      await start()
      await Promise.all([at.refresh(TAG), at.refresh(TAG), at.refresh(TAG)])
      await eventually(instead).not.toBeNull()
      await at.refresh(TAG)
      expect(await at.page.locator(`${TAG} [role=alert]`).count()).toBe(1)
    })
  })

  describe('says what Keyturn cannot say', () => {
    const says = async (lang: string | null) => {
      at.server.isLoggedOut = true
      await at.page.evaluate(() => {
        document.documentElement.lang = ''
        host.elements.defineElements()
      })
      await at.page.evaluate((tag) => {
        const around = document.body.appendChild(document.createElement('section'))
        if (tag !== null) around.lang = tag
        host.put('keyturn-connect', { inside: around })
      }, lang)
      await eventually(instead).not.toBeNull()
      const spoken = await at.page.evaluate(
        () => host.at('keyturn-connect').shadowRoot?.querySelector<HTMLElement>('[role=alert]')?.lang,
      )
      return [spoken, await instead()]
    }

    it.each([
      ['da', 'da', 'Formularen kunne ikke vises her.Prøv igen'],
      ['pt-BR', 'pt', 'Não foi possível mostrar o formulário aqui.Tentar de novo'],
      ['NO', 'nb', 'Skjemaet kunne ikke vises her.Prøv igjen'],
      ['nn-NO', 'nb', 'Skjemaet kunne ikke vises her.Prøv igjen'],
      ['is', 'en', 'The form could not be shown here.Try again'],
      ['constructor', 'en', 'The form could not be shown here.Try again'],
      [null, 'en', 'The form could not be shown here.Try again'],
    ])('in a page of %j in %s', async (lang, spoken, words) => {
      expect(await says(lang)).toEqual([spoken, words])
    })

    it('in the reader’s language where the page has none', async () => {
      await at.page.evaluate(() => Object.defineProperty(navigator, 'languages', { value: ['is', 'de-AT', 'fr'] }))
      expect(await says(null)).toEqual(['de', 'Das Formular konnte hier nicht angezeigt werden.Noch einmal versuchen'])
    })

    it('in English where the words cannot be fetched', async () => {
      at.server.hasPhrases = false
      expect(await says('da')).toEqual(['en', 'The form could not be shown here.Try again'])
    })
  })
})
