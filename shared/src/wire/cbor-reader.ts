import { plainBytes } from '../crypto/bytes.ts'
import type { CborMap, CborValue } from './cbor.ts'

/** Nesting of arrays and maps, the outermost counted. The deepest message is a batch of records with bodies: 4. */
export const depthAtMost = 8
/** Entries of one array or map. A batch carries at most 1,000 records. */
export const entriesAtMost = 1024

/** Shorter ones are copied: a key or a hash is not to hold the whole message it came in. */
const copiedAtMost = 64
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads one deterministically encoded value and throws with the reason where there is none. A hub reads every record of a
 * batch, so it is read in one pass, and long byte strings are not copied.
 */
export class CborReader {
  private readonly bytes: Uint8Array
  private at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = plainBytes(bytes)
  }

  whole(): CborValue {
    const value = this.item(0)
    if (this.at !== this.bytes.length) throw new Error('more bytes than one value')
    return value
  }

  private item(depth: number): CborValue {
    const head = this.byte()
    const [major, info] = [head >> 5, head & 31]
    if (major === 7) return simple(info)
    if (major === 6) throw new Error('tags are not allowed here')
    const argument = this.argument(info)
    if (major === 0) return argument
    if (major === 1) return negative(argument)
    if (major === 2) return this.byteString(argument)
    if (major === 3) return this.text(argument)
    if (argument > entriesAtMost) throw new Error(`more than ${entriesAtMost} entries`)
    if (depth >= depthAtMost) throw new Error(`nested deeper than ${depthAtMost}`)
    return major === 4 ? this.array(Number(argument), depth + 1) : this.map(Number(argument), depth + 1)
  }

  private array(length: number, depth: number): CborValue[] {
    const items: CborValue[] = []
    while (items.length < length) items.push(this.item(depth))
    return items
  }

  private map(size: number, depth: number): CborMap {
    const map: CborMap = new Map()
    let previous = -1
    while (map.size < size) {
      const key = this.item(depth)
      if (typeof key !== 'number') throw new Error('map keys must be integers')
      const rank = keyRank(key)
      if (rank <= previous) throw new Error(`map key ${key} is out of order`)
      previous = rank
      map.set(key, this.item(depth))
    }
    return map
  }

  private byteString(length: number | bigint): Uint8Array {
    const from = this.skip(length)
    return this.at - from <= copiedAtMost ? this.bytes.slice(from, this.at) : this.bytes.subarray(from, this.at)
  }

  private text(length: number | bigint): string {
    const from = this.skip(length)
    return this.ascii(from) ?? this.unicode(from)
  }

  /** Names and codes, mostly: undefined for what is longer, or anything else. */
  private ascii(from: number): string | undefined {
    if (this.at - from > copiedAtMost) return undefined
    const codes: number[] = []
    for (let index = from; index < this.at; index++) {
      const code = this.bytes[index] ?? 0
      if (code > 0x7f) return undefined
      codes.push(code)
    }
    return String.fromCharCode(...codes)
  }

  /** The replacement character says that somebody before us read what was no text. */
  private unicode(from: number): string {
    const text = utf8.decode(this.bytes.subarray(from, this.at))
    if (text.includes('\uFFFD')) throw new Error('invalid UTF-8')
    return text
  }

  /** The number in a head, which must be written as short as it can be. */
  private argument(info: number): number | bigint {
    if (info < 24) return info
    if (info > 27) throw new Error('indefinite lengths are not allowed')
    const value = info === 24 ? this.byte() : info === 25 ? this.uint16() : info === 26 ? this.uint32() : this.uint64()
    if (value < (leastOf[info - 24] ?? 0)) throw new Error('a number written longer than needed')
    return value
  }

  private byte(): number {
    const byte = this.bytes[this.at++]
    if (byte === undefined) throw new Error('the value ends too early')
    return byte
  }

  private uint16(): number {
    return this.byte() * 0x100 + this.byte()
  }

  private uint32(): number {
    return this.uint16() * 0x1_0000 + this.uint16()
  }

  private uint64(): number | bigint {
    const [high, low] = [this.uint32(), this.uint32()]
    const value = high * 2 ** 32 + low
    return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) + BigInt(low)
  }

  /** Moves on over so many bytes, and says where they begin. */
  private skip(length: number | bigint): number {
    if (length > this.bytes.length - this.at) throw new Error('the value ends too early')
    const from = this.at
    this.at += Number(length)
    return from
  }
}

/** From which number on each longer head is needed. */
const leastOf = [24, 0x100, 0x1_0000, 2 ** 32] as const

function negative(argument: number | bigint): number | bigint {
  const value = -1 - Number(argument)
  return Number.isSafeInteger(value) ? value : -1n - BigInt(argument)
}

function simple(info: number): CborValue {
  if (info === 20) return false
  if (info === 21) return true
  if (info === 22) return null
  if (info >= 25 && info <= 27) throw new Error('floats are not allowed')
  throw new Error('a simple value that is not allowed')
}

/** Bytewise order of encoded integers: 0, 1, 2, … and only then -1, -2, … */
export function keyRank(key: number): number {
  return key >= 0 ? key : 2 ** 52 - 1 - key
}
