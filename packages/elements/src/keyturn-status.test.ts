import { describe, expect, it } from 'vitest'
import { describeInHost, eventually, TAGS } from './testing/host-pages.ts'
import type { WireState } from './testing/wire.ts'

const STATUS = 'keyturn-status'
const BANNER = 'keyturn-banner'

describeInHost('<keyturn-status>', (at) => {
  const start = async (state: WireState, options: Parameters<typeof at.put>[1] = {}) => {
    at.server.state = state
    await at.page.evaluate(() => host.elements.defineElements())
    await at.put(STATUS, options)
    await at.refresh(STATUS)
  }
  const becomes = async (state: WireState) => {
    at.server.state = state
    await at.refresh(STATUS)
  }
  /** Each part in its own line, those that are shown. */
  const shown = async () =>
    (await at.text(STATUS)).split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
  const badge = () =>
    at.page.evaluate(() => {
      const { tone, icon } =
        host.at('keyturn-status').shadowRoot?.querySelector<HTMLElement>('[role=status]')?.dataset ?? {}
      return `${tone} ${icon}`
    })
  const link = () =>
    at.page.evaluate(() => host.at('keyturn-status').shadowRoot?.querySelector('a')?.getAttribute('href'))
  /** Two readings bring nothing. */
  const loses = async () => {
    at.server.status = 503
    await at.refresh(STATUS)
    await at.refresh(STATUS)
  }

  it('shows what stands in it until the state is known, and then the state alone', async () => {
    at.server.status = 503
    await start({}, { slotted: 'One moment' })
    at.server.status = null
    expect(await at.text(STATUS)).not.toContain('Connected')
    await at.refresh(STATUS)
    expect(await shown()).toEqual(['Connected', 'Acme ApS', 'Checked 20 seconds ago', 'Manage'])
  })

  it.each<[WireState, string, string[]]>([
    [{ state: 'connected' }, 'ok done', ['Connected', 'Acme ApS', 'Checked 20 seconds ago', 'Manage']],
    [
      { state: 'not_connected', company: null },
      'quiet dashes',
      ['Not connected yet', 'No Pleo company yet', 'Connect'],
    ],
    [{ state: 'failed', company: null, locale: 'da' }, 'quiet cross', ['Forbindelsen lykkedes ikke', 'Prøv igen']],
  ])('of %j shows %s and %j', async (state, look, lines) => {
    await start(state)
    expect(await badge()).toBe(look)
    expect(await shown()).toEqual(lines)
  })

  it('says why while a person must act, and stops saying so when it works again', async () => {
    await start({ state: 'action_required' })
    expect(await badge()).toBe('warn warning')
    expect(await shown()).toContain('Replace API Key')
    const why = (await shown()).find((line) => line.startsWith('Pleo'))
    expect(why).toBeDefined()
    await becomes({ state: 'connected' })
    expect(await shown()).toEqual(['Connected', 'Acme ApS', 'Checked 20 seconds ago', 'Manage'])
  })

  it('takes the language and the direction of its words from Keyturn', async () => {
    await start({ locale: 'de' })
    const { lang, dir } = await at.page.evaluate(() => {
      const body = host.at('keyturn-status').shadowRoot?.querySelector('div')
      return { lang: body?.lang, dir: body?.dir }
    })
    expect([lang, dir]).toEqual(['de', 'ltr'])
    expect(await shown()).toContain('Verbunden')
  })

  it('counts what has passed on Keyturn’s clock, and goes on without another reading', async () => {
    await start({ aheadMs: 3_600_000, checkedAgoMs: -3_595_000 })
    expect(await shown()).toContain('Checked 5 seconds ago')
    const reads = at.server.reads.length
    await at.pass(5)
    expect(await shown()).toContain('Checked 10 seconds ago')
    expect(at.server.reads.length).toBe(reads)
  })

  it('is written anew only where it reads differently, so that nothing is said twice', async () => {
    await start({ state: 'connected' })
    await at.page.evaluate(() => {
      host.written = []
      const watcher = new MutationObserver((records) =>
        host.written?.push(
          ...records.flatMap(({ type, target }) => (type === 'childList' ? [(target as Element).localName] : [])),
        ),
      )
      watcher.observe(host.at('keyturn-status').shadowRoot ?? document, { childList: true, subtree: true })
    })
    await at.refresh(STATUS)
    await becomes({ state: 'connected', credential: 'cred_2' })
    expect(await at.page.evaluate(() => host.written)).toEqual([])
  })

  it('says that it is not known, as of when it was, and offers nothing, where it cannot be read', async () => {
    await start({ state: 'connected' })
    await loses()
    expect(await badge()).toBe('quiet clock')
    expect(await shown()).toEqual([
      expect.stringMatching(/^Not known since \d\d:\d\d$/),
      'Acme ApS',
      expect.stringMatching(/This page cannot reach Acme Books\. Shown as of 11:56\./),
    ])
    at.server.status = null
    await at.refresh(STATUS)
    expect(await badge()).toBe('ok done')
    expect(await shown()).toContain('Manage')
  })

  it('keeps the way to what must be done while nobody can say how things are', async () => {
    await start({ state: 'action_required' })
    await loses()
    expect(await badge()).toBe('quiet clock')
    expect(await shown()).toContain('Replace API Key')
  })

  it('without a session says in its page’s language that nothing is known, until it is', async () => {
    at.server.isLoggedOut = true
    await at.page.evaluate(() => void (document.documentElement.lang = 'sv'))
    await start({}, { slotted: 'One moment' })
    await eventually(shown).toEqual(['Okänt för tillfället'])
    expect(await badge()).toBe('quiet clock')
    expect(await at.page.evaluate(() => host.at('keyturn-status').shadowRoot?.querySelector('div')?.lang)).toBe('sv')
    at.server.isLoggedOut = false
    await at.refresh(STATUS)
    expect(await shown()).toEqual(['Connected', 'Acme ApS', 'Checked 20 seconds ago', 'Manage'])
  })

  it('does not say that nothing is known when the state came before those words', async () => {
    at.server.isLoggedOut = true
    await at.page.route('**/phrase-table.js', async (route) => {
      await eventually(async () => (await at.heard('keyturn-state', STATUS)).length).toBe(1)
      await route.continue()
    })
    await start({})
    at.server.isLoggedOut = false
    await at.refresh(STATUS)
    await at.page.evaluate("import('/phrase-table.js')")
    expect(await shown()).toContain('Connected')
    await at.page.unrouteAll()
  })

  it('is drawn as it was where it is put again', async () => {
    await start({})
    await at.page.evaluate(() => document.body.append(host.at('keyturn-status')))
    await at.refresh(STATUS)
    expect(await shown()).toEqual(['Connected', 'Acme ApS', 'Checked 20 seconds ago', 'Manage'])
  })

  it('leads to where its page says, as it says it now, else to the page of its own', async () => {
    await start({})
    const own = `${at.server.keyturn}/connect/${at.server.reads[0]}#once`
    expect(await link()).toBe(own)
    const says = (href: string | null) =>
      at.page.evaluate((value) => {
        const element = host.at('keyturn-status')
        if (value === null) element.removeAttribute('href')
        else element.setAttribute('href', value)
      }, href)
    await says('/pleo')
    expect(await link()).toBe('/pleo')
    await says('/settings')
    expect(await link()).toBe('/settings')
    await says(null)
    expect(await link()).toBe(own)
  })

  it('bears an `href` before it shows anything', async () => {
    await at.page.evaluate(() => host.elements.defineElements())
    await at.put(STATUS, { by: null, attributes: { href: '/pleo' } })
    await at.page.evaluate(() => host.at('keyturn-status').setAttribute('href', '/settings'))
    expect(await at.text(STATUS)).toBe('')
  })

  describe.each([STATUS, BANNER] as const)('the action of <%s>', (tag) => {
    const follow = async (isPrevented: boolean) => {
      at.server.state = { state: 'action_required' }
      await at.page.evaluate(
        ([name, prevents]) => {
          host.elements.defineElements()
          const element = host.put(name, { attributes: { href: '#pleo' } })
          if (prevents) element.addEventListener('keyturn-open', (event) => event.preventDefault())
        },
        [tag, isPrevented] as const,
      )
      await at.refresh(tag)
      await at.page.locator(tag).getByRole('link').click()
      return at.page.evaluate(() => location.hash)
    }

    it('is told to the page, and followed', async () => {
      expect(await follow(false)).toBe('#pleo')
      expect(await at.heard('keyturn-open', tag)).toEqual([
        {
          from: tag,
          type: 'keyturn-open',
          detail: null,
          flags: { bubbles: true, composed: true, cancelable: true },
        },
      ])
    })

    it('is not followed where the page opens the form itself', async () => {
      expect(await follow(true)).toBe('')
      expect(await at.heard('keyturn-open', tag)).toHaveLength(1)
    })
  })
})

describeInHost('<keyturn-banner>', (at) => {
  const start = async (state: WireState) => {
    at.server.state = state
    await at.page.evaluate(() => host.elements.defineElements())
    await at.put(BANNER)
    await at.refresh(BANNER)
  }
  const becomes = async (state: WireState) => {
    at.server.state = state
    await at.refresh(BANNER)
  }
  const heading = async () => {
    const headings = at.page.locator(BANNER).getByRole('heading')
    return (await headings.count()) === 0 ? null : headings.innerText()
  }

  it.each<WireState>([
    { state: 'connected' },
    { state: 'not_connected' },
    { state: 'validating' },
    { state: 'failed' },
    { state: 'disconnected' },
  ])('is nothing at all of %j', async (state) => {
    await start(state)
    expect(await at.text(BANNER)).toBe('')
    expect((await at.page.locator(BANNER).boundingBox())?.height).toBe(0)
  })

  it('warns while a person must act, in the words of Keyturn, and can be folded', async () => {
    await start({ state: 'action_required' })
    const warning = await heading()
    expect(warning).not.toBeNull()
    const summary = at.page.locator(`${BANNER} summary`)
    expect(await summary.innerText()).toContain('Show less')
    expect(await at.page.locator(BANNER).getByRole('link').innerText()).toBe('Replace API Key')
    await summary.click()
    expect(await summary.innerText()).toContain('Show what to do')
    expect(await at.page.locator(BANNER).getByRole('link').count()).toBe(0)
    // What was folded stays folded, and the warning there.
    await at.refresh(BANNER)
    expect(await heading()).toBe(warning)
    expect(await at.page.locator(BANNER).getByRole('link').count()).toBe(0)
  })

  it('goes on warning while a new key is checked, and while nobody can say how things are', async () => {
    await start({ state: 'action_required' })
    const warning = await heading()
    await becomes({ state: 'validating' })
    expect(await heading()).toBe(warning)
    at.server.status = 503
    await at.refresh(BANNER)
    await at.refresh(BANNER)
    expect(await heading()).toBe(warning)
  })

  it('says that the connection works again where it had warned, and nowhere else', async () => {
    await start({ state: 'action_required' })
    const warning = await heading()
    await becomes({ state: 'connected' })
    expect(await heading()).not.toBe(warning)
    expect(await heading()).not.toBeNull()
    expect(await at.page.locator(BANNER).getByRole('link').count()).toBe(0)
    await becomes({ state: 'disconnected' })
    expect(await heading()).toBeNull()
  })

  it('begins anew where it is put again: what it warned of before is over', async () => {
    await start({ state: 'action_required' })
    at.server.state = { state: 'connected' }
    await at.page.evaluate(() => {
      const element = host.at('keyturn-banner')
      element.remove()
      document.body.append(element)
    })
    await at.refresh(BANNER)
    expect(await heading()).toBeNull()
    await becomes({ state: 'action_required' })
    expect(await heading()).not.toBeNull()
  })

  it('speaks politely in the language of its session', async () => {
    await start({ state: 'action_required', locale: 'de' })
    const region = await at.page.evaluate(() => {
      const { lang, dir, ariaLive } = host.at('keyturn-banner').shadowRoot?.querySelector('div') ?? {}
      return { lang, dir, ariaLive }
    })
    expect(region).toEqual({ lang: 'de', dir: 'ltr', ariaLive: 'polite' })
  })
})

describeInHost(
  'the names of the elements',
  (at) => {
    const classOf = (tag: string) => at.page.evaluate((name) => customElements.get(name)?.name, tag)

    it('are taken once, however often a script takes them, and by however many', async () => {
      await at.page.evaluate(() => host.elements.defineElements())
      await at.put(STATUS)
      await at.page.evaluate(() => host.elements.defineElements())
      await at.page.addScriptTag({ type: 'module', url: '/define.js' })
      await at.refresh(STATUS)
      expect(await at.heard('keyturn-state', STATUS)).toHaveLength(1)
      expect(await at.page.evaluate(() => customElements.get('keyturn-status') === host.elements.KeyturnStatus)).toBe(
        true,
      )
    })

    it('are left to whoever took them before, and the others are known all the same', async () => {
      await at.page.evaluate(() => {
        customElements.define('keyturn-connect', class TheirOwn extends HTMLElement {})
        host.elements.defineElements()
      })
      expect(await Promise.all(TAGS.map(classOf))).toEqual(['TheirOwn', 'KeyturnStatus', 'KeyturnBanner'])
    })

    it('are known by the script `define` alone', async () => {
      expect(await Promise.all(TAGS.map(classOf))).toEqual([undefined, undefined, undefined])
      await at.page.addScriptTag({ type: 'module', url: '/define.js' })
      expect(await Promise.all(TAGS.map(classOf))).toEqual(['KeyturnConnect', 'KeyturnStatus', 'KeyturnBanner'])
    })
  },
  ['../define'],
)
