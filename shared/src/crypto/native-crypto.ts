import { concatBytes, plainBytes } from './bytes.ts'
import { type Crypto, signatureLength } from './crypto.ts'
import { type NodeHash, type NodeHashing, nativeSha256 } from './native-sha256.ts'
import { isUsablePublicKey } from './public-key.ts'

/**
 * The part of Node's `crypto` module that is used here. It is passed in: this package imports nothing of Node's.
 * Key inputs are `never` because Node types them as its own `Buffer`, where any byte array serves.
 */
export interface NodeCrypto<Key extends NodeKey> extends NodeHashing {
  createPublicKey(key: never): Key
  createPrivateKey(key: never): Key
  createHmac(algorithm: 'sha256', key: Uint8Array): NodeHash
  hkdfSync(digest: 'sha256', secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): ArrayBuffer
  sign(algorithm: null, data: Uint8Array, key: never): Uint8Array
  verify(algorithm: null, data: Uint8Array, key: never, signature: Uint8Array): boolean
}

interface NodeKey {
  export(options: { format: 'der'; type: 'spki' }): Uint8Array
}

/** DER headers of RFC 8410 before the 32 raw bytes of a public key and of a secret seed. */
const spkiHeader = Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00)
const pkcs8Header = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20)

/** Importing a key costs as much as a verification, and a hub sees the same devices again and again. */
const importedKeysAtMost = 4096

/** OpenSSL's Ed25519 (cofactorless, S below the group order) behind the key rule that it lacks. */
export function nativeCrypto<Key extends NodeKey>(node: NodeCrypto<Key>): Crypto {
  const publicKeys = new Map<string, Key>()
  /** Importing one costs many signatures. It goes with the bytes, which nobody changes. */
  const privateKeys = new WeakMap<Uint8Array, Key>()

  function imported(publicKey: Uint8Array): Key {
    const name = String.fromCharCode(...publicKey)
    const known = publicKeys.get(name)
    if (known !== undefined) return known
    const key = node.createPublicKey({ key: concatBytes(spkiHeader, publicKey), format: 'der', type: 'spki' } as never)
    if (publicKeys.size >= importedKeysAtMost) publicKeys.delete(publicKeys.keys().next().value ?? '')
    publicKeys.set(name, key)
    return key
  }

  function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    if (signature.length !== signatureLength || !isUsablePublicKey(publicKey)) return false
    try {
      return node.verify(null, message, imported(publicKey) as never, signature)
    } catch {
      return false
    }
  }

  function privateKey(secretKey: Uint8Array): Key {
    const known = privateKeys.get(secretKey)
    if (known !== undefined) return known
    const key = node.createPrivateKey({ key: concatBytes(pkcs8Header, secretKey), format: 'der', type: 'pkcs8' } as never)
    privateKeys.set(secretKey, key)
    return key
  }

  return {
    sha256: nativeSha256(node),
    hmacSha256: (key, message) => {
      const hmac = node.createHmac('sha256', key)
      hmac.update(message)
      return plainBytes(hmac.digest())
    },
    hkdfSha256: (secret, { salt = new Uint8Array(0), info, length }) =>
      new Uint8Array(node.hkdfSync('sha256', secret, salt, info, length)),
    ed25519: {
      publicKey: (secretKey) => {
        const spki = node.createPublicKey(privateKey(secretKey) as never).export({ format: 'der', type: 'spki' })
        return plainBytes(spki).slice(spkiHeader.length)
      },
      sign: (secretKey, message) => plainBytes(node.sign(null, message, privateKey(secretKey) as never)),
      verify,
    },
  }
}
