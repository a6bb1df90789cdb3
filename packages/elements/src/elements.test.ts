import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, expectTypeOf, it } from 'vitest'
import type { createdConnectSession, z } from '@keyturn/api'
import { languageOf, LOCALES } from '@keyturn/connect/words'
import type { ConnectSession } from './connection-state.ts'
import { defineElements, KeyturnBanner, KeyturnConnect, KeyturnStatus } from './elements.ts'
import { PHRASES } from './phrase-table.ts'
import * as react from './react.ts'

const noSession = () => Promise.reject(new Error('There is no session here.'))

it('takes a session as the API answers it', () => {
  expectTypeOf<z.infer<typeof createdConnectSession>>().toExtend<ConnectSession>()
})

it('is imported where there is no browser, and does nothing there', () => {
  expect(globalThis).not.toHaveProperty('HTMLElement')
  expect([KeyturnBanner, KeyturnConnect, KeyturnStatus].map(({ name }) => name)).toEqual([
    'KeyturnBanner',
    'KeyturnConnect',
    'KeyturnStatus',
  ])
  expect(defineElements).not.toThrow()
  expect(globalThis).not.toHaveProperty('customElements')
})

it('is drawn by React on a server as a tag with what stands in for it', () => {
  const drawn = renderToString(
    createElement(
      react.KeyturnConnect,
      { fetchSession: noSession, closable: true, className: 'form', onClosed: () => undefined },
      'One moment',
    ),
  )
  expect(drawn).toBe('<keyturn-connect closable="" class="form">One moment</keyturn-connect>')
})

it('knows nothing of a connection on a server, and says so', () => {
  const Shown = () => JSON.stringify(react.useConnection(noSession))
  expect(renderToString(createElement(Shown))).toBe(
    '{&quot;connection&quot;:null,&quot;isLost&quot;:false,&quot;error&quot;:null}',
  )
})

it.each(Object.keys(LOCALES))('says in %s what the catalogue says', (locale) => {
  const { host, tryAgain } = languageOf(locale).words
  const { noFrame, ownPage, openForm, notKnown } = host
  const said = Object.fromEntries(Object.entries(PHRASES).map(([name, phrase]) => [name, phrase[locale]]))
  expect(said).toEqual({ noFrame, ownPage, openForm, tryAgain, notKnown })
})
