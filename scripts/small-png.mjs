// Pictures of pages have few colours: with a palette they take a third of the bytes. PNG: RFC 2083.
import { constants, crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = 8
const COLOURS = 256

/** @param {Buffer} png 8 bits a channel, RGB or RGBA, not interlaced: what a browser makes. @returns {Buffer} */
export function smallPng(png) {
  const { width, height, channels, data } = read(png)
  const pixels = unfiltered(inflateSync(data), width, height, channels)
  const palette = paletteOf(pixels, channels)
  const rows = Buffer.alloc((width + 1) * height)
  const nearest = new Map(palette.map((colour, index) => [colour, index]))
  for (let at = 0; at < width * height; at += 1) {
    const colour = pixels.readUIntBE(at * channels, 3)
    let index = nearest.get(colour)
    if (index === undefined) nearest.set(colour, (index = nearestIn(palette, colour)))
    rows[at + Math.floor(at / width) + 1] = index
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  return Buffer.concat([
    png.subarray(0, SIGNATURE),
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: constants.Z_BEST_COMPRESSION, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** @param {Buffer} png */
function read(png) {
  const [depth, type, , , interlace] = png.subarray(24, 29)
  if (depth !== 8 || (type !== 2 && type !== 6) || interlace !== 0) throw new Error('This is another kind of PNG.')
  const parts = []
  for (let at = SIGNATURE; at < png.length;) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  return {
    width: png.readUInt32BE(16),
    height: png.readUInt32BE(20),
    channels: type === 2 ? 3 : 4,
    data: Buffer.concat(parts),
  }
}

/** Section 6. @param {Buffer} lines @param {number} width @param {number} height @param {number} channels */
function unfiltered(lines, width, height, channels) {
  const stride = width * channels
  const pixels = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y += 1) {
    const filter = lines[y * (stride + 1)] ?? 0
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x
      const left = x < channels ? 0 : (pixels[at - channels] ?? 0)
      const up = y === 0 ? 0 : (pixels[at - stride] ?? 0)
      const corner = x < channels || y === 0 ? 0 : (pixels[at - stride - channels] ?? 0)
      pixels[at] = (lines[y * (stride + 1) + 1 + x] ?? 0) + predicted(filter, left, up, corner)
    }
  }
  return pixels
}

/** @param {number} filter @param {number} left @param {number} up @param {number} corner */
function predicted(filter, left, up, corner) {
  if (filter === 0) return 0
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  const guess = left + up - corner
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}

/** The most frequent colours. @param {Buffer} pixels @param {number} channels */
function paletteOf(pixels, channels) {
  const counts = new Map()
  for (let at = 0; at < pixels.length; at += channels) {
    const colour = pixels.readUIntBE(at, 3)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const byCount = [...counts].toSorted(([one, a], [other, b]) => b - a || one - other)
  return byCount.slice(0, COLOURS).map(([colour]) => colour)
}

/** @param {readonly number[]} palette @param {number} colour */
function nearestIn(palette, colour) {
  const away = (/** @type {number} */ other) =>
    [16, 8, 0].reduce((sum, shift) => sum + (((colour >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0)
  let best = 0
  for (let index = 1; index < palette.length; index += 1) {
    if (away(palette[index] ?? 0) < away(palette[best] ?? 0)) best = index
  }
  return best
}

/** Section 3.2. @param {string} type @param {Buffer} body */
function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}
