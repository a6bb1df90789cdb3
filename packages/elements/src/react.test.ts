import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { beforeEach, describe, expect, it } from 'vitest'
import { KeyturnStatus } from './react.ts'
import { describeInHost, eventually, TAGS } from './testing/host-pages.ts'

const STATUS = 'keyturn-status'
const noSession = () => Promise.reject(new Error('There is no session here.'))

describeInHost(
  'drawn by React',
  (at) => {
    beforeEach(async () => {
      await at.page.addScriptTag({ type: 'module', url: '/react-host.js' })
    })
    const noted = () => at.page.evaluate(() => stage.noted)
    const attributes = (tag: string) =>
      at.page.evaluate((name) => {
        const { attributes: all = [] } = document.querySelector(name) ?? {}
        return Object.fromEntries(Array.from(all, ({ name: own, value }) => [own, value]))
      }, tag)
    const draw = () =>
      at.page.evaluate(() => {
        const { react, keyturn } = stage
        stage.draw(react.createElement(keyturn.KeyturnStatus, { fetchSession: host.fetchSession('page') }))
      })

    it.each([
      ['KeyturnConnect', 'keyturn-connect', { closable: true }, { closable: '' }],
      ['KeyturnStatus', 'keyturn-status', { href: '/pleo' }, { href: '/pleo' }],
      ['KeyturnBanner', 'keyturn-banner', { href: '/pleo' }, { href: '/pleo' }],
    ] as const)(
      '<%s> is <%s> with its attributes, and what stands in its slot',
      async (component, tag, props, bears) => {
        await at.page.evaluate(
          ([name, own]) => {
            stage.draw(stage.of(name, { className: 'of-the-host', id: 'theirs', ...own }, 'One moment'))
          },
          [component, props] as const,
        )
        expect(await attributes(tag)).toEqual({ class: 'of-the-host', id: 'theirs', ...bears })
        expect(await at.page.evaluate((name) => document.querySelector(name)?.textContent, tag)).toBe('One moment')
        await eventually(async () => (await at.heard('keyturn-state', tag)).length).toBe(1)
        expect(at.server.asked).toEqual(['page'])
        await at.page.evaluate((name) => stage.draw(stage.of(name, { id: 'theirs' })), component)
        expect(await attributes(tag)).toEqual({ id: 'theirs' })
      },
    )

    it('hears each event by its handler, and by the one that is there now', async () => {
      await at.page.evaluate(() => {
        const { react, keyturn } = stage
        for (const turn of ['first', 'second']) {
          const note = (handler: string) => () => stage.noted.push(`${turn} ${handler}`)
          const handlers = {
            onState: note('onState'),
            onConnected: note('onConnected'),
            onOpen: note('onOpen'),
            onClosed: note('onClosed'),
            onError: note('onError'),
          }
          stage.draw(
            react.createElement(keyturn.KeyturnConnect, {
              fetchSession: () => Promise.reject(new Error()),
              ...handlers,
            }),
          )
          for (const name of ['state', 'connected', 'open', 'closed']) {
            document.querySelector('keyturn-connect')?.dispatchEvent(new CustomEvent(`keyturn-${name}`))
          }
        }
      })
      await eventually(noted).toEqual([
        ...['onState', 'onConnected', 'onOpen', 'onClosed'].map((handler) => `first ${handler}`),
        ...['onState', 'onConnected', 'onOpen', 'onClosed'].map((handler) => `second ${handler}`),
        'second onError',
      ])
      expect(await attributes('keyturn-connect')).toEqual({})
    })

    it('goes on with the function it appeared with, until it has another `key`', async () => {
      await at.page.evaluate(() => {
        const { react, keyturn } = stage
        for (const key of ['one', 'one', 'two']) {
          const fetchSession = host.fetchSession(`session ${stage.noted.push(key)}`)
          stage.draw(react.createElement(keyturn.KeyturnStatus, { key, fetchSession }))
        }
      })
      await eventually(() => at.server.asked).toContain('session%203')
      await at.refresh(STATUS)
      expect(at.server.asked).toEqual(['session%201', 'session%203'])
    })

    it('hands its element to any kind of `ref`, and takes it back', async () => {
      await at.page.evaluate(() => {
        const { react, keyturn, noted: notes } = stage
        const fetchSession = host.fetchSession('page')
        const held = react.createRef<InstanceType<typeof host.elements.KeyturnStatus>>()
        const plain = (element: Element | null) => void notes.push(['plain', element?.localName ?? null])
        const cleaned = (element: Element | null) => {
          notes.push(['cleaned', element?.localName ?? null])
          return () => void notes.push(['cleaned', 'up'])
        }
        for (const ref of [held, plain, cleaned]) {
          stage.draw(react.createElement(keyturn.KeyturnStatus, { fetchSession, ref }))
          if (ref === held) notes.push(['held', held.current?.localName ?? null])
          stage.draw(null)
          if (ref === held) notes.push(['held', held.current])
        }
      })
      expect(await noted()).toEqual([
        ['held', STATUS],
        ['held', null],
        ['plain', STATUS],
        ['plain', null],
        ['cleaned', STATUS],
        ['cleaned', 'up'],
      ])
    })

    it('reads nothing any more once it is no longer drawn', async () => {
      await draw()
      await eventually(async () => (await at.heard('keyturn-state', STATUS)).length).toBe(1)
      await at.page.evaluate(() => stage.draw(null))
      await at.look()
      await at.pass(300)
      expect(at.server.reads).toHaveLength(1)
    })

    it('is what a server drew, taken over as it stands', async () => {
      const html = renderToString(
        createElement(KeyturnStatus, { fetchSession: noSession, href: '/pleo' }, 'One moment'),
      )
      await at.page.evaluate((drawn) => {
        const { react, keyturn } = stage
        const props = { fetchSession: host.fetchSession('page'), href: '/pleo' }
        stage.hydrate(drawn, react.createElement(keyturn.KeyturnStatus, props, 'One moment'))
      }, html)
      await eventually(async () => (await at.heard('keyturn-state', STATUS)).length).toBe(1)
      expect(at.server.asked).toEqual(['page'])
    })

    describe('`useConnection`', () => {
      const drawHook = (options: { readonly strict?: true; readonly beside?: true } = {}) =>
        at.page.evaluate(({ strict, beside }) => {
          const { react, keyturn } = stage
          const fetchSession = host.fetchSession('page')
          const Shown = () => {
            const seen = keyturn.useConnection(fetchSession)
            stage.seen = seen
            stage.noted.push([seen.connection?.state ?? null, seen.isLost, seen.error?.code ?? null])
            return null
          }
          const hook = react.createElement(Shown)
          const element = react.createElement(keyturn.KeyturnStatus, { fetchSession })
          const all = react.createElement(react.Fragment, {}, hook, beside === true ? element : null)
          stage.draw(strict === true ? react.createElement(react.StrictMode, {}, all) : all)
        }, options)
      const refresh = () => at.page.evaluate(() => stage.seen?.refresh())

      it('knows nothing, then the state, and is drawn anew only where something is different', async () => {
        await drawHook()
        await refresh()
        await refresh()
        at.server.state = { state: 'action_required' }
        await refresh()
        expect(await noted()).toEqual([
          [null, false, null],
          ['connected', false, null],
          ['action_required', false, null],
        ])
      })

      it('says what went wrong, and when nobody knows whether it is still so', async () => {
        await drawHook()
        await refresh()
        at.server.status = 503
        await refresh()
        expect((await noted()).at(-1)).toEqual(['connected', false, 'unreachable'])
        await refresh()
        expect((await noted()).at(-1)).toEqual(['connected', true, 'unreachable'])
        at.server.status = null
        await refresh()
        expect((await noted()).at(-1)).toEqual(['connected', false, null])
      })

      it('gives one function to refresh for as long as it is there', async () => {
        await drawHook()
        await refresh()
        const isSame = await at.page.evaluate(async () => {
          const before = stage.seen?.refresh
          await before?.()
          return before !== undefined && before === stage.seen?.refresh
        })
        expect(isSame).toBe(true)
      })

      it('reads nothing any more once nobody uses it', async () => {
        await drawHook()
        await refresh()
        const before = at.server.reads.length
        await at.page.evaluate(() => stage.draw(null))
        await at.look()
        await at.pass(300)
        expect(at.server.reads).toHaveLength(before)
      })

      it.each([{}, { strict: true }] as const)(
        'shares one session with an element of its function, with %j',
        async (mode) => {
          await drawHook({ beside: true, ...mode })
          await eventually(async () => (await at.heard('keyturn-state', STATUS)).length).toBe(1)
          await refresh()
          await at.refresh(STATUS)
          expect(at.server.asked).toEqual(['page'])
          expect((await noted()).at(-1)).toEqual(['connected', false, null])
          await at.page.evaluate(() => stage.draw(null))
          const before = at.server.reads.length
          await at.look()
          await at.pass(300)
          expect(at.server.reads).toHaveLength(before)
        },
      )
    })

    it('asks once and tells once where React mounts everything twice', async () => {
      await at.page.evaluate(() => {
        const onState = () => stage.noted.push('state')
        const all = (['KeyturnBanner', 'KeyturnConnect', 'KeyturnStatus'] as const).map((name) =>
          stage.of(name, { key: name, onState }),
        )
        stage.draw(stage.react.createElement(stage.react.StrictMode, {}, ...all))
      })
      for (const tag of TAGS) await eventually(async () => (await at.heard('keyturn-state', tag)).length).toBe(1)
      expect(await noted()).toEqual(['state', 'state', 'state'])
      expect(at.server.asked).toEqual(['page'])
    })
  },
  ['react-host'],
)
