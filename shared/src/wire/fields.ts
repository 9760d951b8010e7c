import { type Fault, fault } from '../errors/fault.ts'
import { invariant } from '../errors/invariant.ts'
import { type Id, type IdKind, idBytesLength, idFromBytes, idToBytes } from '../ids/id.ts'
import type { CborValue } from './cbor.ts'

/**
 * How one field of a message is written and read. `decode` adds every fault it finds to `faults` and returns undefined;
 * `encode` takes only what the type allows and asserts the limits, because what we sign is our own.
 */
export interface FieldType<T> {
  /** The shape in CDDL (RFC 8610), for the generated wire reference. */
  readonly cddl: string
  encode(value: T): CborValue
  decode(raw: CborValue, path: string, faults: Fault[]): T | undefined
}

export type FieldValue<F> = F extends FieldType<infer T> ? T : never

function fieldType<T>(cddl: string, accepts: (raw: CborValue) => T | undefined, encode: (value: T) => CborValue): FieldType<T> {
  return {
    cddl,
    encode: (value) => {
      const raw = encode(value)
      invariant(accepts(raw) !== undefined, `value does not fit ${cddl}`)
      return raw
    },
    decode: (raw, path, faults) => {
      const value = accepts(raw)
      if (value === undefined) faults.push(fault(path, 'malformed', `must be ${cddl}`))
      return value
    },
  }
}

/** A whole number from `least` to `most`, at most 2^53 - 1. */
export function uint({ least = 0, most = Number.MAX_SAFE_INTEGER }: { least?: number; most?: number } = {}): FieldType<number> {
  return fieldType(
    `${least}..${most}`,
    (raw) => (typeof raw === 'number' && Number.isSafeInteger(raw) && raw >= least && raw <= most ? raw : undefined),
    (value) => value,
  )
}

const int64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n }

/** A signed 64-bit integer, held as `bigint` because quantities of 1e-9 units pass 2^53. */
export const quantity: FieldType<bigint> = fieldType(
  'int .size 8',
  (raw) => {
    if (typeof raw !== 'number' && typeof raw !== 'bigint') return undefined
    const value = BigInt(raw)
    return value >= int64.least && value <= int64.most ? value : undefined
  },
  (value) => value,
)

/** Milliseconds since 1970-01-01T00:00Z, up to the year 9999. */
export const timeMs: FieldType<number> = { ...uint({ most: 253_402_300_799_999 }), cddl: 'time-ms' }

/** Seconds since 1970-01-01T00:00Z: the NumericDate of RFC 8392, whole, up to the year 9999. */
export const timeSeconds: FieldType<number> = { ...uint({ most: 253_402_300_799 }), cddl: 'time-s' }

export const flag: FieldType<boolean> = fieldType(
  'bool',
  (raw) => (typeof raw === 'boolean' ? raw : undefined),
  (value) => value,
)

export function bytes(length: number): FieldType<Uint8Array> {
  return fieldType(
    `bstr .size ${length}`,
    (raw) => (raw instanceof Uint8Array && raw.length === length ? raw : undefined),
    (value) => value,
  )
}

export function bytesUpTo(most: number): FieldType<Uint8Array> {
  return fieldType(
    `bstr .size (1..${most})`,
    (raw) => (raw instanceof Uint8Array && raw.length >= 1 && raw.length <= most ? raw : undefined),
    (value) => value,
  )
}

/** Text of printable ASCII, 1 to `most` characters: names, codes, origins. Nothing signed is written by hand. */
export function text(most: number): FieldType<string> {
  return fieldType(
    `tstr .size (1..${most})`,
    (raw) => (typeof raw === 'string' && raw.length <= most && /^[\x20-\x7e]+$/.test(raw) ? raw : undefined),
    (value) => value,
  )
}

/** An id: 16 bytes on the wire, a TypeID in code. The kind is known from the field, so it is not written. */
export function id<K extends IdKind>(kind: K): FieldType<Id<K>> {
  return fieldType(
    `${kind}-id`,
    (raw) => (raw instanceof Uint8Array && raw.length === idBytesLength ? idFromBytes(kind, raw) : undefined),
    (value) => idToBytes(value),
  )
}

/** One of a fixed set of names, written as its number. */
export function oneOf<const Names extends Readonly<Record<string, number>>>(
  cddl: string,
  names: Names,
): FieldType<keyof Names & string> {
  const byNumber = new Map(Object.entries(names).map(([name, number]) => [number, name as keyof Names & string]))
  return fieldType(
    cddl,
    (raw) => (typeof raw === 'number' ? byNumber.get(raw) : undefined),
    (value) => names[value] ?? null,
  )
}

/** A list of `least` to `most` items. */
export function list<T>(item: FieldType<T>, { least = 0, most }: { least?: number; most: number }): FieldType<readonly T[]> {
  const cddl = `[${least}*${most} ${item.cddl}]`
  return {
    cddl,
    encode: (values) => {
      invariant(values.length >= least && values.length <= most, `list does not fit ${cddl}`)
      return values.map((value) => item.encode(value))
    },
    decode: (raw, path, faults) => {
      if (!Array.isArray(raw) || raw.length < least || raw.length > most) {
        faults.push(fault(path, 'malformed', `must be ${cddl}`))
        return undefined
      }
      const before = faults.length
      const values = raw.map((entry, index) => item.decode(entry, `${path}[${index}]`, faults))
      return faults.length === before ? (values as T[]) : undefined
    },
  }
}

/** A closed range `[first, last]` of sequence numbers. */
export interface SeqRange {
  readonly first: number
  readonly last: number
}

export const seqRange: FieldType<SeqRange> = fieldType(
  '[seq, seq]',
  (raw) => {
    if (!Array.isArray(raw) || raw.length !== 2) return undefined
    const [first, last] = raw
    if (typeof first !== 'number' || typeof last !== 'number' || first < 1 || last < first) return undefined
    return { first, last }
  },
  (range) => [range.first, range.last],
)

/** The confirmation key of RFC 8747: `{1: COSE_Key}`, an Ed25519 public key (RFC 9053, 7.2) and nothing else. */
export const confirmationKey: FieldType<Uint8Array> = fieldType(
  '{1: {1: 1, -1: 6, -2: bstr .size 32}}',
  (raw) => {
    const key = raw instanceof Map && raw.size === 1 ? raw.get(1) : undefined
    if (!(key instanceof Map) || key.size !== 3 || key.get(1) !== 1 || key.get(-1) !== 6) return undefined
    const x = key.get(-2)
    return x instanceof Uint8Array && x.length === 32 ? x : undefined
  },
  (publicKey) =>
    new Map([
      [
        1,
        new Map<number, CborValue>([
          [1, 1],
          [-1, 6],
          [-2, publicKey],
        ]),
      ],
    ]),
)
