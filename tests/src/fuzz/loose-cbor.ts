import { concatBytes } from '@octroi/shared/crypto/bytes'
import { type CborMap, type CborValue, encodeCbor } from '@octroi/shared/wire/cbor'
import type { Random } from '@octroi/simulators/world/random'

/** Writes a value as CBOR allows it and deterministic CBOR does not: in one place of it, which chance picks. */
export function encodeLoosely(value: CborValue, random: Random): Uint8Array {
  let until = random.below(placesIn(value))
  const write = (part: CborValue): Uint8Array => {
    if (until-- === 0) return loosely(part, random)
    if (Array.isArray(part)) return concatBytes(head(4, part.length), ...part.map(write))
    if (part instanceof Map) return concatBytes(head(5, part.size), ...entriesOf(part).map(write))
    return encodeCbor(part)
  }
  return write(value)
}

function placesIn(value: CborValue): number {
  const parts = Array.isArray(value) ? value : value instanceof Map ? entriesOf(value) : []
  return parts.reduce<number>((sum, part) => sum + placesIn(part), 1)
}

function entriesOf(map: CborMap): readonly CborValue[] {
  return [...map].flat()
}

function loosely(value: CborValue, random: Random): Uint8Array {
  if (typeof value === 'number' || typeof value === 'bigint') return looseNumber(value, random)
  if (typeof value === 'string') return looseString(3, new TextEncoder().encode(value), random)
  if (value instanceof Uint8Array) return looseString(2, value, random)
  if (Array.isArray(value)) return looseList(4, value.length, value.map(encodeCbor), random)
  if (value instanceof Map) return looseMap(value, random)
  // A simple value in the two bytes that only the others need.
  return concatBytes(
    Uint8Array.of(0xf8),
    encodeCbor(value).map((byte) => byte & 31),
  )
}

function looseNumber(value: number | bigint, random: Random): Uint8Array {
  const whole = BigInt(value)
  const [negative, argument] = whole < 0n ? [1, -1n - whole] : [0, whole]
  if (random.chance(0.3)) return concatBytes(Uint8Array.of(0xc2 + negative), head(2, 8), head(0, argument, 3).subarray(1))
  if (random.chance(0.3)) return floated(Number(value))
  return longer(negative, argument, random)
}

function floated(value: number): Uint8Array {
  const bytes = new Uint8Array(9)
  bytes[0] = 0xfb
  new DataView(bytes.buffer).setFloat64(1, value)
  return bytes
}

function looseString(major: number, bytes: Uint8Array, random: Random): Uint8Array {
  if (random.chance(0.5)) return concatBytes(longer(major, BigInt(bytes.length), random), bytes)
  const at = random.below(bytes.length + 1)
  const chunks = [bytes.subarray(0, at), bytes.subarray(at)].flatMap((chunk) => [head(major, chunk.length), chunk])
  return concatBytes(Uint8Array.of((major << 5) | 31), ...chunks, Uint8Array.of(0xff))
}

function looseList(major: number, count: number, parts: readonly Uint8Array[], random: Random): Uint8Array {
  if (random.chance(0.5)) return concatBytes(longer(major, BigInt(count), random), ...parts)
  return concatBytes(Uint8Array.of((major << 5) | 31), ...parts, Uint8Array.of(0xff))
}

/** Also with its keys in another order, with one of them twice, or with one that is text. */
function looseMap(map: CborMap, random: Random): Uint8Array {
  const entries = [...map].map(([key, value]) => [encodeCbor(key), encodeCbor(value)] as const)
  const how = random.below(4)
  if (entries.length < 2 || how === 0) return looseList(5, entries.length, entries.flat(), random)
  const at = random.below(entries.length)
  const entry = entries[at] ?? []
  if (how === 1) return concatBytes(head(5, entries.length), ...entries.toReversed().flat())
  if (how === 2) return concatBytes(head(5, entries.length + 1), ...entries.flat(), ...entry)
  const named = entries.map(([key, value], index) => [index === at ? encodeCbor(String(key[0])) : key, value])
  return concatBytes(head(5, entries.length), ...named.flat())
}

/** A head in more bytes than its argument needs. */
function longer(major: number, argument: bigint, random: Random): Uint8Array {
  const needed = [24n, 256n, 65_536n, 4_294_967_296n].filter((bound) => argument >= bound).length
  // Nothing is longer than eight bytes: there the only other way to write it is a tag.
  return needed === 4
    ? concatBytes(Uint8Array.of(0xc0), head(major, argument, 3))
    : head(major, argument, random.between(needed, 3))
}

/** The shortest head, or one with 1, 2, 4 or 8 bytes for the argument. */
function head(major: number, argument: number | bigint, bytesLog2?: number): Uint8Array {
  if (bytesLog2 === undefined) return withMajor(major, encodeCbor(argument))
  const bytes = new Uint8Array(1 + 2 ** bytesLog2)
  bytes[0] = (major << 5) | (24 + bytesLog2)
  let rest = BigInt(argument)
  for (let at = bytes.length - 1; at > 0; at--) {
    bytes[at] = Number(rest & 0xffn)
    rest >>= 8n
  }
  return bytes
}

function withMajor(major: number, encoded: Uint8Array): Uint8Array {
  return encoded.map((byte, at) => (at === 0 ? (major << 5) | (byte & 31) : byte))
}
