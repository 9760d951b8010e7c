import { encode, rfc8949EncodeOptions } from 'cborg'
import { plainBytes } from '../crypto/bytes.ts'
import { err, ok, type Result } from '../errors/result.ts'
import { CborReader } from './cbor-reader.ts'

/** The part of CBOR (RFC 8949) that messages may use: no floats, tags, `undefined` or text keys. */
export type CborValue = number | bigint | string | boolean | null | Uint8Array | CborValue[] | CborMap
export type CborMap = Map<number, CborValue>

/** Core deterministic encoding (RFC 8949, 4.2.1): shortest heads, definite lengths, keys in bytewise order. */
export function encodeCbor(value: CborValue): Uint8Array {
  // What a platform's own kind of array calls a slice shares its memory.
  return plainBytes(encode(value, rfc8949EncodeOptions))
}

/**
 * Reads exactly one deterministically encoded value. Refused with the reason: trailing or missing bytes, longer heads
 * than needed, indefinite lengths, floats, tags, `undefined`, invalid UTF-8, keys that are not integers, repeated or out
 * of order, too many levels or entries. Long byte strings share the memory of what was read.
 */
export function decodeCbor(bytes: Uint8Array): Result<CborValue, string> {
  try {
    return ok(new CborReader(bytes).whole())
  } catch (error) {
    return err(error instanceof Error ? error.message : 'not CBOR')
  }
}
