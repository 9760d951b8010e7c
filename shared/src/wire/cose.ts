import { concatBytes, equalBytes } from '../crypto/bytes.ts'
import { signatureLength } from '../crypto/crypto.ts'
import { keyIdLength } from '../crypto/key-id.ts'
import { invariant } from '../errors/invariant.ts'
import { err, ok, type Result } from '../errors/result.ts'
import { type CborValue, decodeCbor, encodeCbor } from './cbor.ts'

/** One tagged COSE_Sign1 (RFC 9052, 4.2): the payload as signed, its signature, and the id of the key that made it. */
export interface Sign1 {
  readonly kid: Uint8Array
  readonly payload: Uint8Array
  readonly signature: Uint8Array
}

/** CBOR tag 18 in its only deterministic encoding. */
const sign1Tag = 0xd2
const algorithmLabel = 1
const keyIdLabel = 4
/** EdDSA (RFC 9053, 2.2); the curve is fixed by the key, which here is always Ed25519. */
const eddsa = -8
/** The one header there is, up to the key id that ends it: so no other algorithm, no `crit`, nothing besides. */
const headerBeforeKeyId = encodeCbor(
  new Map<number, CborValue>([
    [algorithmLabel, eddsa],
    [keyIdLabel, new Uint8Array(keyIdLength)],
  ]),
).slice(0, -keyIdLength)

function protectedHeader(kid: Uint8Array): Uint8Array {
  invariant(kid.length === keyIdLength, `a key id is ${keyIdLength} bytes`)
  return concatBytes(headerBeforeKeyId, kid)
}

/** The Sig_structure of RFC 9052, 4.4: what is really signed. `externalAad` separates the kinds of messages. */
export function toBeSigned(protectedBytes: Uint8Array, externalAad: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(['Signature1', protectedBytes, externalAad, payload])
}

export function signedBytes(message: Omit<Sign1, 'signature'>, externalAad: Uint8Array): Uint8Array {
  return toBeSigned(protectedHeader(message.kid), externalAad, message.payload)
}

export function encodeSign1({ kid, payload, signature }: Sign1): Uint8Array {
  const body = encodeCbor([protectedHeader(kid), new Map(), payload, signature])
  const tagged = new Uint8Array(body.length + 1)
  tagged[0] = sign1Tag
  tagged.set(body, 1)
  return tagged
}

/** Reads the envelope; the payload is neither decoded nor verified. The error says what is wrong, for a person. */
export function decodeSign1(bytes: Uint8Array): Result<Sign1, string> {
  if (bytes[0] !== sign1Tag) return err('not a tagged COSE_Sign1')
  const body = decodeCbor(bytes.subarray(1))
  if (!body.ok) return body
  if (!Array.isArray(body.value) || body.value.length !== 4) return err('COSE_Sign1 has four parts')
  const [header, unprotected, payload, signature] = body.value
  if (!(header instanceof Uint8Array)) return err('the protected header must be bytes')
  if (!(unprotected instanceof Map) || unprotected.size > 0) return err('the unprotected header must be empty')
  if (!(payload instanceof Uint8Array)) return err('the payload must be bytes, not detached')
  if (!(signature instanceof Uint8Array) || signature.length !== signatureLength) return err('the signature must be 64 bytes')
  const kid = readKeyId(header)
  return kid === undefined
    ? err('the protected header must hold alg EdDSA and a kid of 8 bytes')
    : ok({ kid, payload, signature })
}

function readKeyId(header: Uint8Array): Uint8Array | undefined {
  const kid = header.slice(headerBeforeKeyId.length)
  return kid.length === keyIdLength && equalBytes(header, protectedHeader(kid)) ? kid : undefined
}
