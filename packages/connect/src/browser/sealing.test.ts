import { expect, it } from 'vitest'
import type { SealFacts } from '../facts.ts'
import { describeInBrowser, field, KEY, paste, seen } from '../testing/browser-pages.ts'

/** The point of RFC 9180 appendix A.3.1: whoever has its private half may open what is sealed here. */
const POINT = 'BP6MGc4JBRkevCmKkkV5JTHybwzs4kYGOei8Oct_cGqCanebTPlpuKDlOcf2L7PTCtaqj4DjDx0Siq_WiiznLqA'

const seal = (changes: Partial<SealFacts> = {}): SealFacts => ({
  keyId: 'k-1',
  publicKey: POINT,
  session: 'cs_gallery',
  turn: 3,
  required: false,
  ...changes,
})

describeInBrowser('a page that seals', (at) => {
  const connectButton = () => at.page.locator('#key-form [type=submit]')
  const sent = (index: number): URLSearchParams => new URLSearchParams(at.server.posted[index]?.body)

  it('[X22] sends the key sealed for this turn, and nothing of it in the open', async () => {
    at.server.show({ seal: seal() })
    await at.open()
    await paste(at.page, KEY)
    await connectButton().click()
    await expect.poll(() => at.server.posted.length).toBe(1)
    expect([...sent(0).keys()]).toEqual(['sealed', 'sealKey', 'turn'])
    expect(sent(0).get('sealKey')).toBe('k-1')
    expect(sent(0).get('turn')).toBe('3')
    // 65 bytes of encapsulated secret, the key, 16 of tag.
    expect(Buffer.from(sent(0).get('sealed') ?? '', 'base64url')).toHaveLength(65 + KEY.length + 16)
    expect(at.server.posted[0]?.body).not.toContain('not-a-real')
  })

  it('[X22] sends nothing at all where it cannot seal to what it was given', async () => {
    at.server.show({ seal: seal({ publicKey: 'AAAA' }) })
    await at.open()
    await paste(at.page, KEY)
    await connectButton().click()
    await seen(at.page, 'That did not go through')
    expect(at.server.posted).toEqual([])
    expect(await field(at.page).inputValue()).toBe(KEY)
  })

  it('sends the plain form where the browser has nothing to seal with', async () => {
    at.server.show({ seal: seal() })
    await at.open({ insecure: true })
    await paste(at.page, KEY)
    await connectButton().click()
    await expect.poll(() => at.server.posted.length).toBe(1)
    expect(sent(0).get('key')).toBe(KEY)
  })

  it('where keys must be sealed, works as ever once the script is there', async () => {
    at.server.show({ seal: seal({ required: true }) })
    await at.open()
    await paste(at.page, KEY)
    expect(await connectButton().isEnabled()).toBe(true)
    await connectButton().click()
    await expect.poll(() => at.server.posted.length).toBe(1)
    expect(sent(0).has('sealed')).toBe(true)
    expect(await at.page.getByText('This page needs JavaScript').isVisible()).toBe(false)
  })

  it('where keys must be sealed, says without JavaScript what it needs, and can send nothing', async () => {
    at.server.show({ seal: seal({ required: true }) })
    await at.open({ javaScriptEnabled: false })
    const notice = at.page.locator('noscript h2')
    expect(await notice.isVisible()).toBe(true)
    expect(await notice.textContent()).toBe('This page needs JavaScript')
    await field(at.page).fill(KEY)
    expect(await connectButton().isDisabled()).toBe(true)
    await field(at.page).press('Enter')
    expect(await field(at.page).getAttribute('name')).toBeNull()
    expect(at.server.posted).toEqual([])
  })

  it('where keys must be sealed, says at an address that is not secure how to go on, once', async () => {
    at.server.show({ seal: seal({ required: true }) })
    await at.open({ insecure: true })
    await seen(at.page, 'Your key cannot be protected on this page')
    at.server.show({ note: 'changed_meanwhile' })
    await expect.poll(() => at.server.reads).toBe(2)
    expect(await at.page.locator('#insecure').count()).toBe(1)
    expect(await connectButton().isDisabled()).toBe(true)
    await field(at.page).fill(KEY)
    await field(at.page).press('Enter')
    expect(at.server.posted).toEqual([])
  })
})
