import * as nodeCrypto from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Point } from '@noble/ed25519'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { portableCrypto } from '@octroi/shared/crypto/portable-crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testFile } from '../kit/test-data.ts'

/**
 * The hub verifies natively, an auditor in a browser portably. They must agree on every input, or they could split on
 * evidence. The rule both follow: usable keys only, S below the group order, and `encode(S*B - k*A) == R`.
 */
const native = nativeCrypto(nodeCrypto).ed25519
const portable = portableCrypto.ed25519

interface Signed {
  readonly publicKey: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

function verdict({ publicKey, message, signature }: Signed): boolean {
  const verdicts = [native, portable].map((each) => each.verify(publicKey, message, signature))
  expect(verdicts[0], `native and portable split on ${bytesToHex(signature)} by ${bytesToHex(publicKey)}`).toBe(verdicts[1])
  return verdicts[0] === true
}

const order = Point.CURVE().n
/** A generator of the eight points of small order: what remains of a point when its prime-order part is removed. */
const torsion = (() => {
  for (let y = 2n; ; y++) {
    try {
      const point = Point.fromBytes(littleEndian(y))
      const rest = point.multiplyUnsafe(order - 1n).add(point)
      if (!rest.multiplyUnsafe(4n).is0()) return rest
    } catch {
      // no point has this y
    }
  }
})()
const smallOrderPoints = Array.from({ length: 8 }, (_, index) => torsion.multiplyUnsafe(BigInt(index)))

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 })
const messages = fc.uint8Array({ maxLength: 64 })

describe('native and portable', () => {
  test('sign the same bytes', () => {
    fc.assert(
      fc.property(seeds, messages, (seed, message) => {
        expect(native.publicKey(seed)).toEqual(portable.publicKey(seed))
        const signature = native.sign(seed, message)
        expect(portable.sign(seed, message)).toEqual(signature)
        expect(verdict({ publicKey: native.publicKey(seed), message, signature })).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  test('refuse every changed bit alike', () => {
    const seed = new Uint8Array(32).fill(3)
    const message = new TextEncoder().encode('a batch')
    const genuine = { publicKey: native.publicKey(seed), message, signature: native.sign(seed, message) }
    for (const part of ['publicKey', 'message', 'signature'] as const) {
      for (let bit = 0; bit < genuine[part].length * 8; bit += 3) {
        const changed = genuine[part].slice()
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(verdict({ ...genuine, [part]: changed }), `${part} bit ${bit}`).toBe(false)
      }
    }
  })

  test('agree on mixed-order keys and signatures, where a cofactored verifier would accept more', () => {
    let accepted = 0
    let cofactorless = 0
    for (let run = 0; run < 50; run++) {
      for (const [index, small] of smallOrderPoints.entries()) {
        const crafted = craft(BigInt(run + 2), small, smallOrderPoints[(index * 3 + run) % 8] ?? Point.ZERO, run)
        if (crafted.isExact) cofactorless++
        if (verdict(crafted)) accepted++
      }
    }
    expect(accepted).toBe(cofactorless)
    expect(accepted).toBeGreaterThan(0)
    expect(accepted).toBeLessThan(400)
  })

  test('refuse every key of small order, whatever was signed', () => {
    const message = Uint8Array.of(1)
    for (const point of smallOrderPoints) {
      for (const r of smallOrderPoints) {
        const signature = Uint8Array.of(...r.toBytes(), ...new Uint8Array(32))
        expect(verdict({ publicKey: point.toBytes(), message, signature })).toBe(false)
      }
    }
  })

  test.each([0n, 1n, 2n, 18n])('refuse the key encoding p + %s', (above) => {
    for (const sign of [0, 0x80]) {
      const publicKey = littleEndian(Point.CURVE().p + above)
      publicKey[31] = (publicKey[31] ?? 0) | sign
      expect(verdict({ publicKey, message: new Uint8Array(), signature: new Uint8Array(64) })).toBe(false)
    }
  })

  test('agree on noise', () => {
    fc.assert(
      fc.property(seeds, messages, fc.uint8Array({ maxLength: 80 }), (publicKey, message, signature) => {
        verdict({ publicKey, message, signature })
      }),
      { numRuns: 200 },
    )
  })
})

const wycheproof = testFile('..', 'vectors', 'wycheproof-ed25519.json')

describe(`Wycheproof${wycheproof.note}`, () => {
  test.runIf(wycheproof.isThere)('all 151 vectors have the published verdict', () => {
    const { testGroups } = JSON.parse(readFileSync(wycheproof.path, 'utf8')) as WycheproofFile
    const vectors = testGroups.flatMap(({ publicKey, tests }) => tests.map((each) => ({ ...each, key: publicKey.pk })))
    expect(vectors).toHaveLength(151)
    for (const { tcId, key, msg, sig, result, comment } of vectors) {
      const accepted = verdict({ publicKey: hexToBytes(key), message: hexToBytes(msg), signature: hexToBytes(sig) })
      expect(accepted, `${tcId}: ${comment}`).toBe(result === 'valid')
    }
  })
})

interface WycheproofFile {
  readonly testGroups: readonly {
    readonly publicKey: { readonly pk: string }
    readonly tests: readonly {
      readonly tcId: number
      readonly comment: string
      readonly msg: string
      readonly sig: string
      readonly result: string
    }[]
  }[]
}

/**
 * A signature by the key a*B + smallA with R = r*B + smallR and S = r + k*a. It satisfies the cofactored equation always,
 * the cofactorless one (`isExact`) only where the small parts cancel: smallR + k*smallA = 0.
 */
function craft(a: bigint, smallA: Point, smallR: Point, run: number): Signed & { readonly isExact: boolean } {
  const message = Uint8Array.of(run, 7)
  const r = BigInt(run) * 97n + 11n
  const publicKey = Point.BASE.multiplyUnsafe(a).add(smallA).toBytes()
  const rBytes = Point.BASE.multiplyUnsafe(r).add(smallR).toBytes()
  const digest = nodeCrypto.createHash('sha512').update(rBytes).update(publicKey).update(message).digest()
  const k = readLittleEndian(digest) % order
  const s = (r + k * a) % order
  const rest = smallR.add(smallA.multiplyUnsafe(k))
  return { publicKey, message, signature: Uint8Array.of(...rBytes, ...littleEndian(s)), isExact: rest.is0() }
}

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn))
}

function readLittleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)
}
