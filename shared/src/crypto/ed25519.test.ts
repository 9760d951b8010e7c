import * as nodeCrypto from 'node:crypto'
import { Point } from '@noble/ed25519'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import { nativeCrypto } from './native-crypto.ts'
import { portableCrypto } from './portable-crypto.ts'
import { isUsablePublicKey } from './public-key.ts'

const implementations = [
  ['portable', portableCrypto],
  ['native', nativeCrypto(nodeCrypto)],
] as const

/** RFC 8032, 7.1: secret key, public key, message, signature. */
const rfc8032 = [
  {
    name: 'TEST 1',
    secretKey: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    name: 'TEST 2',
    secretKey: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    name: 'TEST 3',
    secretKey: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
] as const

describe.each(implementations)('%s Ed25519', (_name, { ed25519 }) => {
  test.each(rfc8032)('RFC 8032 7.1 $name', ({ secretKey, publicKey, message, signature }) => {
    expect(bytesToHex(ed25519.publicKey(hexToBytes(secretKey)))).toBe(publicKey)
    expect(bytesToHex(ed25519.sign(hexToBytes(secretKey), hexToBytes(message)))).toBe(signature)
    expect(ed25519.verify(hexToBytes(publicKey), hexToBytes(message), hexToBytes(signature))).toBe(true)
  })

  test.each([
    ['a changed message', { message: hexToBytes('73') }],
    ['a changed signature', { signature: flipped(hexToBytes(rfc8032[1].signature), 5) }],
    ['another key', { publicKey: hexToBytes(rfc8032[0].publicKey) }],
    ['a short signature', { signature: hexToBytes(rfc8032[1].signature).slice(0, 63) }],
    ['a long signature', { signature: new Uint8Array(65) }],
    ['a short key', { publicKey: hexToBytes(rfc8032[1].publicKey).slice(1) }],
    ['an empty key', { publicKey: new Uint8Array(0) }],
    ['a key on no point of the curve', { publicKey: Uint8Array.of(2, ...new Uint8Array(31)) }],
  ])('refuses %s without throwing', (_what, change) => {
    const genuine = {
      publicKey: hexToBytes(rfc8032[1].publicKey),
      message: hexToBytes(rfc8032[1].message),
      signature: hexToBytes(rfc8032[1].signature),
    }
    const { publicKey, message, signature } = { ...genuine, ...change }
    expect(ed25519.verify(publicKey, message, signature)).toBe(false)
  })

  test('refuses S + L, the malleable twin of a good signature', () => {
    const signature = hexToBytes(rfc8032[1].signature)
    const malleable = withS(signature, readLittleEndian(signature.subarray(32)) + Point.CURVE().n)
    expect(ed25519.verify(hexToBytes(rfc8032[1].publicKey), hexToBytes('72'), malleable)).toBe(false)
  })
})

describe('usable public keys', () => {
  test('none of the eight small-order points is usable, in any encoding', () => {
    const torsion = smallOrderPoints()
    expect(torsion).toHaveLength(8)
    for (const point of torsion) {
      const canonical = point.toBytes()
      expect(isUsablePublicKey(canonical), bytesToHex(canonical)).toBe(false)
      expect(isUsablePublicKey(flippedSign(canonical)), `sign flipped ${bytesToHex(canonical)}`).toBe(false)
    }
  })

  test.each([0n, 1n, 2n, 18n])('y = p + %s is not canonical', (above) => {
    expect(isUsablePublicKey(littleEndian(Point.CURVE().p + above))).toBe(false)
  })

  test('an ordinary key is usable', () => {
    expect(isUsablePublicKey(hexToBytes(rfc8032[0].publicKey))).toBe(true)
  })
})

/** Multiplying any point by the group order leaves its torsion component; collecting them yields all eight. */
function smallOrderPoints(): Point[] {
  const found = new Map<string, Point>()
  for (let y = 2; found.size < 8 && y < 400; y++) {
    try {
      const point = Point.fromBytes(littleEndian(BigInt(y)))
      let torsion = point.multiplyUnsafe(Point.CURVE().n - 1n).add(point)
      for (let step = 0; step < 8; step++) {
        found.set(torsion.toHex(), torsion)
        torsion = torsion.add(point.multiplyUnsafe(Point.CURVE().n - 1n).add(point))
      }
    } catch {
      // this y is on no point of the curve
    }
  }
  return [...found.values()]
}

function flipped(bytes: Uint8Array, index: number): Uint8Array {
  return bytes.map((byte, position) => (position === index ? byte ^ 1 : byte))
}

function flippedSign(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, position) => (position === 31 ? byte ^ 0x80 : byte))
}

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn))
}

function readLittleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

function withS(signature: Uint8Array, s: bigint): Uint8Array {
  return Uint8Array.of(...signature.subarray(0, 32), ...littleEndian(s))
}
