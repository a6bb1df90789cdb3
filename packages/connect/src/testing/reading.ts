import type { CDPSession, Page } from '@playwright/test'

/** What Chromium hands to a screen reader; the part of the protocol's `AXNode` that is read here. */
interface AxNode {
  readonly nodeId: string
  readonly ignored: boolean
  readonly role?: { readonly value?: unknown }
  readonly name?: { readonly value?: unknown }
  readonly description?: { readonly value?: unknown }
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value?: unknown } }[]
  readonly childIds?: readonly string[]
}

/** How each role is called out; what is not named here is silent and only its content is read. */
const CALLED: Readonly<Record<string, string>> = {
  banner: 'banner',
  main: 'main',
  contentinfo: 'foot of the page',
  region: 'region',
  heading: 'heading',
  link: 'link',
  button: 'button',
  textbox: 'field',
  DisclosureTriangle: 'fold',
  list: 'list',
  status: 'status',
}
/** Read as one line with all that is in them. */
const LINES: ReadonlySet<string> = new Set([
  'heading',
  'link',
  'button',
  'textbox',
  'DisclosureTriangle',
  'paragraph',
  'term',
  'definition',
  'LabelText',
])

const text = (value: unknown): string => (typeof value === 'string' ? value.replaceAll(/\s+/g, ' ').trim() : '')
const roleOf = ({ role }: AxNode): string => text(role?.value)

/** States that are called out after the name. */
function statesOf({ properties = [] }: AxNode): readonly string[] {
  const has = new Map(properties.map(({ name, value }) => [name, value.value]))
  return [
    ...(has.has('level') ? [`level ${String(has.get('level'))}`] : []),
    ...(has.has('expanded') ? [has.get('expanded') === true ? 'open' : 'closed'] : []),
    ...(has.get('invalid') === 'true' ? ['something is wrong with it'] : []),
    ...(has.get('disabled') === true ? ['not available'] : []),
  ]
}

/** `heading level 1: Is this your company?`, `field: API key (secret), something is wrong with it. Paste the …` */
function calledOut(node: AxNode): string {
  const [level = '', ...states] = statesOf(node).toSorted((one) => (one.startsWith('level') ? -1 : 0))
  const isLevel = level.startsWith('level')
  const role = `${CALLED[roleOf(node)] ?? roleOf(node)}${isLevel ? ` ${level}` : ''}`
  const name = [text(node.name?.value), ...(isLevel || level === '' ? states : [level, ...states])]
  const description = text(node.description?.value)
  const said = name.filter((part) => part !== '').join(', ')
  return `${role}${said === '' ? '' : `: ${said}`}${description === '' ? '' : `. ${description}`}`
}

const devtoolsOf = (page: Page): Promise<CDPSession> => page.context().newCDPSession(page)

/** The whole page as a screen reader reads it from the top, line by line, from the browser's accessibility tree. */
export async function readAloud(page: Page): Promise<readonly string[]> {
  const devtools = await devtoolsOf(page)
  const { nodes }: { readonly nodes: readonly AxNode[] } = await devtools.send('Accessibility.getFullAXTree')
  await devtools.detach()
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const childrenOf = ({ childIds = [] }: AxNode): readonly AxNode[] => childIds.flatMap((id) => byId.get(id) ?? [])
  const lines: string[] = []
  let loose = ''

  const wordsIn = (node: AxNode): string => {
    if (roleOf(node) === 'InlineTextBox') return ''
    if (!node.ignored && roleOf(node) === 'StaticText') return text(node.name?.value)
    const inside = childrenOf(node)
      .map(wordsIn)
      .filter((words) => words !== '')
      .join(' ')
    return !node.ignored && (roleOf(node) === 'link' || roleOf(node) === 'button') ? `[${calledOut(node)}]` : inside
  }
  const put = (line: string): void => {
    if (loose !== '') lines.push(tidy(loose))
    loose = ''
    if (line !== '') lines.push(tidy(line))
  }
  const visit = (node: AxNode): void => {
    const role = node.ignored ? '' : roleOf(node)
    if (role === 'StaticText') {
      loose = `${loose} ${text(node.name?.value)}`
    } else if (role in CALLED && !LINES.has(role)) {
      const items = childrenOf(node).length
      put(role === 'list' ? `list of ${items}` : calledOut(node))
      for (const child of childrenOf(node)) visit(child)
      put('')
    } else if (LINES.has(role)) {
      put(role in CALLED ? calledOut(node) : wordsIn(node))
    } else {
      for (const child of childrenOf(node)) visit(child)
      if (role === 'listitem') put('')
    }
  }
  const [root] = nodes
  if (root !== undefined) visit(root)
  put('')
  return lines
}

const tidy = (line: string): string =>
  line
    .trim()
    .replaceAll(/ ([.,:;?!])/g, '$1')
    .replaceAll(/\s+/g, ' ')

/** What has the focus, as a screen reader calls it out. */
export async function focused(page: Page): Promise<string> {
  const devtools = await devtoolsOf(page)
  const { result } = await devtools.send('Runtime.evaluate', { expression: 'document.activeElement' })
  const { objectId = '' } = result
  const { nodes }: { readonly nodes: readonly AxNode[] } = await devtools.send('Accessibility.getPartialAXTree', {
    objectId,
    fetchRelatives: false,
  })
  await devtools.detach()
  const [node] = nodes
  return node === undefined || roleOf(node) === 'RootWebArea' ? 'the page' : calledOut(node)
}

/** Before a page is opened: from then on it notes what its live regions say. */
export const listen = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const heard: string[] = []
    Object.assign(globalThis, { heard })
    const note = ({ target }: MutationRecord): void => {
      const element = target instanceof Element ? target : target.parentElement
      const region = element?.closest('[role=status], [role=alert], [aria-live]')
      const words = region instanceof HTMLElement ? region.innerText.replaceAll(/\s+/g, ' ').trim() : ''
      if (words !== '' && heard.at(-1) !== words) heard.push(words)
    }
    new MutationObserver((changes) => {
      for (const change of changes) note(change)
    }).observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ['hidden'] })
  })

/** Everything that live regions have said since the page was opened. */
export const heardOf = (page: Page): Promise<readonly string[]> => page.evaluate('heard')
