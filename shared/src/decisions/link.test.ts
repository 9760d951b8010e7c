import { describe, expect, test } from 'vitest'
import { type KeyPair, keyPairOf } from '../crypto/crypto.ts'
import { portableCrypto as crypto } from '../crypto/portable-crypto.ts'
import { idFromBytes } from '../ids/id.ts'
import { signMessage } from '../wire/message.ts'
import { type Link, linkMessage } from '../wire/messages/link.ts'
import { type Permit, permitMessage, presentationMessage } from '../wire/messages/permit.ts'
import { decidePermit, type PermitFacts, type PresentedPermit, presentedHash } from './permit.ts'

const seconds = 1_700_000_000
const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte)
const keyPair = (seed: number): KeyPair => keyPairOf(crypto, filled(32, seed))
const [tenant, device, nonce] = [idFromBytes('tenant', filled(16, 1)), idFromBytes('device', filled(16, 2)), filled(16, 3)]
const [hub, holder, second, third] = [keyPair(4), keyPair(5), keyPair(6), keyPair(7)]

const permit: Permit = {
  issuer: tenant,
  grantee: idFromBytes('account', filled(16, 8)),
  device,
  issuedAt: seconds - 10,
  notBefore: seconds - 5,
  expiresAt: seconds + 300,
  authorization: idFromBytes('authorization', filled(16, 9)),
  holder: holder.publicKey,
  delegations: 1,
  action: 'trunk.access:open',
  uses: 3,
  epoch: 0,
  maxOpenSeconds: 120,
}

const facts: PermitFacts = {
  tenant,
  device,
  keyset: {
    issuer: tenant,
    version: 1,
    keys: [{ publicKey: hub.publicKey, uses: ['permits'], notBefore: 0, expiresAt: seconds * 2 }],
  },
  time: { state: 'synced', nowMs: seconds * 1000, uncertaintyMs: 100 },
  epoch: 0,
  trustsPermitsFrom: 0,
  actions: new Set(['trunk.access:open', 'trunk.access:close']),
  isRevoked: () => false,
  usesSpent: () => 0,
  linkUsesSpent: () => 0,
  isLiveNonce: () => true,
  hindrance: () => undefined,
}

interface Shown {
  readonly permit?: Partial<Permit>
  /** What the permit does not say. */
  readonly without?: 'delegations' | 'holder'
  readonly link?: Partial<Link>
  readonly linkedBy?: KeyPair
  readonly presentedBy?: KeyPair
  /** What the presentation names instead of permit and link. */
  readonly names?: (shown: PresentedPermit) => Uint8Array
}

function shown({ link = {}, linkedBy = holder, presentedBy = second, names, ...hubSays }: Shown = {}): PresentedPermit {
  const { delegations: _delegations, ...notDelegable } = permit
  const { holder: _holder, ...unbound } = permit
  const whole = { delegations: notDelegable, holder: unbound, nothing: permit }[hubSays.without ?? 'nothing']
  const bytes = signMessage(crypto, permitMessage, { ...whole, ...hubSays.permit }, hub)
  const { action, notBefore, expiresAt } = permit
  const handedOn = { permitHash: crypto.sha256(bytes), holder: second.publicKey, action, notBefore, expiresAt, uses: 2, ...link }
  const pair = { permit: bytes, link: signMessage(crypto, linkMessage, handedOn, linkedBy) }
  const permitHash = names?.(pair) ?? presentedHash(crypto, pair)
  const presentation = signMessage(crypto, presentationMessage, { device, action, nonce, permitHash }, presentedBy)
  return { ...pair, presentation }
}

const decide = (presented: PresentedPermit, changes: Partial<PermitFacts> = {}) =>
  decidePermit(crypto, presented, { ...facts, ...changes })

describe('a permit that was handed on', () => {
  test('is granted to whom the link names, who counts beside the permit', () => {
    const presented = shown()
    const hash = crypto.sha256(presented.link ?? new Uint8Array())
    expect(decide(presented, { usesSpent: () => 1 })).toMatchObject({ granted: true, use: 2, link: { hash, use: 1 } })
    expect(decide(presented, { linkUsesSpent: () => 1 })).toMatchObject({ granted: true, use: 1, link: { hash, use: 2 } })
  })

  test('still serves its holder, without the link', () => {
    const { permit: bytes } = shown()
    const claims = { device, action: permit.action, nonce, permitHash: crypto.sha256(bytes) }
    const decision = decide({ permit: bytes, presentation: signMessage(crypto, presentationMessage, claims, holder) })
    expect(decision).toMatchObject({ granted: true })
    expect(decision).not.toHaveProperty('link')
  })

  test.each<[string, string, Shown, Partial<PermitFacts>]>([
    ['delegation_not_allowed', 'the permit does not allow it', { without: 'delegations' }, {}],
    ['delegation_not_allowed', 'the permit has no holder', { without: 'holder' }, {}],
    ['link_invalid', 'whom it names signed it', { linkedBy: second }, {}],
    ['link_invalid', 'a stranger signed it', { linkedBy: third }, {}],
    ['link_invalid', 'the hub signed it', { linkedBy: hub }, {}],
    ['link_invalid', 'it hands on another permit', { link: { permitHash: filled(32, 1) } }, {}],
    ['link_exceeds_permit', 'it is for another action', { link: { action: 'trunk.access:close' } }, {}],
    ['link_exceeds_permit', 'it begins before the permit', { link: { notBefore: permit.notBefore - 1 } }, {}],
    ['link_exceeds_permit', 'it ends after the permit', { link: { expiresAt: permit.expiresAt + 1 } }, {}],
    ['link_exceeds_permit', 'it has more uses than the permit', { link: { uses: 4 } }, {}],
    ['link_not_yet_valid', 'its window has not begun', { link: { notBefore: seconds + 1 } }, {}],
    ['link_expired', 'its window is over', { link: { expiresAt: seconds } }, {}],
    ['link_expired', 'its window may be over', { link: { expiresAt: seconds + 1 } }, { time: at(seconds * 1000 + 900) }],
    ['link_used_up', 'its own uses are spent', {}, { linkUsesSpent: () => 2 }],
    ['permit_used_up', 'the uses of the permit are spent', {}, { usesSpent: () => 3 }],
    ['holder_proof_invalid', 'its first holder presents it', { presentedBy: holder }, {}],
    ['holder_proof_invalid', 'a third presents it', { presentedBy: third }, {}],
    ['holder_proof_invalid', 'only the permit is presented', { names: (pair) => crypto.sha256(pair.permit) }, {}],
    ['nonce_unknown', 'the nonce is not the device’s', {}, { isLiveNonce: () => false }],
    ['holder_proof_invalid', 'whom it names has a key of small order', { link: { holder: smallOrderKey() } }, {}],
    ['permit_expired', 'the permit is over', { permit: { expiresAt: seconds } }, {}],
    ['revoked', 'the permit was taken back', {}, { isRevoked: () => true }],
  ])('is %s, where %s', (code, _when, change, known) => {
    expect(decide(shown(change), known)).toMatchObject({ granted: false, code })
  })

  test('is refused, whichever byte of the link is changed', () => {
    const presented = shown()
    const link = presented.link ?? new Uint8Array()
    for (let index = 0; index < link.length; index++) {
      const changed = link.map((byte, position) => (position === index ? byte ^ 1 : byte))
      expect(decide({ ...presented, link: changed }).granted, `byte ${index}`).toBe(false)
    }
  })

  test('needs a presentation', () => {
    const { presentation: _presentation, ...bare } = shown()
    expect(decide(bare)).toMatchObject({ granted: false, code: 'holder_proof_missing' })
  })
})

function at(nowMs: number): PermitFacts['time'] {
  return { ...facts.time, nowMs }
}

function smallOrderKey(): Uint8Array {
  return Uint8Array.of(1, ...new Uint8Array(31))
}
