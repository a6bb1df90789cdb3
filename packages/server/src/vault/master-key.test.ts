import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createMasterKeyFile, loadMasterKey, parseMasterKey, readMasterKeyFile } from './master-key.ts'
import { MASTER_KEY_FAULTS, MasterKeyRefused } from './vault-errors.ts'

const BYTES = Buffer.from(Array.from({ length: 32 }, (_, index) => 200 + index))
const ROOT = mkdtempSync(join(tmpdir(), 'keyturn-master-key-'))
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(ROOT, 'one-'))
})
afterAll(() => rmSync(ROOT, { recursive: true }))

function faultOf(read: () => unknown): string | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    if (error instanceof MasterKeyRefused) return error.fault
    throw error
  }
}

function aFile(name = 'master.key', text = `${BYTES.toString('base64')}\n`, mode = '600'): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  chmodSync(path, Number.parseInt(mode, 8))
  return path
}

describe('the text of a master key', () => {
  it.each([
    { form: 'base64', text: BYTES.toString('base64') },
    { form: 'base64 without padding', text: BYTES.toString('base64').replace('=', '') },
    { form: 'base64url', text: BYTES.toString('base64url') },
    { form: 'hex', text: BYTES.toString('hex') },
    { form: 'hex in capitals', text: BYTES.toString('hex').toUpperCase() },
    { form: 'base64 between white space', text: `\n  ${BYTES.toString('base64')} \r\n` },
  ])('may be $form', ({ text }) => {
    expect(parseMasterKey(text)).toEqual(BYTES)
  })

  it.each([
    { what: 'empty', text: '' },
    { what: '31 bytes in base64', text: BYTES.subarray(1).toString('base64') },
    { what: '33 bytes in base64', text: Buffer.concat([BYTES, Buffer.alloc(1)]).toString('base64') },
    { what: '31 bytes in hex', text: BYTES.subarray(1).toString('hex') },
    { what: 'hex with a stranger in it', text: `${BYTES.toString('hex').slice(1)}g` },
    { what: 'half base64, half base64url', text: `+-${BYTES.toString('base64').slice(2)}` },
    { what: 'two lines', text: `${BYTES.toString('base64')}\n${BYTES.toString('base64')}` },
    { what: 'a password', text: 'correct horse battery staple' },
    { what: '32 characters', text: 'x'.repeat(32) },
  ])('may not be $what, and the refusal does not repeat it', ({ text }) => {
    expect(faultOf(() => parseMasterKey(text))).toBe('malformed')
    expect(() => parseMasterKey(text)).toThrow(MASTER_KEY_FAULTS.malformed)
  })
})

describe('the file of a master key', () => {
  it.each(['600', '400'])('is read with mode %s', (mode) => {
    expect(readMasterKeyFile(aFile('master.key', undefined, mode), [])).toEqual(BYTES)
  })

  it.each(['640', '604', '644', '660', '620', '602', '610', '601', '666', '777'])(
    '[X24] is refused with mode %s',
    (mode) => {
      expect(faultOf(() => readMasterKeyFile(aFile('master.key', undefined, mode), []))).toBe('open_to_others')
    },
  )

  it('[X24] is refused when it belongs to another user', () => {
    expect(faultOf(() => readMasterKeyFile(aForeignFile(), []))).toBe('foreign_owner')
  })

  it('is refused when it is missing, or below a file', () => {
    expect(faultOf(() => readMasterKeyFile(join(folder, 'none.key'), []))).toBe('missing_file')
    expect(faultOf(() => readMasterKeyFile(join(aFile(), 'none.key'), []))).toBe('missing_file')
  })

  it('is refused when it is a folder or a device', () => {
    const path = join(folder, 'folder.key')
    mkdirSync(path, { mode: 0o700 })
    expect(faultOf(() => readMasterKeyFile(path, []))).toBe('not_a_file')
    expect(faultOf(() => readMasterKeyFile('/dev/null', []))).toBe('not_a_file')
  })

  it('is refused when it holds more than a key', () => {
    const text = `${BYTES.toString('base64')}${' '.repeat(300)}`
    expect(faultOf(() => readMasterKeyFile(aFile('master.key', text), []))).toBe('malformed')
  })

  it('may be a link within its folder, as mounted secrets are', () => {
    mkdirSync(join(folder, '..2026'))
    writeFileSync(join(folder, '..2026/master.key'), BYTES.toString('hex'), { mode: 0o400 })
    symlinkSync('..2026', join(folder, '..data'))
    symlinkSync('..data/master.key', join(folder, 'master.key'))
    expect(readMasterKeyFile(join(folder, 'master.key'), [])).toEqual(BYTES)
  })

  it('is refused when it is a link that leaves its folder, or leads nowhere', () => {
    const elsewhere = join(folder, 'elsewhere')
    mkdirSync(elsewhere)
    symlinkSync(aFile(), join(elsewhere, 'linked.key'))
    expect(faultOf(() => readMasterKeyFile(join(elsewhere, 'linked.key'), []))).toBe('leads_elsewhere')
    symlinkSync('nowhere', join(elsewhere, 'dangling.key'))
    expect(faultOf(() => readMasterKeyFile(join(elsewhere, 'dangling.key'), []))).toBe('missing_file')
  })
})

describe('the folder of a master key', () => {
  it('[X24] is refused inside the data folder or a backup folder, at any depth', () => {
    const deep = join(folder, 'data/deep')
    mkdirSync(deep, { recursive: true })
    writeFileSync(join(deep, 'master.key'), BYTES.toString('hex'), { mode: 0o600 })
    const read = (...folders: readonly string[]) => faultOf(() => readMasterKeyFile(join(deep, 'master.key'), folders))
    expect(read(join(folder, 'data'))).toBe('inside_data')
    expect(read('/nowhere', join(folder, 'data'))).toBe('inside_data')
    expect(read(deep)).toBe('inside_data')
    expect(read(join(folder, 'data/../data/deep/'))).toBe('inside_data')
    expect(read(join(folder, 'data/deeper'))).toBeUndefined()
  })

  it('is not taken for the data folder because its name begins alike', () => {
    const path = aFile()
    expect(readMasterKeyFile(path, [join(folder, 'master'), `${folder}-data`])).toEqual(BYTES)
  })

  it('is known by any of its names: through a link to the data, or data through a link', () => {
    const data = join(folder, 'data')
    mkdirSync(data)
    writeFileSync(join(data, 'master.key'), BYTES.toString('hex'), { mode: 0o600 })
    symlinkSync(data, join(folder, 'alias'))
    expect(faultOf(() => readMasterKeyFile(join(folder, 'alias/master.key'), [data]))).toBe('inside_data')
    expect(faultOf(() => readMasterKeyFile(join(data, 'master.key'), [join(folder, 'alias')]))).toBe('inside_data')
  })

  it('is compared with a data folder that is not there yet', () => {
    symlinkSync(folder, join(ROOT, `${folder.slice(-6)}-alias`))
    const alias = join(ROOT, `${folder.slice(-6)}-alias`)
    expect(faultOf(() => readMasterKeyFile(aFile(), [join(alias, 'data')]))).toBeUndefined()
    expect(faultOf(() => readMasterKeyFile(aFile(), [alias]))).toBe('inside_data')
  })
})

describe('the source of a master key', () => {
  it('is a file, or a value from the environment, and exactly one of them', () => {
    const [file, value] = [aFile(), BYTES.toString('base64url')]
    expect(loadMasterKey({ file, value: null }, [])).toEqual(BYTES)
    expect(loadMasterKey({ file: null, value }, [])).toEqual(BYTES)
    expect(faultOf(() => loadMasterKey({ file, value }, []))).toBe('two')
    expect(faultOf(() => loadMasterKey({ file: null, value: null }, []))).toBe('none')
  })

  it('is held to the rules of files', () => {
    expect(faultOf(() => loadMasterKey({ file: aFile(), value: null }, [folder]))).toBe('inside_data')
  })
})

describe('a new master key file', () => {
  it('can be read by its owner only, and is read back', () => {
    const path = join(folder, 'made/for/it/master.key')
    createMasterKeyFile(path)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'made')).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, 'made/for/it')).mode & 0o777).toBe(0o700)
    expect(readMasterKeyFile(path, [])).toHaveLength(32)
  })

  it('is another each time', () => {
    const paths = [join(folder, 'one.key'), join(folder, 'other.key')]
    for (const path of paths) createMasterKeyFile(path)
    const [one, other] = paths.map((path) => readFileSync(path, 'utf8'))
    expect(one).not.toBe(other)
  })

  it('never takes the place of one that is there, not even through a link', () => {
    const path = aFile()
    expect(faultOf(() => createMasterKeyFile(path))).toBe('exists')
    expect(readMasterKeyFile(path, [])).toEqual(BYTES)
    symlinkSync(join(folder, 'target.key'), join(folder, 'link.key'))
    expect(faultOf(() => createMasterKeyFile(join(folder, 'link.key')))).toBe('exists')
    expect(existsSync(join(folder, 'target.key'))).toBe(false)
  })
})

/** As root, a file given away; else one of root's. */
function aForeignFile(): string {
  if (process.getuid?.() !== 0) return '/etc/passwd'
  const path = aFile('foreign.key')
  chownSync(path, 1, 1)
  return path
}
