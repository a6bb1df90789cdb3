/** Addresses that lead inside: loopback, private, link-local with the metadata services of clouds, shared, "this host". */
const INNER = [
  '127.0.0.1',
  '127.9.8.7',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.254',
  '192.168.1.1',
  '169.254.169.254',
  '100.100.100.200',
  '0.0.0.0',
  '198.18.0.1',
  '192.0.0.192',
  '255.255.255.255',
  '224.0.0.1',
  '240.0.0.1',
]

const octets = (address: string): [number, number, number, number] => {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
  return [a, b, c, d]
}
const number = (address: string): number => octets(address).reduce((sum, octet) => sum * 256 + octet, 0)
const hex = (value: number): string => value.toString(16)
const group = (high: number, low: number): string => hex(high * 256 + low)
const inDigits = (text: string, zero: number): string =>
  text.replaceAll(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))
const circled = (text: string): string =>
  text.replaceAll(/\d/g, (digit) => (digit === '0' ? '⓪' : String.fromCodePoint(0x245f + Number(digit))))
const percent = (text: string): string =>
  Array.from(text, (character) => `%${hex(character.charCodeAt(0)).padStart(2, '0')}`).join('')

/** Everything a URL parser, a resolver or a translator between networks may read as that address. */
const SPELLINGS: readonly ((address: string) => string)[] = [
  (address) => address,
  (address) => `${address}.`,
  (address) => String(number(address)),
  (address) => `${number(address)}.`,
  (address) => `0x${hex(number(address))}`,
  (address) => `0X${hex(number(address)).toUpperCase()}`,
  (address) => `0${number(address).toString(8)}`,
  (address) => `000000${number(address).toString(8)}`,
  (address) =>
    octets(address)
      .map((octet) => `0x${hex(octet)}`)
      .join('.'),
  (address) =>
    octets(address)
      .map((octet) => `0${octet.toString(8)}`)
      .join('.'),
  (address) =>
    octets(address)
      .map((octet) => `000${octet.toString(8)}`)
      .join('.'),
  (address) => `${octets(address)[0]}.${number(address) % 2 ** 24}`,
  (address) => `${octets(address)[0]}.${octets(address)[1]}.${number(address) % 2 ** 16}`,
  (address) => `0x${hex(octets(address)[0])}.${number(address) % 2 ** 24}`,
  (address) => `0${octets(address)[0].toString(8)}.0x${hex(number(address) % 2 ** 24)}`,
  (address) => address.replaceAll('.', '。'),
  (address) => address.replaceAll('.', '．'),
  (address) => address.replaceAll('.', '｡'),
  (address) => inDigits(address, 0xff10),
  (address) => inDigits(address, 0x1d7ce),
  circled,
  (address) => circled(address).replaceAll('.', '。'),
  percent,
  (address) => address.replace('.', '%2e'),
  (address) => `[::ffff:${address}]`,
  (address) => `[0:0:0:0:0:ffff:${address}]`,
  (address) => `[::${address}]`,
  (address) => `[64:ff9b::${address}]`,
  (address) => `[64:ff9b:1::${address}]`,
  (address) => `[::ffff:0:${address}]`,
  (address) => {
    const [a, b, c, d] = octets(address)
    return `[::ffff:${group(a, b)}:${group(c, d)}]`
  },
  (address) => {
    const [a, b, c, d] = octets(address)
    return `[2002:${group(a, b)}:${group(c, d)}::]`
  },
  (address) => {
    const [a, b, c, d] = octets(address)
    return `[2001:0:4136:e378:8000:63bf:${group(255 - a, 255 - b)}:${group(255 - c, 255 - d)}]`
  },
]

const INNER_6 = [
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[0000:0000:0000:0000:0000:0000:0000:0001]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[FEBF::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[100::1]',
  '[2001:db8::1]',
  '[3fff::1]',
  '[5f00::1]',
  '[4000::1]',
  '[8000::1]',
]

/** @param port with its colon, or empty */
export const innerUrls = (port: string): readonly string[] => {
  const hosts = [...INNER.flatMap((address) => SPELLINGS.map((spell) => spell(address))), ...INNER_6]
  const urls = [...new Set(hosts)].map((host) => `https://${host}${port}/hook`)
  const dressed = INNER.flatMap((address) => [
    `https://hooks.example@${address}${port}/`,
    `https://hooks.example:443@${address}${port}/`,
    `https:\\\\${address}${port}\\hook`,
    `https:/${address}${port}/`,
    `https:${address}${port}/`,
    ` https://${address}${port}/ `,
    `https://\t${address}${port}/`,
    `http://${address}${port}/`,
  ])
  return [...urls, ...dressed]
}
