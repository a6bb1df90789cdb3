/** What a hostile page knows: everything but the token of the session, and what the customer typed. */
export interface At {
  /** The frame of the customer's session, its page, and Keyturn. */
  readonly frame: string
  readonly page: string
  readonly keyturn: string
  readonly id: string
  /** The origin that may embed it, and one that may not. */
  readonly allowed: string
  readonly evil: string
  /** A session that the hostile page may embed. */
  readonly own: { readonly id: string; readonly token: string; readonly frame: string }
  /** A link of another session, which the hostile page got hold of. */
  readonly link: string
  /** Sessions that no page may embed, or nobody any more. */
  readonly others: Readonly<Record<'closed' | 'ended' | 'unknown', string>>
}

interface Tools {
  /** Everything the page came to know. */
  readonly loot: string[]
  /** Reads, if it can. */
  readonly take: (read: () => unknown) => Promise<void>
  /** Puts an element into the page. @returns it, once something was loaded or refused */
  readonly put: (tag: string, attributes?: Readonly<Record<string, string>>) => Promise<HTMLElement>
  readonly frame: (src: string, attributes?: Readonly<Record<string, string>>) => Promise<HTMLIFrameElement>
  /** A document that frames something and passes on what it hears. */
  readonly framing: (src: string) => string
  /** The window of the form that this page embeds. */
  readonly form: () => Window
  /** Says something to the form. */
  readonly say: (data: unknown, transfer?: Transferable[]) => void
  /** A little time for what was asked to happen. */
  readonly while: () => Promise<void>
}

declare global {
  interface Window {
    readonly tools: Tools
  }
}

/** Runs in the hostile page, before everything else. */
function install(): void {
  const loot: string[] = []
  const HEARS = `<script>addEventListener('message', (e) => top.postMessage({ heard: e.data, from: e.origin }, '*'))</script>`
  const LONG_ENOUGH_MS = 400
  const tools: Tools = {
    loot,
    async take(read) {
      try {
        loot.push(String(await read()))
      } catch (error) {
        loot.push(`refused: ${String(error)}`)
      }
    },
    put(tag, attributes = {}) {
      const element = document.createElement(tag)
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
      return new Promise((resolve) => {
        const done = (): void => {
          resolve(element)
        }
        element.addEventListener('load', done)
        element.addEventListener('error', done)
        setTimeout(done, LONG_ENOUGH_MS)
        document.body.append(element)
      })
    },
    async frame(src, attributes = {}) {
      return (await tools.put('iframe', { src, ...attributes })) as HTMLIFrameElement
    },
    framing: (src) => `<!doctype html>${HEARS}<iframe src="${src}#${location.origin}"></iframe>`,
    form() {
      const found = document.querySelector('iframe')?.contentWindow
      if (found == null) throw new Error('This page embeds no form.')
      return found
    },
    say(data, transfer = []) {
      tools.form().postMessage(data, '*', transfer)
    },
    while: () =>
      new Promise((resolve) => {
        setTimeout(resolve, LONG_ENOUGH_MS / 4)
      }),
  }
  addEventListener('message', ({ origin, data }: MessageEvent<unknown>) => {
    loot.push(`${origin} said ${JSON.stringify(data)}`)
  })
  Object.assign(window, { tools })
}

const INSTALLED = `(${install.toString()})()`.replaceAll('</script', String.raw`<\/script`)

/** A page on which anything may happen. */
export const LAIR = `<!doctype html><html lang="en"><title>Lair</title><body><script>${INSTALLED}</script>`

export type Attack = (at: At, tools: Tools) => unknown

/** An attack as an expression that a page evaluates. */
export const inPage = (attack: Attack, at: At): string =>
  `Promise.resolve((${attack.toString()})(${JSON.stringify(at)}, window.tools)).then(() => JSON.stringify(window.tools.loot))`
