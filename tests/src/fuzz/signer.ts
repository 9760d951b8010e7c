import { concatBytes } from '@octroi/shared/crypto/bytes'
import type { Crypto, KeyPair } from '@octroi/shared/crypto/crypto'
import { keyId } from '@octroi/shared/crypto/key-id'
import { type CborMap, type CborValue, encodeCbor } from '@octroi/shared/wire/cbor'
import { encodeSign1, type Sign1, signedBytes, toBeSigned } from '@octroi/shared/wire/cose'

/** COSE tag 18, as it is written. */
const tag = Uint8Array.of(0xd2)

/** Signs whatever it is given, as nobody who means well would. */
export class Signer {
  private readonly crypto: Crypto

  constructor(crypto: Crypto) {
    this.crypto = crypto
  }

  /** With a key that names itself by its own id, or by another one. */
  message(payload: Uint8Array, externalAad: Uint8Array, keys: KeyPair, kid = keyId(this.crypto, keys.publicKey)): Uint8Array {
    const signature = this.crypto.ed25519.sign(keys.secretKey, signedBytes({ kid, payload }, externalAad))
    return encodeSign1({ kid, payload, signature })
  }

  /** Under a header of its own, which is signed too. */
  withHeader(
    payload: Uint8Array,
    externalAad: Uint8Array,
    keys: KeyPair,
    { header, unprotected }: { readonly header: Uint8Array; readonly unprotected: CborMap },
  ): Uint8Array {
    const signature = this.crypto.ed25519.sign(keys.secretKey, toBeSigned(header, externalAad, payload))
    return concatBytes(tag, encodeCbor([header, unprotected, payload, signature]))
  }

  /** The four parts of a message as a value, to be written in another way. */
  parts({ kid, payload, signature }: Sign1): CborValue {
    const header = new Map<number, CborValue>([
      [1, -8],
      [4, kid],
    ])
    return [encodeCbor(header), new Map(), payload, signature]
  }
}
