import { concatBytes } from '@octroi/shared/crypto/bytes'
import type { Random } from '@octroi/simulators/world/random'

/** What may happen to bytes on their way, or on purpose. `other` are sound bytes of the same kind. */
type Alter = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array

export const alterations: Readonly<Record<string, Alter>> = {
  'bits flipped': (bytes, random) => {
    const flipped = bytes.slice()
    for (let left = random.between(1, 4); left > 0; left--) {
      const at = random.below(flipped.length)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8))
    }
    return flipped
  },
  'a byte set': (bytes, random) => {
    const at = random.below(bytes.length)
    return bytes.map((byte, index) => (index === at ? random.below(256) : byte))
  },
  truncated: (bytes, random) => bytes.slice(0, random.below(bytes.length)),
  'a part cut out': (bytes, random) => {
    const [from, to] = span(bytes, random)
    return concatBytes(bytes.subarray(0, from), bytes.subarray(to))
  },
  'a part repeated': (bytes, random) => {
    const [from, to] = span(bytes, random)
    return concatBytes(bytes.subarray(0, to), bytes.subarray(from))
  },
  'a part zeroed': (bytes, random) => {
    const [from, to] = span(bytes, random)
    return bytes.map((byte, at) => (at >= from && at < to ? 0 : byte))
  },
  extended: (bytes, random) => concatBytes(bytes, random.bytes(random.between(1, 40))),
  'bytes inserted': (bytes, random) => {
    const at = random.below(bytes.length + 1)
    return concatBytes(bytes.subarray(0, at), random.bytes(random.between(1, 8)), bytes.subarray(at))
  },
  spliced: (bytes, random, other) => {
    const at = random.below(Math.min(bytes.length, other.length))
    return concatBytes(bytes.subarray(0, at), other.subarray(random.chance(0.7) ? at : random.below(other.length)))
  },
  'two in one': (bytes, _random, other) => concatBytes(bytes, other),
  noise: (_bytes, random) => random.bytes(random.below(400)),
}

function span(bytes: Uint8Array, random: Random): readonly [number, number] {
  const from = random.below(bytes.length)
  return [from, from + 1 + random.below(Math.min(bytes.length - from, 40))]
}
