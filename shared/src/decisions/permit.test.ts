import { describe, expect, test } from 'vitest'
import { type KeyPair, keyPairOf } from '../crypto/crypto.ts'
import { keyId } from '../crypto/key-id.ts'
import { portableCrypto as crypto } from '../crypto/portable-crypto.ts'
import { type Id, type IdKind, idFromBytes } from '../ids/id.ts'
import { encodeCbor } from '../wire/cbor.ts'
import { encodeSign1, signedBytes } from '../wire/cose.ts'
import { signMessage } from '../wire/message.ts'
import type { Keyset } from '../wire/messages/keyset.ts'
import { type Permit, type Presentation, permitMessage, presentationMessage } from '../wire/messages/permit.ts'
import { decidePermit, type PermitFacts, type PresentedPermit } from './permit.ts'

const seconds = 1_700_000_000
const tenant = fixedId('tenant', 1)
const device = fixedId('device', 2)
const nonce = filled(16, 3)
const hubKey = keyPair(4)
const receiptKey = keyPair(5)
const holderKey = keyPair(6)
const stranger = keyPair(7)
const authorization = fixedId('authorization', 8)

const permit: Permit = {
  issuer: tenant,
  grantee: fixedId('account', 9),
  device,
  issuedAt: seconds - 10,
  notBefore: seconds - 5,
  expiresAt: seconds + 300,
  authorization,
  holder: holderKey.publicKey,
  action: 'trunk.access:open',
  uses: 1,
  epoch: 3,
  maxOpenSeconds: 120,
}

const keyset: Keyset = {
  issuer: tenant,
  version: 1,
  keys: [
    { publicKey: hubKey.publicKey, uses: ['permits'], notBefore: seconds - 100, expiresAt: seconds + 1000 },
    { publicKey: receiptKey.publicKey, uses: ['receipts', 'leases'], notBefore: seconds - 100, expiresAt: seconds + 1000 },
  ],
}

const facts: PermitFacts = {
  tenant,
  device,
  keyset,
  time: { state: 'synced', nowMs: seconds * 1000, uncertaintyMs: 100 },
  epoch: 3,
  trustsPermitsFrom: 0,
  actions: new Set(['trunk.access:open']),
  isRevoked: () => false,
  usesSpent: () => 0,
  linkUsesSpent: () => 0,
  isLiveNonce: (candidate) => candidate.every((byte, index) => byte === nonce[index]),
  hindrance: () => undefined,
}

interface Shown {
  readonly permit?: Partial<Permit>
  readonly signedBy?: KeyPair
  readonly presentation?: Partial<Presentation> | 'none'
  readonly presentedBy?: KeyPair
}

function shown({
  permit: changes = {},
  signedBy = hubKey,
  presentation = {},
  presentedBy = holderKey,
}: Shown = {}): PresentedPermit {
  const claims = { ...permit, ...changes }
  const bytes = signMessage(crypto, permitMessage, claims, signedBy)
  if (presentation === 'none') return { permit: bytes }
  const presented = { device, action: claims.action, nonce, permitHash: crypto.sha256(bytes), ...presentation }
  return { permit: bytes, presentation: signMessage(crypto, presentationMessage, presented, presentedBy) }
}

const decide = (presented: PresentedPermit, changes: Partial<PermitFacts> = {}) =>
  decidePermit(crypto, presented, { ...facts, ...changes })

describe('a permit in order', () => {
  test('is granted, naming its hash and which use it is', () => {
    const presented = shown()
    expect(decide(presented)).toEqual({ granted: true, permit, permitHash: crypto.sha256(presented.permit), use: 1 })
  })

  test('counts its uses', () => {
    expect(decide(shown({ permit: { uses: 3 } }), { usesSpent: () => 2 })).toMatchObject({ granted: true, use: 3 })
  })

  test('without a holder needs no presentation', () => {
    const { holder: _, ...unbound } = permit
    const bytes = signMessage(crypto, permitMessage, unbound, hubKey)
    expect(decide({ permit: bytes }).granted).toBe(true)
  })

  test.each([
    ['of a later epoch', { permit: { epoch: 9 } }, {}],
    ['issued in the very second from which permits are trusted', {}, { trustsPermitsFrom: permit.issuedAt }],
    ['in its first second', {}, { time: at(permit.notBefore * 1000) }],
    ['a little before its window, where the clock may lag', {}, { time: at(permit.notBefore * 1000 - 2000) }],
    ['just before its end', {}, { time: at(permit.expiresAt * 1000 - 101) }],
  ] as const)('is granted %s', (_when, change, known) => {
    expect(decide(shown(change), known).granted).toBe(true)
  })
})

describe('a permit that is refused', () => {
  test.each<[string, Shown, Partial<PermitFacts>]>([
    ['unknown_key', { signedBy: stranger }, {}],
    ['revoked', {}, { isRevoked: (id) => id === authorization }],
    ['device_restored', {}, { trustsPermitsFrom: permit.issuedAt + 1 }],
    ['unknown_key', { signedBy: receiptKey }, {}],
    ['unknown_key', {}, { keyset: { ...keyset, keys: keyset.keys.slice(1) } }],
    ['unknown_key', {}, { time: at((seconds + 1000) * 1000) }],
    ['wrong_issuer', { permit: { issuer: fixedId('tenant', 77) } }, {}],
    ['wrong_device', { permit: { device: fixedId('device', 77) } }, {}],
    ['unsupported_action', { permit: { action: 'trunk.access:close' } }, {}],
    ['epoch_revoked', { permit: { epoch: 2 } }, {}],
    ['time_not_synced', {}, { time: { ...facts.time, state: 'floor' } }],
    ['time_not_synced', {}, { time: { ...facts.time, state: 'unknown' } }],
    ['permit_not_yet_valid', {}, { time: at(permit.notBefore * 1000 - 2101) }],
    ['permit_expired', {}, { time: at(permit.expiresAt * 1000) }],
    ['permit_expired', {}, { time: at(permit.expiresAt * 1000 - 100) }],
    ['holder_proof_missing', { presentation: 'none' }, {}],
    ['holder_proof_invalid', { presentedBy: stranger }, {}],
    ['holder_proof_invalid', { presentation: { device: fixedId('device', 77) } }, {}],
    ['holder_proof_invalid', { presentation: { action: 'trunk.access:close' } }, {}],
    ['holder_proof_invalid', { presentation: { permitHash: filled(32, 1) } }, {}],
    ['holder_proof_invalid', { permit: { holder: smallOrderKey() } }, {}],
    ['nonce_unknown', { presentation: { nonce: filled(16, 99) } }, {}],
    ['permit_used_up', {}, { usesSpent: () => 1 }],
    ['busy', {}, { hindrance: () => 'busy' }],
    ['not_ready', {}, { hindrance: () => 'not_ready' }],
  ])('%s', (code, change, known) => {
    expect(decide(shown(change), known)).toMatchObject({ granted: false, code })
  })

  test('names the permit once its signature verified, and not before', () => {
    expect(decide(shown({ permit: { epoch: 2 } }))).toMatchObject({ permit: { authorization } })
    expect(decide(shown({ signedBy: stranger }))).not.toHaveProperty('permit')
  })

  test('bad_signature, whichever byte of the payload or signature is changed', () => {
    const { permit: bytes, presentation = new Uint8Array() } = shown()
    const codes = new Set<string>()
    for (let index = 24; index < bytes.length; index++) {
      const tampered = bytes.map((byte, position) => (position === index ? byte ^ 1 : byte))
      const decision = decide({ permit: tampered, presentation })
      expect(decision.granted, `byte ${index}`).toBe(false)
      if (!decision.granted) codes.add(decision.code)
    }
    expect([...codes].toSorted()).toEqual(['bad_signature', 'malformed', 'unsupported_claim'])
  })

  test('unsupported_claim, where the permit demands what this device does not know', () => {
    const claims = permitMessage.payload.encode(permit) as Map<number, never>
    const payload = encodeCbor(new Map([...claims, [-65_600, 1 as never]]))
    const kid = keyId(crypto, hubKey.publicKey)
    const signature = crypto.ed25519.sign(hubKey.secretKey, signedBytes({ kid, payload }, permitMessage.externalAad))
    const bytes = encodeSign1({ kid, payload, signature })
    expect(decide({ permit: bytes })).toMatchObject({ granted: false, code: 'unsupported_claim' })
  })

  test.each([
    ['empty', new Uint8Array()],
    ['random', filled(200, 0xa5)],
    ['too long', filled(5000, 0)],
  ])('malformed, where the bytes are %s', (_what, bytes) => {
    expect(decide({ permit: bytes })).toMatchObject({ granted: false, code: 'malformed' })
  })
})

function at(nowMs: number): PermitFacts['time'] {
  return { ...facts.time, nowMs }
}

function smallOrderKey(): Uint8Array {
  return Uint8Array.of(1, ...new Uint8Array(31))
}

function keyPair(seed: number): KeyPair {
  return keyPairOf(crypto, filled(32, seed))
}

function filled(length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte)
}

function fixedId<K extends IdKind>(kind: K, byte: number): Id<K> {
  return idFromBytes(kind, filled(16, byte))
}
