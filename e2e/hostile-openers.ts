import type { Parent } from './hostile-strangers.ts'

/** Pages that open windows, and try what a window's opener may. */
export const OPENING: readonly Parent[] = [
  [
    'opens the page and reads it',
    'another port',
    async ({ page }, tools) => {
      const opened = open(page)
      await tools.while()
      for (const name of ['document', 'name', 'length', 'location'])
        await tools.take(() => Reflect.get(opened ?? {}, name))
      opened?.close()
    },
  ],
  [
    'opens the frame by itself',
    'another port',
    async ({ frame, evil }, tools) => {
      const opened = open(`${frame}#${evil}`)
      await tools.while()
      opened?.postMessage({ keyturn: 1, type: 'over' }, '*')
      await tools.take(() => opened?.document.body.innerHTML)
      opened?.close()
    },
  ],
  [
    'opens the frame under the name of one it has',
    'another port',
    async ({ frame, keyturn }, tools) => {
      await tools.frame('about:blank', { name: 'form' })
      const opened = open(frame, 'form')
      opened?.postMessage({ keyturn: 1, type: 'scheme', scheme: 'dark' }, keyturn)
      await tools.while()
    },
  ],
  [
    'opens the host’s page and speaks to the form in it',
    'another port',
    async ({ allowed, id }, tools) => {
      const opened = open(allowed)
      await tools.while()
      const session = { id, token: 'x'.repeat(43), scheme: 'dark', closing: 'left' }
      for (const message of [{ type: 'over' }, { type: 'scheme', scheme: 'dark' }, { type: 'session', ...session }]) {
        await tools.take(() => opened?.frames[0]?.postMessage({ keyturn: 1, ...message }, '*'))
      }
      await tools.while()
      opened?.close()
    },
  ],
  [
    'opens the host’s page and leads its form elsewhere',
    'another port',
    async ({ allowed, evil }, tools) => {
      const opened = open(allowed)
      await tools.while()
      await tools.take(() => opened?.frames[0]?.location.replace(`${evil}/forger`))
      await tools.take(() => opened?.frames[0]?.document.body.innerHTML)
      opened?.close()
    },
  ],
  [
    'opens a window of a blob: and frames the form there',
    'another port',
    async ({ frame }, tools) => {
      const opened = open(URL.createObjectURL(new Blob([tools.framing(frame)], { type: 'text/html' })))
      await tools.while()
      await tools.take(() => opened?.frames[0]?.document.body.innerHTML)
      opened?.close()
    },
  ],
  [
    'opens an empty window and frames the form there',
    'another port',
    async ({ frame }, tools) => {
      const opened = open('about:blank')
      const put = opened?.document.createElement('iframe')
      put?.setAttribute('src', frame)
      if (put !== undefined) opened?.document.body.append(put)
      await tools.while()
      opened?.close()
    },
  ],
]
