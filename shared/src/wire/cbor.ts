import { decode, encode, rfc8949EncodeOptions, type Token, Tokenizer, Type } from 'cborg'
import { plainBytes } from '../crypto/bytes.ts'
import { err, ok, type Result } from '../errors/result.ts'

/** The part of CBOR (RFC 8949) that messages may use: no floats, tags, `undefined` or text keys. */
export type CborValue = number | bigint | string | boolean | null | Uint8Array | CborValue[] | CborMap
export type CborMap = Map<number, CborValue>

/** Nesting of arrays and maps, the outermost counted. The deepest message is a batch of records with bodies: 4. */
const depthAtMost = 8
/** Entries of one array or map. A batch carries at most 1,000 records. */
const entriesAtMost = 1024

/** Core deterministic encoding (RFC 8949, 4.2.1): shortest heads, definite lengths, keys in bytewise order. */
export function encodeCbor(value: CborValue): Uint8Array {
  return encode(value, rfc8949EncodeOptions)
}

/**
 * Reads exactly one deterministically encoded value. Refused with the reason: trailing or missing bytes, longer heads
 * than needed, indefinite lengths, floats, tags, `undefined`, invalid UTF-8, keys that are not integers, repeated or out
 * of order, more than {@link depthAtMost} levels or {@link entriesAtMost} entries.
 */
export function decodeCbor(bytes: Uint8Array): Result<CborValue, string> {
  try {
    const tokenizer = new StrictTokenizer(bytes, decodeOptions)
    const value = decode(bytes, { ...decodeOptions, tokenizer }) as CborValue
    const misordered = findMisorderedKey(value)
    return misordered === undefined ? ok(value) : err(misordered)
  } catch (error) {
    return err(error instanceof Error ? error.message : 'not CBOR')
  }
}

const decodeOptions = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowBigInt: true,
  allowInfinity: false,
  allowNaN: false,
  useMaps: true,
  rejectDuplicateMapKeys: true,
}

class StrictTokenizer extends Tokenizer {
  /** How many items each open array or map still expects. */
  private readonly open: number[] = []

  override next(): Token {
    const token = super.next()
    const { type } = token
    if (Type.equals(type, Type.float)) throw new Error('floats are not allowed')
    if (Type.equals(type, Type.tag)) throw new Error('tags are not allowed here')
    if (Type.equals(type, Type.string) && (token.value as string).includes('\uFFFD')) throw new Error('invalid UTF-8')
    if (Type.equals(type, Type.bytes)) token.value = plainBytes(token.value as Uint8Array)
    this.close()
    if (Type.equals(type, Type.array)) this.enter(token.value as number, 1)
    else if (Type.equals(type, Type.map)) this.enter(token.value as number, 2)
    return token
  }

  private enter(entries: number, itemsPerEntry: number): void {
    if (entries > entriesAtMost) throw new Error(`more than ${entriesAtMost} entries`)
    if (this.open.length >= depthAtMost) throw new Error(`nested deeper than ${depthAtMost}`)
    this.open.push(entries * itemsPerEntry)
  }

  /** Counts one item off the innermost container, after leaving those that are full. */
  private close(): void {
    while (this.open.at(-1) === 0) this.open.pop()
    const innermost = this.open.length - 1
    if (innermost >= 0) this.open[innermost] = (this.open[innermost] ?? 0) - 1
  }
}

function findMisorderedKey(value: CborValue): string | undefined {
  if (Array.isArray(value)) return firstDefined(value, findMisorderedKey)
  if (!(value instanceof Map)) return undefined
  let previous = -1
  for (const [key, entry] of value) {
    if (!Number.isSafeInteger(key)) return 'map keys must be integers'
    const rank = keyRank(key)
    if (rank <= previous) return `map key ${key} is out of order`
    previous = rank
    const nested = findMisorderedKey(entry)
    if (nested !== undefined) return nested
  }
  return undefined
}

/** Bytewise order of encoded integers: 0, 1, 2, … and only then -1, -2, … */
export function keyRank(key: number): number {
  return key >= 0 ? key : 2 ** 52 - 1 - key
}

function firstDefined<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}
