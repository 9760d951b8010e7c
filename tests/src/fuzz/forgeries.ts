import { equalBytes } from '@octroi/shared/crypto/bytes'
import { type KeyPair, keyPairOf } from '@octroi/shared/crypto/crypto'
import { keyId } from '@octroi/shared/crypto/key-id'
import { type CborMap, encodeCbor } from '@octroi/shared/wire/cbor'
import { encodeSign1 } from '@octroi/shared/wire/cose'
import type { Random } from '@octroi/simulators/world/random'
import { withOneChanged, withOneOf, withTwoSwapped } from './altered-claims.ts'
import { encodeLoosely } from './loose-cbor.ts'
import { Signer } from './signer.ts'
import { crypto, deviceKeys, type Kind, permitKeys, receiptKeys, type Sound } from './sound-messages.ts'

const signer = new Signer(crypto)
/** Of other tenants, other devices, and whoever else has a key. */
const strangers: readonly KeyPair[] = Array.from({ length: 16 }, (_, seed) =>
  keyPairOf(crypto, new Uint8Array(32).fill(100 + seed)),
)
const otherKinds = ['permit', 'link', 'lease', 'rev', 'keyset', 'batch', 'receipt', 'time', 'presentation', 'session'].map(
  (kind) => new TextEncoder().encode(`octroi/v1/${kind}`),
)

/** One of a kind, as somebody made it who knows how it is made, but is not to be believed. */
type Forge = (kind: Kind, sound: Sound, random: Random, other: Sound) => Uint8Array

export const forgeries: Readonly<Record<string, Forge>> = {
  'claims changed, the signature kept': (_kind, sound, random) => keeping(sound, withOneChanged(sound.claims, random)),
  'claims swapped, the signature kept': (_kind, sound, random) => keeping(sound, withTwoSwapped(sound.claims, random)),
  'a claim of another, the signature kept': (_kind, sound, random, other) =>
    keeping(sound, withOneOf(sound.claims, other.claims, random)),
  'the parts of another': (_kind, sound, random, other) => {
    const [kid, payload, signature] = [sound.read.kid, sound.read.payloadBytes, sound.read.signature]
    const takesPayload = random.chance(0.5)
    return sound.wrap(
      encodeSign1({
        kid: takesPayload ? kid : random.bytes(kid.length),
        payload: takesPayload ? other.read.payloadBytes : payload,
        signature: takesPayload || random.chance(0.5) ? signature : other.read.signature,
      }),
    )
  },
  'what travels beside the signed part': (_kind, sound, random, other) =>
    sound.around?.(random, other) ??
    sound.wrap(other.signed.map((byte, at) => (at === other.signed.length - 1 ? byte ^ 1 : byte))),
  'the message not canonical': (_kind, sound, random) => {
    const written = encodeLoosely(signer.parts({ ...sound.read, payload: sound.read.payloadBytes }), random)
    const tag = random.chance(0.2) ? [0xd8, 0x12] : random.chance(0.1) ? [] : [0xd2]
    return sound.wrap(Uint8Array.of(...tag, ...written))
  },
  'claims not canonical, signed anew': ({ externalAad, keys }, sound, random) =>
    sound.wrap(signer.message(encodeLoosely(sound.claims, random), externalAad, keys)),
  'an unknown claim, signed anew': ({ externalAad, keys }, sound, random) => {
    const claims = new Map([...sound.claims, [-70_000 - random.below(1000), random.below(100)] as const])
    return sound.wrap(signer.message(encodeCbor(claims), externalAad, keys))
  },
  'another header, signed anew': ({ externalAad, keys }, sound, random) => {
    const { kid } = sound.read
    const header = random.pick([
      new Map<number, number | Uint8Array>([
        [1, random.pick([-7, -35, -257, 5, 0])],
        [4, kid],
      ]),
      new Map<number, number | Uint8Array>([
        [1, -8],
        [3, random.below(100)],
        [4, kid],
      ]),
      new Map<number, number | Uint8Array>([[4, kid]]),
      new Map<number, number | Uint8Array>([[1, -8]]),
    ])
    const unprotected = new Map<number, Uint8Array>(random.chance(0.5) ? [[4, kid]] : [])
    const encoded = random.chance(0.2) ? encodeLoosely(header, random) : encodeCbor(header)
    return sound.wrap(signer.withHeader(sound.read.payloadBytes, externalAad, keys, { header: encoded, unprotected }))
  },
  'signed as another kind of message': ({ externalAad, keys }, sound, random) =>
    sound.wrap(
      signer.message(sound.read.payloadBytes, random.pick(otherKinds.filter((each) => !equalBytes(each, externalAad))), keys),
    ),
  'signed with a wrong key': ({ externalAad }, sound, random) =>
    sound.wrap(signer.message(sound.read.payloadBytes, externalAad, random.pick(strangers))),
  'signed with a wrong key under the right one’s name': ({ externalAad, keys }, sound, random) =>
    sound.wrap(signer.message(sound.read.payloadBytes, externalAad, random.pick(strangers), keyId(crypto, keys.publicKey))),
  'signed with a key for something else': ({ externalAad, keys }, sound, random) => {
    const others = [permitKeys, receiptKeys, deviceKeys].filter((each) => each !== keys)
    return sound.wrap(signer.message(sound.read.payloadBytes, externalAad, random.pick(others)))
  },
  'of another tenant': ({ externalAad, keys, tenantClaim }, sound, random) => {
    // Its hub names itself, or the tenant of this device; and with the right key another tenant is still another one.
    const claims = tenantClaim === undefined ? sound.claims : new Map(sound.claims).set(tenantClaim, random.bytes(16))
    const isStolen = tenantClaim !== undefined && random.chance(0.5)
    return sound.wrap(signer.message(encodeCbor(claims), externalAad, isStolen ? keys : random.pick(strangers)))
  },
  'for another device or permit': ({ externalAad, keys, boundBy }, sound, random) => {
    const named = sound.claims.get(boundBy)
    const claims = new Map(sound.claims).set(boundBy, random.bytes(named instanceof Uint8Array ? named.length : 16))
    return sound.wrap(signer.message(encodeCbor(claims), externalAad, keys))
  },
  'another signature': (_kind, sound, random) => {
    const { kid, payloadBytes: payload, signature } = sound.read
    return sound.wrap(encodeSign1({ kid, payload, signature: otherSignature(signature, random) }))
  },
}

function keeping({ wrap, read }: Sound, claims: CborMap): Uint8Array {
  return wrap(encodeSign1({ kid: read.kid, payload: encodeCbor(claims), signature: read.signature }))
}

/** Little-endian: what S may be raised by without another result, where nobody looks how large it is. */
const groupOrder = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n

function otherSignature(signature: Uint8Array, random: Random): Uint8Array {
  const how = random.below(5)
  if (how === 0) return raised(signature, random.between(1, 14))
  if (how === 1) return new Uint8Array(64)
  if (how === 2) return random.bytes(64)
  // The identity as R, and the sign of R.
  if (how === 3) return signature.map((byte, at) => (at === 0 ? 1 : at < 32 ? 0 : byte))
  return signature.map((byte, at) => (at === 31 ? byte ^ 0x80 : byte))
}

function raised(signature: Uint8Array, times: number): Uint8Array {
  let s = groupOrder * BigInt(times)
  for (let at = 32; at < 64; at++) s += BigInt(signature[at] ?? 0) << BigInt(8 * (at - 32))
  return signature.map((byte, at) => (at < 32 ? byte : Number((s >> BigInt(8 * (at - 32))) & 0xffn)))
}
