import { expect, it, describe } from 'vitest'
import { describeInHost, eventually, TAGS } from './testing/host-pages.ts'
import type { AnyElement, Tag } from './testing/host-script.ts'

describeInHost('an element in a host’s page', (at) => {
  const define = () => at.page.evaluate(() => host.elements.defineElements())
  const reads = () => at.server.reads.length

  describe.each(TAGS)('<%s>', (tag) => {
    const states = () => at.heard('keyturn-state', tag)
    const isRead = async (times: number) => {
      await eventually(reads).toBe(times)
      await at.refresh(tag)
    }

    it('asks for one session when it appears and not before, and tells the state with all the API says', async () => {
      await define()
      await at.page.evaluate((name) => {
        const element = document.createElement(name)
        host.kept = Object.assign(element as AnyElement, { fetchSession: host.fetchSession('page') })
      }, tag)
      await at.put('keyturn-status', { by: 'another' })
      await eventually(reads).toBe(1)
      expect(at.server.asked).toEqual(['another'])
      await at.page.evaluate(() => document.body.append(host.kept ?? ''))
      await eventually(async () => (await states()).at(-1)?.detail).toMatchObject({
        state: 'connected',
        label: 'Connected',
        usable: true,
        account: { kind: 'company', name: 'Acme ApS' },
        credential: { id: 'cred_1' },
      })
      expect(at.server.asked).toEqual(['another', 'page'])
    })

    it('takes a function that its page set before the element was known', async () => {
      await at.put(tag, { by: 'early' })
      await define()
      await eventually(async () => (await states()).length).toBe(1)
      expect(at.server.asked).toEqual(['early'])
      // It is the class's own from then on: another function takes effect.
      await at.page.evaluate((name) => void (host.at(name).fetchSession = host.fetchSession('later')), tag)
      await eventually(() => at.server.asked).toEqual(['early', 'later'])
    })

    it('tells a state once for as long as it is the same, and each other one once, from inside any shadow', async () => {
      await define()
      await at.page.evaluate((name) => {
        const around = document.createElement('div')
        document.body.append(around)
        host.kept = host.put(name, { inside: around.attachShadow({ mode: 'open' }) })
      }, tag)
      const refresh = () => at.page.evaluate(() => host.kept?.refresh())
      await refresh()
      await refresh()
      at.server.state = { state: 'action_required' }
      await refresh()
      await refresh()
      const told = await at.page.evaluate(() => host.heard)
      expect(told.map(({ from, type, detail }) => [from, type, detail?.state])).toEqual([
        ['div', 'keyturn-state', 'connected'],
        ['div', 'keyturn-state', 'action_required'],
      ])
      expect(told.map(({ flags }) => flags)).toEqual(
        told.map(() => ({ bubbles: true, composed: true, cancelable: true })),
      )
    })

    it('is quiet once it is taken away, and begins anew where it is put again', async () => {
      await define()
      await at.put(tag)
      await isRead(1)
      const before = reads()
      await at.page.evaluate((name) => {
        const element = host.at(name)
        host.kept = element
        element.remove()
      }, tag)
      await at.look()
      await at.pass(300)
      expect(reads()).toBe(before)
      await at.page.evaluate(() => document.body.append(host.kept ?? ''))
      await eventually(async () => (await states()).length).toBe(2)
      expect(at.server.asked).toEqual(['page', 'page'])
      await at.refresh(tag)
    })

    it('leaves nothing behind that holds it when it is taken away', async () => {
      await define()
      await at.page.evaluate((name) => void (host.keptWeakly = new WeakRef(host.put(name))), tag)
      await eventually(async () => (await states()).length).toBe(1)
      await at.remove(tag)
      const isKept = async () => {
        await at.page.requestGC()
        return at.page.evaluate(() => host.keptWeakly?.deref() !== undefined)
      }
      await eventually(isKept).toBe(false)
    })

    it('shares one session with the others that have its function', async () => {
      await define()
      for (const other of TAGS) await at.put(other)
      for (const other of TAGS) await eventually(async () => (await at.heard('keyturn-state', other)).length).toBe(1)
      expect(at.server.asked).toEqual(['page'])
      await at.remove(tag)
      at.server.state = { state: 'disconnected' }
      const left = TAGS.find((other) => other !== tag) ?? tag
      await at.refresh(left)
      expect(await at.heard('keyturn-state', left)).toHaveLength(2)
      expect(await states()).toHaveLength(1)
    })
  })

  describe('of any kind', () => {
    const tag: Tag = 'keyturn-status'
    const states = () => at.heard('keyturn-state', tag)
    const isRead = async (times: number) => {
      await eventually(reads).toBe(times)
      await at.refresh(tag)
    }

    it('asks for no session, and tells nothing, before it is given a function', async () => {
      await define()
      await at.put(tag, { by: null })
      await at.refresh(tag)
      await at.look()
      expect(await at.page.evaluate((name) => host.at(name).fetchSession, tag)).toBeNull()
      await at.page.evaluate((name) => void (host.at(name).fetchSession = host.fetchSession('late')), tag)
      await eventually(reads).toBe(1)
      expect(at.server.asked).toEqual(['late'])
    })

    it('has its function as a property, not as an attribute', async () => {
      await define()
      await at.put(tag)
      const held = await at.page.evaluate((name) => {
        const element = host.at(name)
        return { isSame: element.fetchSession === host.fetchSession('page'), names: element.getAttributeNames() }
      }, tag)
      expect(held).toEqual({ isSame: true, names: [] })
    })

    it('goes on as it was when it is given the same function again', async () => {
      await define()
      await at.put(tag)
      await isRead(1)
      await at.page.evaluate((name) => void (host.at(name).fetchSession = host.fetchSession('page')), tag)
      await at.refresh(tag)
      expect(at.server.asked).toEqual(['page'])
      expect(await states()).toHaveLength(1)
    })

    it('begins anew with another function, and hears nothing of the one before', async () => {
      await define()
      await at.put(tag)
      await isRead(1)
      await at.page.evaluate((name) => void (host.at(name).fetchSession = host.fetchSession('other')), tag)
      await eventually(async () => (await states()).length).toBe(2)
      await at.refresh(tag)
      const [former, latter] = new Set(at.server.reads)
      expect(latter).not.toBe(former)
      at.server.reads.length = 0
      await at.look()
      await at.refresh(tag)
      await at.pass(31)
      await at.refresh(tag)
      expect(new Set(at.server.reads)).toEqual(new Set([latter]))
      expect(at.server.asked).toEqual(['page', 'other'])
    })

    it('reads nothing any more once its function is taken away', async () => {
      await define()
      await at.put(tag)
      await isRead(1)
      const before = reads()
      await at.page.evaluate((name) => void (host.at(name).fetchSession = null), tag)
      await at.look()
      await at.pass(300)
      await at.refresh(tag)
      expect(reads()).toBe(before)
    })

    it('tells of a key that was accepted: a first one, or a new one; never of the one that was there', async () => {
      await define()
      const told = async () => (await at.heard('keyturn-connected', tag)).map(({ detail }) => detail?.credential?.id)
      at.server.state = { state: 'not_connected' }
      await at.put(tag)
      await at.refresh(tag)
      for (const state of [
        { state: 'validating', credential: 'cred_1' },
        { state: 'connected', credential: 'cred_1' },
        { state: 'connected', credential: 'cred_1', company: 'Another name' },
        { state: 'action_required', credential: 'cred_1' },
        { state: 'connected', credential: 'cred_1' },
        { state: 'connected', credential: 'cred_2' },
        { state: 'connected', credential: null },
      ] as const) {
        at.server.state = state
        await at.refresh(tag)
      }
      expect(await told()).toEqual(['cred_2'])
      at.server.state = { state: 'connected', credential: 'cred_3' }
      await at.refresh(tag)
      expect(await told()).toEqual(['cred_2', 'cred_3'])
      const types = await at.page.evaluate(() => host.heard.slice(-2).map(({ type }) => type))
      expect(types).toEqual(['keyturn-state', 'keyturn-connected'])
    })

    it('tells of no key when it sees a connection for the first time', async () => {
      await define()
      await at.put(tag)
      await at.refresh(tag)
      expect(await states()).toHaveLength(1)
      expect(await at.heard('keyturn-connected', tag)).toEqual([])
    })

    it('tells of an error once for as long as it lasts, and again after it was over', async () => {
      await define()
      const errors = async () => (await at.heard('keyturn-error', tag)).map(({ detail }) => detail?.code)
      at.server.isLoggedOut = true
      await at.put(tag)
      for (let times = 0; times < 3; times += 1) await at.refresh(tag)
      expect(await errors()).toEqual(['no_session'])
      at.server.isLoggedOut = false
      await at.refresh(tag)
      at.server.status = 503
      for (let times = 0; times < 3; times += 1) await at.refresh(tag)
      expect(await errors()).toEqual(['no_session', 'unreachable'])
      at.server.status = null
      await at.refresh(tag)
      at.server.status = 500
      await at.refresh(tag)
      expect(await errors()).toEqual(['no_session', 'unreachable', 'unreachable'])
      const causes = await at.page.evaluate(() =>
        host.heard
          .map(({ detail }) => detail?.cause)
          .flatMap((cause) => (cause instanceof Error ? [cause.message] : [])),
      )
      expect(causes).toEqual(['POST session: 401', 'GET state: 503', 'GET state: 500'])
    })

    it('asks for another session when one has ended, once, and not over and over when each one ends', async () => {
      await define()
      await at.put(tag)
      await isRead(1)
      await at.pass(11)
      at.server.ended.add(at.server.reads.at(-1) ?? '')
      await at.refresh(tag)
      expect(at.server.asked).toEqual(['page', 'page'])
      expect(await states()).toHaveLength(1)
      for (let times = 0; times < 5; times += 1) {
        for (const id of at.server.reads) at.server.ended.add(id)
        await at.refresh(tag)
      }
      expect(at.server.asked).toEqual(['page', 'page'])
      const errors = (await at.heard('keyturn-error', tag)).filter(({ detail }) => detail?.code === 'unreachable')
      expect(errors).toHaveLength(1)
    })
  })
})
