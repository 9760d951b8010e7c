import type { CborMap, CborValue } from '@octroi/shared/wire/cbor'
import type { Random } from '@octroi/simulators/world/random'

/** One claim is another one of its kind, or is left out, or there is one that nobody knows. */
export function withOneChanged(claims: CborMap, random: Random): CborMap {
  const key = random.pick([...claims.keys()])
  const changed = new Map(claims)
  const how = random.below(8)
  if (how === 0) changed.delete(key)
  else if (how === 1) return inOrder([...claims, [random.below(40) + 20, random.below(1000)]])
  else changed.set(key, another(claims.get(key) ?? null, random))
  return changed
}

/** Two claims hold what the other one held. */
export function withTwoSwapped(claims: CborMap, random: Random): CborMap {
  const keys = [...claims.keys()]
  const [one, two] = [random.pick(keys), random.pick(keys)]
  return new Map([...claims].map(([key, value]) => [key, claims.get(key === one ? two : key === two ? one : key) ?? value]))
}

/** One claim is that of another message. */
export function withOneOf(claims: CborMap, other: CborMap, random: Random): CborMap {
  const key = random.pick([...other.keys()])
  return inOrder([...claims, [key, other.get(key) ?? null]])
}

function inOrder(entries: readonly (readonly [number, CborValue])[]): CborMap {
  const rank = (key: number): number => (key >= 0 ? key : 2 ** 40 - key)
  return new Map([...new Map(entries)].toSorted(([left], [right]) => rank(left) - rank(right)))
}

function another(value: CborValue, random: Random): CborValue {
  if (typeof value === 'number') return random.chance(0.5) ? value + random.between(-1, 1) : random.next()
  if (typeof value === 'bigint') return value + BigInt(random.between(-1, 1))
  if (typeof value === 'string') return value.slice(0, -1) + String.fromCodePoint(random.between(32, 126))
  if (value instanceof Uint8Array) {
    const at = random.below(value.length)
    return random.chance(0.5) ? random.bytes(value.length) : value.map((byte, index) => (index === at ? byte ^ 1 : byte))
  }
  if (Array.isArray(value)) return random.chance(0.5) ? [...value, ...value] : value.map((each) => another(each, random))
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [key, another(each, random)]))
  return !value
}
