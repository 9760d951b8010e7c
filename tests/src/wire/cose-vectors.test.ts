import { readFileSync } from 'node:fs'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { portableCrypto } from '@octroi/shared/crypto/portable-crypto'
import { decodeSign1, toBeSigned } from '@octroi/shared/wire/cose'
import { describe, expect, test } from 'vitest'
import { testFile } from '../kit/test-data.ts'

/**
 * cose-wg/Examples, eddsa-sig-01 (figures transcribed): the same key, content and signature, to hold our Sig_structure
 * and verification against. Its envelope has the kid outside the signature, which ours may not.
 */
const eddsa01 = {
  publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  protectedBytes: 'a201270300',
  payload: '546869732069732074686520636f6e74656e742e',
  toBeSigned: '846a5369676e61747572653145a2012703004054546869732069732074686520636f6e74656e742e',
  signature:
    '7142fd2ff96d56db85bee905a76ba1d0b7321a95c8c4d3607c5781932b7afb8711497dfa751bf40b58b3bcc32300b1487f3db34085eef013bf08f4a44d6fef0d',
}

describe('COSE example eddsa-sig-01', () => {
  const structure = toBeSigned(hexToBytes(eddsa01.protectedBytes), new Uint8Array(), hexToBytes(eddsa01.payload))

  test('our Sig_structure is the published one', () => expect(bytesToHex(structure)).toBe(eddsa01.toBeSigned))

  test('the published signature verifies over it', () => {
    expect(portableCrypto.ed25519.verify(hexToBytes(eddsa01.publicKey), structure, hexToBytes(eddsa01.signature))).toBe(true)
  })
})

/** Those with a protected header; ours is never empty. */
const files = ['sign1/sign-pass-02', 'sign1/sign-pass-03', 'eddsa/eddsa-sig-01', 'CWT/A_3'].map(
  (name) => [name, testFile('..', 'vectors', 'cose', `${name}.json`)] as const,
)

describe.each(files)('COSE example %s', (_name, file) => {
  test.runIf(file.isThere)(`the Sig_structure is the published one${file.note}`, () => {
    const { input, intermediates, output } = JSON.parse(readFileSync(file.path, 'utf8')) as CoseExample
    const parts = splitSign1(output.cbor.toLowerCase())
    const externalAad = hexToBytes(input.sign0.external ?? '')
    expect(bytesToHex(toBeSigned(parts.protectedBytes, externalAad, parts.payload))).toBe(
      intermediates.ToBeSign_hex.toLowerCase(),
    )
  })
})

const failing = ['01', '02', '03', '04', '06', '07'].map(
  (name) => [name, testFile('..', 'vectors', 'cose', 'sign1', `sign-fail-${name}.json`)] as const,
)

describe.each(failing)('COSE example sign-fail-%s', (_name, file) => {
  test.runIf(file.isThere)(`is not one of our messages${file.note}`, () => {
    const { output } = JSON.parse(readFileSync(file.path, 'utf8')) as CoseExample
    expect(decodeSign1(hexToBytes(output.cbor.toLowerCase())).ok).toBe(false)
  })
})

interface CoseExample {
  readonly input: { readonly sign0: { readonly external?: string } }
  readonly intermediates: { readonly ToBeSign_hex: string }
  readonly output: { readonly cbor: string }
}

/** The protected header and payload of an example, whatever its unprotected header holds. */
function splitSign1(hex: string): { readonly protectedBytes: Uint8Array; readonly payload: Uint8Array } {
  const bytes = hexToBytes(hex.replace(/^d2/, ''))
  const [protectedBytes, afterProtected] = readBytes(bytes, 1)
  const afterUnprotected = skipMap(bytes, afterProtected)
  return { protectedBytes, payload: readBytes(bytes, afterUnprotected)[0] }
}

function readBytes(bytes: Uint8Array, at: number): [Uint8Array, number] {
  const minor = (bytes[at] ?? 0) & 31
  const [length, start] = minor < 24 ? [minor, at + 1] : [bytes[at + 1] ?? 0, at + 2]
  return [bytes.slice(start, start + length), start + length]
}

/** The examples' unprotected headers are empty or hold one kid of two bytes. */
function skipMap(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) === 0xa0 ? at + 1 : readBytes(bytes, at + 2)[1]
}
