import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startMailCatcher } from '../notify/testing/mail-catcher.ts'
import { stubSettings } from '../testing/stub-settings.ts'
import { createMasterKeyFile } from '../vault/master-key.ts'
import { runProgram } from './program.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const MAIN = [
  '--conditions=@keyturn/source',
  '--import',
  fileURLToPath(new URL('../../../../scripts/jsx.mjs', import.meta.url)),
  fileURLToPath(new URL('main.ts', import.meta.url)),
]

let folder: string
let provider: Awaited<ReturnType<typeof aProvider>>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-doctor-'))
  createMasterKeyFile(inFolder('keys/master.key'))
  provider = await aProvider()
})
afterEach(async () => {
  await provider.close()
  rmSync(folder, { recursive: true, force: true })
})

const inFolder = (name: string): string => join(folder, name)
const DATABASE = 'data/keyturn.db'

/** Somebody who answers, and remembers what was asked. */
async function aProvider() {
  const asked: { readonly url: string; readonly authorization: string | undefined }[] = []
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization })
    response.writeHead(404).end('nothing here')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    asked,
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}

const goodSettings = (): Record<string, string> => ({
  KEYTURN_PORT: '0',
  KEYTURN_PUBLIC_URL: 'https://keys.acme.example',
  KEYTURN_DATABASE_URL: `file:${inFolder(DATABASE)}`,
  KEYTURN_MASTER_KEY_FILE: inFolder('keys/master.key'),
  KEYTURN_PRODUCT_NAME: 'Acme Books',
  KEYTURN_SUPPORT_URL: 'https://acme.example/support',
  KEYTURN_ALLOW_HTTP_PROVIDERS: 'loopback',
  KEYTURN_PLEO_BASE_URL: provider.url,
  KEYTURN_PLEO_CLIENT_ID: 'a-client',
})

interface Said {
  readonly code: number
  readonly lines: readonly string[]
  readonly complaint: string
}

/** What an operator types, in this process: a process of its own for each would take a second. */
async function run(
  command: string,
  settings: Readonly<Record<string, string | undefined>> = goodSettings(),
): Promise<Said> {
  const lines: string[] = []
  const complaints: string[] = []
  stubSettings(settings)
  try {
    const output = { say: (line: string) => lines.push(line), complain: (line: string) => complaints.push(line) }
    const code = await runProgram([command], output)
    return { code, lines, complaint: complaints.join('\n') }
  } finally {
    vi.unstubAllEnvs()
  }
}

function startProcess(command: string) {
  const env = { PATH: process.env['PATH'], ...goodSettings() }
  return spawn(process.execPath, [...MAIN, command], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
}

const doctor = (changes: Readonly<Record<string, string | undefined>> = {}): Promise<Said> =>
  run('doctor', { ...goodSettings(), ...changes })
const toMend = ({ lines }: Said): readonly string[] => lines.filter((line) => line.startsWith('mend'))
const warned = ({ lines }: Said): readonly string[] => lines.filter((line) => line.startsWith('warn'))

describe('keyturn doctor', () => {
  it('finds nothing to mend before the first start, and leaves nothing behind', async () => {
    const said = await doctor()
    expect(said).toMatchObject({ code: 0, complaint: '' })
    expect([...toMend(said), ...warned(said)]).toEqual([])
    expect(said.lines).toContain(`ok    Database: none at ${inFolder(DATABASE)} yet. The first start makes it.`)
    expect(existsSync(inFolder('data'))).toBe(false)
  })

  it('asks the provider once, and never with a key', async () => {
    const said = await doctor()
    expect(said.lines.at(-1)).toBe(`ok    Provider: ${new URL(provider.url).host} (custom) answers.`)
    expect(provider.asked).toEqual([{ url: '/', authorization: undefined }])
  })

  it('goes as far with the mail server as a mail would, and sends none', async () => {
    await using catcher = await startMailCatcher()
    const mail = { KEYTURN_SMTP_URL: catcher.url, KEYTURN_MAIL_FROM: 'keys@acme.example' }
    const said = await doctor(mail)
    expect(said.code).toBe(0)
    expect(said.lines.at(-1)).toBe(`ok    Mail server: 127.0.0.1:${catcher.port} answers. No mail was sent.`)
    expect([catcher.calls.begun, catcher.caught]).toEqual([1, []])
    catcher.answer = () => 421
    expect(toMend(await doctor(mail))).toEqual([
      `mend  Mail server: 127.0.0.1:${catcher.port} takes no mail at the moment. Run this again; ask who runs it if that stays.`,
    ])
  })

  it('finds a made database whole, writable, of the newest schema and sealed with this master key, and changes none of it', async () => {
    expect((await run('migrate')).code).toBe(0)
    const before = readFileSync(inFolder(DATABASE))
    const said = await doctor()
    expect(said.code).toBe(0)
    expect(said.lines).toEqual(
      expect.arrayContaining([
        'ok    Server: none is running on this database.',
        'ok    Database: can be written.',
        'ok    Database: whole.',
        'ok    Schema: the newest.',
        'ok    Master key: the one this database was sealed with.',
      ]),
    )
    expect(readFileSync(inFolder(DATABASE)).equals(before)).toBe(true)
  })

  it('is a command of its own that prints what it found, beside a running server too', async () => {
    const server = startProcess('start')
    try {
      let printed = ''
      for await (const chunk of server.stdout) {
        printed += String(chunk)
        if (printed.includes('Keyturn is ready')) break
      }
      const command = startProcess('doctor')
      let said = ''
      for await (const chunk of command.stdout) said += String(chunk)
      if (command.exitCode === null) await once(command, 'exit')
      expect(command.exitCode).toBe(0)
      expect(said.split('\n')).toContain('ok    Server: running on this database.')
    } finally {
      server.kill('SIGTERM')
      if (server.exitCode === null) await once(server, 'exit')
    }
  })
})

describe('keyturn doctor ends with 1 and says what to do', () => {
  it.each([
    ['wrong settings, all of them', { KEYTURN_PORT: 'x', KEYTURN_PASSWORD: 'p' }, [/KEYTURN_PASSWORD/, /KEYTURN_PORT/]],
    [
      'a public URL without TLS',
      { KEYTURN_PUBLIC_URL: 'http://keys.acme.example' },
      [/KEYTURN_PUBLIC_URL must be an https/],
    ],
    ['no master key', { KEYTURN_MASTER_KEY_FILE: undefined }, [/No master key: set KEYTURN_MASTER_KEY_FILE/]],
    ['a master key that is not there', { KEYTURN_MASTER_KEY_FILE: '/nowhere/key' }, [/not there or cannot be read/]],
    ['an API token that is none', { KEYTURN_API_TOKEN: 'kt_live_x' }, [/KEYTURN_API_TOKEN .* keyturn tokens generate/]],
    ['settings of Node that print keys', { NODE_DEBUG: 'http' }, [/NODE_DEBUG is set/]],
  ])('for %s', async (_what, changes, expected) => {
    const said = await doctor(changes)
    expect(said.code).toBe(1)
    expect(toMend(said)).toHaveLength(expected.length)
    for (const [index, pattern] of expected.entries()) expect(toMend(said)[index]).toMatch(pattern)
    const count = expected.length === 1 ? 'One thing' : `${expected.length} things`
    expect(said.complaint.trim()).toBe(`${count} must be mended.`)
  })

  it('for a master key that others may read', async () => {
    chmodSync(inFolder('keys/master.key'), 0o644)
    expect(toMend(await doctor())).toEqual([expect.stringMatching(/owner only \(chmod 600\)/)])
  })

  it('for another master key than the data was made with, whether or not it was ever right', async () => {
    await run('migrate')
    createMasterKeyFile(inFolder('keys/other.key'))
    const said = await doctor({ KEYTURN_MASTER_KEY_FILE: inFolder('keys/other.key') })
    expect(said.code).toBe(1)
    expect(toMend(said)).toEqual([expect.stringMatching(/not the one this database was sealed with/)])
  })

  it('for a file that is no database', async () => {
    await run('migrate')
    writeFileSync(inFolder(DATABASE), 'this is no database '.repeat(1_000))
    expect(toMend(await doctor())).toEqual([expect.stringMatching(/cannot be read as one\. Restore a backup/)])
  })

  it('for a damaged database', async () => {
    await run('migrate')
    const bytes = readFileSync(inFolder(DATABASE))
    const pageBytes = bytes.readUInt16BE(16)
    for (let page = 5; page < bytes.length / pageBytes; page += 3)
      bytes.fill(0xff, page * pageBytes, page * pageBytes + 64)
    writeFileSync(inFolder(DATABASE), bytes)
    const said = await doctor()
    expect(said.code).toBe(1)
    expect(toMend(said)[0]).toMatch(/damaged|cannot be read as one/)
    expect(said.complaint).not.toContain('    at ')
  })

  it('for a database of a newer release', async () => {
    await run('migrate')
    alter("INSERT INTO schema_migrations (name, timestamp) VALUES ('9999-from-the-future', '2030-01-01')")
    expect(toMend(await doctor())).toEqual([expect.stringMatching(/9999-from-the-future.* Run the newer release/)])
  })

  it('for a provider that nobody is at', async () => {
    await provider.close()
    const said = await doctor()
    expect(said.code).toBe(1)
    expect(toMend(said)).toEqual([
      expect.stringMatching(/^mend {2}Provider: 127\.0\.0\.1:\d+ \(custom\) cannot be reached\./),
    ])
  })
})

describe('keyturn doctor warns and ends with 0', () => {
  it('of names that customers will miss, and of a client that anybody may be, outside production', async () => {
    const said = await doctor({
      KEYTURN_PRODUCT_NAME: undefined,
      KEYTURN_SUPPORT_URL: undefined,
      KEYTURN_PLEO_CLIENT_ID: undefined,
    })
    expect(said.code).toBe(0)
    expect(warned(said).map((line) => line.split(/ +/)[1])).toEqual([
      'KEYTURN_PRODUCT_NAME',
      'KEYTURN_SUPPORT_URL',
      'KEYTURN_PLEO_CLIENT_ID',
    ])
  })

  it('of an address that only this machine can reach', async () => {
    const said = await doctor({ KEYTURN_PUBLIC_URL: undefined })
    expect(said.code).toBe(0)
    expect(warned(said)).toEqual([expect.stringMatching(/this machine only.*set KEYTURN_PUBLIC_URL to https/)])
  })

  it('of an older schema, and leaves it to the start', async () => {
    await run('migrate')
    alter("DELETE FROM schema_migrations WHERE name > '0001'; DELETE FROM schema_checksums WHERE name > '0001'")
    const said = await doctor()
    expect(said.code).toBe(0)
    expect(warned(said)).toEqual([expect.stringMatching(/^warn {2}Schema: older than this release/)])
  })

  it('of somebody who keeps the database for writing', async () => {
    await run('migrate')
    const other = new DatabaseSync(inFolder(DATABASE))
    other.exec('BEGIN IMMEDIATE')
    const said = await doctor()
    other.exec('ROLLBACK')
    other.close()
    expect(said.code).toBe(0)
    expect(warned(said)).toEqual([expect.stringMatching(/somebody else has been writing/)])
  })

  it('and says the same of a copy of the data', async () => {
    await run('migrate')
    cpSync(inFolder('data'), inFolder('copy'), { recursive: true })
    const said = await doctor({ KEYTURN_DATABASE_URL: `file:${inFolder('copy/keyturn.db')}` })
    expect([said.code, toMend(said)]).toEqual([0, []])
  })
})

function alter(statements: string): void {
  const database = new DatabaseSync(inFolder(DATABASE))
  database.exec(statements)
  database.close()
}
