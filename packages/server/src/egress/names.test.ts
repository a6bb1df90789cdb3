import type { LookupAddress, LookupOptions } from 'node:dns'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lookupBy, nameServers, operatorsNames, UnansweredName } from './names.ts'
import type { NameSources, Resolve } from './names.ts'
import { BusyThreads } from './testing/busy-threads.ts'
import { startNameServer } from './testing/name-server.ts'
import type { NameServer } from './testing/name-server.ts'

const AT: LookupAddress = { address: '93.184.215.14', family: 4 }
const ELSEWHERE: LookupAddress = { address: '93.184.215.15', family: 4 }
/** More than the process has threads for looking names up. */
const MANY = 50

let server: NameServer
let folder: string
let hostsFile: string
beforeAll(async () => {
  server = await startNameServer((name) => {
    if (name.startsWith('hanging')) return 'silence'
    return name.startsWith('hooks') ? [AT.address, ELSEWHERE.address] : 'unknown'
  })
  folder = await mkdtemp(join(tmpdir(), 'keyturn-names-'))
  hostsFile = join(folder, 'hosts')
  await writeFile(
    hostsFile,
    '# hosts\n93.184.215.20\tListed.example listed # hooks.example\n2606:4700::7 listed.example\nnowhere hooks.example\n',
  )
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const names = (sources: NameSources = {}): Resolve => nameServers({ servers: [server.address], hostsFile, ...sources })

describe('a name', () => {
  it('leads where its name servers say, which are asked for both families', async () => {
    expect(await names()('hooks.example')).toEqual([AT, ELSEWHERE])
    expect(server.asked).toEqual(expect.arrayContaining(['A hooks.example', 'AAAA hooks.example']))
  })

  it('leads where the hosts file says, whatever name servers would say', async () => {
    const listed = [
      { address: '93.184.215.20', family: 4 },
      { address: '2606:4700::7', family: 6 },
    ]
    for (const name of ['listed.example', 'LISTED.example', 'listed.example.'])
      expect(await names()(name)).toEqual(listed)
    expect(await names()('listed')).toEqual(listed.slice(0, 1))
    expect(server.asked.filter((question) => question.includes('listed'))).toEqual([])
  })

  it('is asked for without a hosts file', async () => {
    expect(await names({ hostsFile: join(folder, 'none') })('hooks.example')).toEqual([AT, ELSEWHERE])
  })

  it.each(['localhost', 'localhost.', 'a.localhost'])('%s is this machine, and nobody is asked', async (name) => {
    const before = server.asked.length
    expect((await names()(name)).map(({ address }) => address)).toEqual(['127.0.0.1', '::1'])
    expect(server.asked).toHaveLength(before)
  })

  it.each(['93.184.215.14', '2606:4700::7'])('%s is no name', async (address) => {
    expect(await names()(address)).toEqual([{ address, family: address.includes(':') ? 6 : 4 }])
  })

  it('is refused as such where nobody knows it', async () => {
    await expect(names()('gone.example')).rejects.toMatchObject({ code: 'ENOTFOUND' })
  })

  it('is given up where nobody answers', async () => {
    await expect(names({ withinMs: 300 })('hanging.example')).rejects.toBeInstanceOf(UnansweredName)
  })

  it('is found by the second name server where the first is silent', async () => {
    await using silent = await startNameServer(() => 'silence')
    expect(await names({ servers: [silent.address, server.address] })('hooks.example')).toEqual([AT, ELSEWHERE])
  })

  it('[SEC-S8] waits for no other: with many that hang, one is found at once', async () => {
    const ends: string[] = []
    const hanging = Array.from({ length: MANY }, (_, one) =>
      names({ withinMs: 3_000 })(`hanging-${one}.example`).catch(() => ends.push('given up')),
    )
    const found = names()('hooks.example').then((addresses) => {
      ends.push('found')
      return addresses
    })
    await Promise.all(hanging)
    expect(await found).toEqual([AT, ELSEWHERE])
    expect(ends[0]).toBe('found')
    expect(ends.filter((end) => end === 'given up')).toHaveLength(MANY)
  }, 20_000)
})

describe('a name that an operator has set', () => {
  it('is found while every thread of the process is busy', async () => {
    const busy = new BusyThreads()
    expect(await operatorsNames(names())('hooks.example')).toEqual([AT, ELSEWHERE])
    expect(busy.hadRoom).toBe(false)
    await busy.over
  }, 60_000)

  it('is found by the system where name servers do not know it, or do not answer', async () => {
    const system: Resolve = async () => [ELSEWHERE]
    for (const name of ['only-here', 'hanging.example']) {
      expect(await operatorsNames(names({ withinMs: 100 }), system)(name)).toEqual([ELSEWHERE])
    }
  })

  it('has the system asked once at a time, and again afterwards', async () => {
    const asked: PromiseWithResolvers<readonly LookupAddress[]>[] = []
    const resolve = operatorsNames(
      () => Promise.reject(new Error('unknown')),
      () => {
        const question = Promise.withResolvers<readonly LookupAddress[]>()
        asked.push(question)
        return question.promise
      },
    )
    const waiting = Array.from({ length: MANY }, () => resolve('pleo.example').catch(() => 'failed'))
    await expect.poll(() => asked.length).toBe(1)
    asked[0]?.reject(new Error('nobody'))
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['failed']))
    const later = resolve('pleo.example')
    await expect.poll(() => asked.length).toBe(2)
    asked[1]?.resolve([AT])
    expect(await later).toEqual([AT])
  })

  it('may be one that only the hosts file or this machine knows', async () => {
    expect((await operatorsNames()('localhost'))[0]).toEqual({ address: '127.0.0.1', family: 4 })
  })
})

describe('a socket', () => {
  const asked = (resolve: Resolve, options: LookupOptions) =>
    new Promise((given) => lookupBy(resolve)('hooks.example', options, (...found) => given(found)))

  it('gets all addresses, or the first', async () => {
    const both: Resolve = async () => [AT, ELSEWHERE]
    expect(await asked(both, { all: true })).toEqual([null, [AT, ELSEWHERE]])
    expect(await asked(both, {})).toEqual([null, AT.address, AT.family])
  })

  it('gets the fault', async () => {
    const fault = new Error('ENOTFOUND')
    expect(await asked(() => Promise.reject(fault), { all: true })).toEqual([fault, []])
  })
})
