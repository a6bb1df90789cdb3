import { describe, expect, it } from 'vitest'
import { formAt, HELLO, TAG } from './testing/form-at.ts'
import { describeInHost, eventually } from './testing/host-pages.ts'
import { wireSession } from './testing/wire.ts'

describeInHost('<keyturn-connect>', (at) => {
  const { start, startFrame, startForm, ofFrame, instead, types } = formAt(at)
  const sessions = async () => (await at.toFrame()).flatMap((message) => (message.type === 'session' ? [message] : []))
  const focused = () => at.page.evaluate(() => document.activeElement?.id ?? null)

  it('shows what stands in it until there is a session, and then the frame of Keyturn', async () => {
    await at.page.evaluate(() => host.elements.defineElements())
    at.server.state = { state: 'not_connected' }
    await at.put(TAG, { slotted: 'One moment' })
    const isSlotShown = () =>
      at.page.evaluate(() => host.at('keyturn-connect').shadowRoot?.querySelector('slot') !== null)
    await eventually(() => ofFrame('title')).toBe('Connect Pleo to Acme Books')
    expect(await isSlotShown()).toBe(false)
    const [id] = at.server.reads
    expect(await ofFrame('src')).toBe(`${at.server.keyturn}/connect/${id}/frame#${at.server.host}`)
    expect([await ofFrame('allow'), await ofFrame('referrerpolicy'), await ofFrame('hidden')]).toEqual([
      'clipboard-write',
      'no-referrer',
      null,
    ])
  })

  it('names the frame before the state is known as well', async () => {
    at.server.status = 503
    await start()
    await at.refresh(TAG)
    expect(await ofFrame('title')).toBe('Keyturn')
  })

  it('gives no session to a frame that has not said that it is there, and each to one that has, once', async () => {
    await startFrame()
    await at.say(HELLO)
    await eventually(at.toFrame).toHaveLength(1)
    expect(await sessions()).toEqual([
      {
        keyturn: 1,
        type: 'session',
        id: at.server.reads[0],
        token: wireSession(at.server.keyturn, 1).token,
        scheme: 'light',
        closing: 'left',
      },
    ])
    await at.refresh(TAG)
    await at.pass(5)
    // It waits for a session again after it was loaded anew.
    await at.say(HELLO)
    await eventually(at.toFrame).toHaveLength(2)
  })

  it('gives a session that comes after the hello as soon as it comes', async () => {
    await startFrame()
    await at.say(HELLO)
    await eventually(at.toFrame).toHaveLength(1)
    await at.pass(11)
    at.server.ended.add(at.server.reads[0] ?? '')
    await at.refresh(TAG)
    await eventually(async () => (await sessions()).map(({ token }) => token.slice(0, 7))).toEqual([
      'token-1',
      'token-2',
    ])
  })

  it.each([
    [{}, 'left'],
    [{ closable: '' }, 'taken'],
  ])('with %j has the way back %s', async (attributes, closing) => {
    await startFrame({ attributes })
    await at.say(HELLO)
    await eventually(async () => (await sessions())[0]?.closing).toBe(closing)
  })

  it('takes the attribute `closable` as it is when a session is given', async () => {
    await startFrame()
    await at.page.evaluate(() => host.at('keyturn-connect').setAttribute('closable', ''))
    await at.say(HELLO)
    await eventually(async () => (await sessions())[0]?.closing).toBe('taken')
    await at.page.evaluate(() => host.at('keyturn-connect').removeAttribute('closable'))
    await at.say(HELLO)
    await eventually(async () => (await sessions())[1]?.closing).toBe('left')
  })

  it('is as high as the frame says, except where the frame is not laid out', async () => {
    await startForm()
    const before = at.server.reads.length
    await at.say({ type: 'height', height: 0 })
    await at.say({ type: 'changed' })
    await eventually(() => at.server.reads.length).toBe(before + 1)
    expect(await ofFrame('height')).toBe('321')
    await at.say({ type: 'height', height: 99 })
    await eventually(() => ofFrame('height')).toBe('99')
  })

  it('reads the state at once when the frame says that it changed', async () => {
    await startForm()
    at.server.state = { state: 'validating' }
    await at.say({ type: 'changed' })
    await eventually(async () => (await at.heard('keyturn-state', TAG)).length).toBe(2)
  })

  it('follows a session that the frame says is over with the next one, once, whatever else is over', async () => {
    await startForm()
    const [first = ''] = at.server.reads
    at.server.ended.add(first)
    await at.say({ type: 'ended', id: first })
    await at.say({ type: 'ended', id: first })
    await eventually(async () => (await sessions()).map(({ token }) => token.slice(0, 7))).toEqual([
      'token-1',
      'token-2',
      'token-2',
      'token-2',
    ])
    expect(at.server.asked).toEqual(['page', 'page'])
  })

  it('says that it is over when no other session is to be had, and says nothing else', async () => {
    await startForm()
    at.server.isLoggedOut = true
    await at.say({ type: 'ended', id: at.server.reads[0] ?? '' })
    await eventually(types).toEqual(['session', 'over'])
    expect(await instead()).toBeNull()
  })

  it('tells once that the person goes back, and hears nothing of a frame after it was taken away', async () => {
    await startForm()
    await at.page.evaluate(() =>
      host.at('keyturn-connect').addEventListener('keyturn-closed', (event) => (event.target as Element).remove()),
    )
    const form = at.page.frames().find((each) => each.url().includes('/frame'))
    await form?.evaluate(() => {
      const closed = { keyturn: 1, type: 'closed' }
      frame.say(closed)
      frame.say(closed)
    })
    await eventually(() => at.page.locator(TAG).count()).toBe(0)
    await at.page.evaluate(() => postMessage('a message after those'))
    const heard = await at.heard('keyturn-closed', TAG)
    expect(heard).toEqual([
      {
        from: TAG,
        type: 'keyturn-closed',
        detail: null,
        flags: { bubbles: true, composed: true, cancelable: true },
      },
    ])
  })

  it('has a frame of its own each time it is put', async () => {
    await startForm()
    await at.page.evaluate(() => {
      const element = host.at('keyturn-connect')
      element.remove()
      document.body.append(element)
    })
    await at.refresh(TAG)
    const count = await at.page.evaluate(() => host.at('keyturn-connect').shadowRoot?.querySelectorAll('iframe').length)
    expect(count).toBe(1)
    expect(await ofFrame('height')).toBeNull()
    expect(await at.toFrame()).toEqual([])
    await at.say(HELLO)
    await eventually(types).toEqual(['session'])
  })

  describe('keeps the focus where the person is', () => {
    const withOpener = async () => {
      await at.page.evaluate(() => {
        document.body.innerHTML = '<button id="opener">Open</button><button id="other">Other</button>'
        document.querySelector<HTMLElement>('#opener')?.focus()
      })
    }
    const leave = () => at.page.evaluate(() => document.querySelector<HTMLElement>('#opener')?.blur())

    it('moves it into the frame when asked, and nowhere while there is no frame', async () => {
      await withOpener()
      await at.page.evaluate(() => host.elements.defineElements())
      await at.put(TAG, { by: null })
      await at.page.evaluate(() => host.at('keyturn-connect').focus())
      expect(await focused()).toBe('opener')
      await at.page.evaluate(() => void (host.at('keyturn-connect').fetchSession = host.fetchSession('page')))
      await at.refresh(TAG)
      await at.page.evaluate(() => host.at('keyturn-connect').focus())
      expect(await at.page.evaluate(() => document.activeElement?.localName)).toBe(TAG)
    })

    it.each([
      [{ closable: '' }, 'opener'],
      [{}, ''],
    ])('with %j a person who goes back is at %j', async (attributes, place) => {
      await withOpener()
      await startForm({ attributes })
      await leave()
      await at.say({ type: 'closed' })
      await eventually(async () => (await at.heard('keyturn-closed', TAG)).length).toBe(1)
      expect(await focused()).toBe(place)
    })

    it('returns it when it is taken away with the focus in it', async () => {
      await withOpener()
      await startForm()
      await at.page.evaluate(() => host.at('keyturn-connect').focus())
      await at.remove(TAG)
      expect(await focused()).toBe('opener')
    })

    it('leaves it alone where the person is somewhere else', async () => {
      await withOpener()
      await startForm()
      await at.page.evaluate(() => document.querySelector<HTMLElement>('#other')?.focus())
      await at.remove(TAG)
      expect(await focused()).toBe('other')
    })

    it('knows who opened it inside an open shadow, and forgets one that is gone', async () => {
      await at.page.evaluate(() => {
        const shadow = document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'open' })
        shadow.innerHTML = '<button>Open</button>'
        shadow.querySelector('button')?.focus()
      })
      await startForm({ attributes: { closable: '' } })
      const isOpener = () =>
        at.page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.localName === 'button')
      await at.page.evaluate(() => host.at('keyturn-connect').focus())
      expect(await isOpener()).toBe(false)
      await at.say({ type: 'closed' })
      await eventually(isOpener).toBe(true)
      await at.page.evaluate(() => document.querySelector('div')?.remove())
      await at.say({ type: 'closed' })
      await eventually(async () => (await at.heard('keyturn-closed', TAG)).length).toBe(2)
      expect(await at.page.evaluate(() => document.activeElement === document.body)).toBe(true)
    })
  })

  describe('tells its frame what the page around is painted in', () => {
    const schemes = async () =>
      (await at.toFrame()).flatMap((message) => (message.type === 'over' ? [] : [message.scheme]))
    const paint = (scheme: string) =>
      at.page.evaluate((value) => void (document.documentElement.style.colorScheme = value), scheme)

    it.each([
      ['', 'light', 'light'],
      ['', 'dark', 'light'],
      ['light', 'dark', 'light'],
      ['dark', 'light', 'dark'],
      ['only dark', 'light', 'dark'],
      ['light dark', 'light', 'light'],
      ['light dark', 'dark', 'dark'],
    ] as const)('a page with `color-scheme: %s` where the reader has %s is %s', async (scheme, reader, painted) => {
      await at.page.emulateMedia({ colorScheme: reader })
      await paint(scheme)
      await startFrame()
      await at.say(HELLO)
      await eventually(schemes).toEqual([painted])
      await at.page.emulateMedia({ colorScheme: 'light' })
    })

    it.each([
      ['dark', 'dark'],
      ['light dark', 'light'],
    ])('a page that says %j in its head alone is %s', async (content, painted) => {
      await at.page.evaluate((value) => {
        const meta = document.createElement('meta')
        Object.assign(meta, { name: 'color-scheme', content: value })
        document.head.append(meta)
      }, content)
      await startFrame()
      await at.say(HELLO)
      await eventually(schemes).toEqual([painted])
    })

    it('when the page is painted anew, and when the reader’s system is, once for each change', async () => {
      await startFrame()
      await paint('light')
      await at.say(HELLO)
      await eventually(schemes).toEqual(['light'])
      await paint('dark')
      await eventually(schemes).toEqual(['light', 'dark'])
      await at.page.evaluate(() => document.documentElement.setAttribute('class', 'something else'))
      await paint('light dark')
      await eventually(schemes).toEqual(['light', 'dark', 'light'])
      await at.page.emulateMedia({ colorScheme: 'dark' })
      await eventually(schemes).toEqual(['light', 'dark', 'light', 'dark'])
      await at.page.emulateMedia({ colorScheme: 'light' })
      await eventually(types).toEqual(['session', 'scheme', 'scheme', 'scheme', 'scheme'])
    })
  })
})
