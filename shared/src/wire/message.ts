import type { Crypto, KeyPair } from '../crypto/crypto.ts'
import { keyId } from '../crypto/key-id.ts'
import type { Fault } from '../errors/fault.ts'
import { fault } from '../errors/fault.ts'
import { err, ok, type Result } from '../errors/result.ts'
import { decodeCbor, encodeCbor } from './cbor.ts'
import { decodeSign1, encodeSign1, signedBytes } from './cose.ts'
import type { Table } from './table.ts'

/** A kind of signed message: what it carries, how large it may be, and its domain separation `octroi/v1/<kind>`. */
export interface Message<T> {
  readonly kind: string
  readonly payload: Table<T>
  /** Of the whole signed message. */
  readonly maxBytes: number
  readonly externalAad: Uint8Array
}

export function message<T>(kind: string, payload: Table<T>, maxBytes: number): Message<T> {
  return { kind, payload, maxBytes, externalAad: new TextEncoder().encode(`octroi/v1/${kind}`) }
}

export type WireErrorCode = 'malformed' | 'unsupported_claim' | 'unknown_key' | 'bad_signature'

export interface WireError {
  readonly code: WireErrorCode
  readonly faults: readonly Fault[]
}

/** A message that was read but whose signature nobody has checked yet. Only {@link verifySigned} gives its value. */
export interface UnverifiedMessage<T> {
  readonly message: Message<T>
  readonly kid: Uint8Array
  readonly payloadBytes: Uint8Array
  readonly signature: Uint8Array
  readonly claimed: T
}

export function signMessage<T>(crypto: Crypto, message: Message<T>, value: T, keys: KeyPair): Uint8Array {
  const kid = keyId(crypto, keys.publicKey)
  const payload = encodeCbor(message.payload.encode(value))
  const signature = crypto.ed25519.sign(keys.secretKey, signedBytes({ kid, payload }, message.externalAad))
  return encodeSign1({ kid, payload, signature })
}

/** Reads a message's envelope and payload strictly. Use when the key must first be looked up by what is claimed. */
export function readSigned<T>(message: Message<T>, bytes: Uint8Array): Result<UnverifiedMessage<T>, WireError> {
  if (bytes.length > message.maxBytes) return malformed(message, `longer than ${message.maxBytes} bytes`)
  const envelope = decodeSign1(bytes)
  if (!envelope.ok) return malformed(message, envelope.error)
  const raw = decodeCbor(envelope.value.payload)
  if (!raw.ok) return malformed(message, raw.error)
  const faults: Fault[] = []
  const claimed = message.payload.decode(raw.value, '', faults)
  if (claimed === undefined) return err({ code: codeOf(faults), faults })
  const { kid, payload, signature } = envelope.value
  return ok({ message, kid, payloadBytes: payload, signature, claimed })
}

export function verifySigned<T>(crypto: Crypto, read: UnverifiedMessage<T>, publicKey: Uint8Array): Result<T, WireError> {
  const signed = signedBytes({ kid: read.kid, payload: read.payloadBytes }, read.message.externalAad)
  if (crypto.ed25519.verify(publicKey, signed, read.signature)) return ok(read.claimed)
  return err({ code: 'bad_signature', faults: [fault('', 'bad_signature', `${read.message.kind}: signature does not verify`)] })
}

/** Reads and verifies in one step; `findKey` returns the key that may have signed this kind, or undefined. */
export function openSigned<T>(
  crypto: Crypto,
  message: Message<T>,
  bytes: Uint8Array,
  findKey: (kid: Uint8Array, claimed: T) => Uint8Array | undefined,
): Result<T, WireError> {
  const read = readSigned(message, bytes)
  if (!read.ok) return read
  const publicKey = findKey(read.value.kid, read.value.claimed)
  if (publicKey === undefined) {
    return err({ code: 'unknown_key', faults: [fault('', 'unknown_key', `${message.kind}: no such key for this kind`)] })
  }
  return verifySigned(crypto, read.value, publicKey)
}

function malformed<T>(message: Message<T>, detail: string): Result<never, WireError> {
  return err({ code: 'malformed', faults: [fault('', 'malformed', `${message.kind}: ${detail}`)] })
}

/** An unknown claim outranks other faults: the sender may be right, only newer. */
function codeOf(faults: readonly Fault[]): WireErrorCode {
  return faults.some(({ code }) => code === 'unsupported_claim') ? 'unsupported_claim' : 'malformed'
}
