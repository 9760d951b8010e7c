import * as nodeCrypto from 'node:crypto'
import { openReceipt } from '@octroi/agent/uplink/open-session'
import { verifyEnvelope } from '@octroi/hub/proof/verify-envelope'
import { type KeyPair, keyPairOf } from '@octroi/shared/crypto/crypto'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { decideCommand } from '@octroi/shared/decisions/command'
import { decidePermit, type PermitFacts, presentedHash } from '@octroi/shared/decisions/permit'
import { type Id, type IdKind, idFromBytes } from '@octroi/shared/ids/id'
import { type CborMap, decodeCbor, encodeCbor } from '@octroi/shared/wire/cbor'
import { readSigned, signMessage, type UnverifiedMessage } from '@octroi/shared/wire/message'
import { commandMessage } from '@octroi/shared/wire/messages/command'
import { batchMessage, envelope, receiptMessage } from '@octroi/shared/wire/messages/journal'
import type { Keyset } from '@octroi/shared/wire/messages/keyset'
import { linkMessage } from '@octroi/shared/wire/messages/link'
import { type Permit, permitMessage, presentationMessage } from '@octroi/shared/wire/messages/permit'
import type { Random } from '@octroi/simulators/world/random'
import { JournalWriter } from '../kit/journal-writer.ts'

export const crypto = nativeCrypto(nodeCrypto)

/** Bytes that are accepted as they are, and what they are made of. */
export interface Sound {
  readonly bytes: Uint8Array
  /** The signed message in them. */
  readonly signed: Uint8Array
  readonly read: UnverifiedMessage<unknown>
  readonly claims: CborMap
  /** The bytes with another signed message in the place of this one. */
  readonly wrap: (signed: Uint8Array) => Uint8Array
  /** The bytes with something else exchanged that is not in the signed message, where there is any. */
  readonly around?: (random: Random, other: Sound) => Uint8Array
  /** What becomes of bytes that came in the place of these. */
  readonly verdict: (bytes: Uint8Array) => string
}

/** What one of them is accepted as. */
export const accepted = 'accepted'

/** Who may sign it, and which number of its claims says what it is for: a device, a permit; and which the tenant, if one does. */
export interface Kind {
  readonly name: string
  readonly externalAad: Uint8Array
  readonly keys: KeyPair
  readonly boundBy: number
  readonly tenantClaim?: number
  readonly sound: (random: Random) => Sound
}

const seconds = 1_700_000_000
export const permitKeys = keysOf(4)
export const receiptKeys = keysOf(5)
export const deviceKeys = keysOf(6)
const holderKeys = keysOf(7)
const secondKeys = keysOf(8)
const [tenant, device] = [idOf('tenant', 1), idOf('device', 2)]
const nonce = new Uint8Array(16).fill(9)

const keyset: Keyset = {
  issuer: tenant,
  version: 1,
  keys: [
    { publicKey: permitKeys.publicKey, uses: ['permits'], notBefore: 0, expiresAt: seconds * 2 },
    { publicKey: receiptKeys.publicKey, uses: ['receipts', 'leases'], notBefore: 0, expiresAt: seconds * 2 },
  ],
}

const facts: PermitFacts = {
  tenant,
  device,
  keyset,
  time: { state: 'synced', nowMs: seconds * 1000 + 1000, uncertaintyMs: 10 },
  epoch: 0,
  trustsPermitsFrom: 0,
  actions: new Set(['trunk.access:open', 'doors.access:open']),
  isRevoked: () => false,
  usesSpent: () => 0,
  linkUsesSpent: () => 0,
  isLiveNonce: () => true,
  hindrance: () => undefined,
}

function permitOf(random: Random): Permit {
  return {
    issuer: tenant,
    grantee: idFromBytes('account', random.bytes(16)),
    device,
    issuedAt: seconds - random.below(100),
    notBefore: seconds - random.below(100),
    expiresAt: seconds + 10 + random.below(3600),
    authorization: idFromBytes('authorization', random.bytes(16)),
    action: random.pick([...facts.actions]),
    uses: random.between(1, 255),
    epoch: random.below(1000),
    maxOpenSeconds: random.between(1, 86_400),
  }
}

function soundPermit(random: Random): Sound {
  const isBound = random.chance(0.5)
  const permit: Permit = { ...permitOf(random), ...(isBound ? { holder: holderKeys.publicKey } : {}) }
  const signed = signMessage(crypto, permitMessage, permit, permitKeys)
  const claims = { device, action: permit.action, nonce, permitHash: crypto.sha256(signed) }
  const presentation = isBound ? { presentation: signMessage(crypto, presentationMessage, claims, holderKeys) } : {}
  const verdict = (bytes: Uint8Array): string => {
    const decision = decidePermit(crypto, { permit: bytes, ...presentation }, facts)
    return decision.granted ? accepted : decision.code
  }
  return { ...partsOf(readSigned(permitMessage, signed)), signed, bytes: signed, wrap: (bytes) => bytes, verdict }
}

/** As the holder of a permit signs it for somebody else. */
function soundLink(random: Random): Sound {
  const permit: Permit = { ...permitOf(random), holder: holderKeys.publicKey, delegations: 1 }
  const shown = signMessage(crypto, permitMessage, permit, permitKeys)
  const { action, notBefore, expiresAt, uses } = permit
  const claimed = { permitHash: crypto.sha256(shown), holder: secondKeys.publicKey, action, notBefore, expiresAt, uses }
  const signed = signMessage(crypto, linkMessage, claimed, holderKeys)
  const verdict = (link: Uint8Array): string => {
    const claims = { device, action, nonce, permitHash: presentedHash(crypto, { permit: shown, link }) }
    // Whoever stands there signs whatever link it brings.
    const presentation = signMessage(crypto, presentationMessage, claims, secondKeys)
    const decision = decidePermit(crypto, { permit: shown, link, presentation }, facts)
    return decision.granted ? accepted : decision.code
  }
  return { ...partsOf(readSigned(linkMessage, signed)), signed, bytes: signed, wrap: (bytes) => bytes, verdict }
}

function soundCommand(random: Random): Sound {
  const { holder: _holder, uses: _uses, notBefore: _notBefore, ...claims } = permitOf(random)
  const signed = signMessage(crypto, commandMessage, { ...claims, session: nonce }, permitKeys)
  const verdict = (bytes: Uint8Array): string => {
    const decision = decideCommand(crypto, bytes, { ...facts, session: nonce })
    return decision.granted ? accepted : decision.code
  }
  return { ...partsOf(readSigned(commandMessage, signed)), signed, bytes: signed, wrap: (bytes) => bytes, verdict }
}

function soundBatch(random: Random): Sound {
  const journal = new JournalWriter(crypto, device, deviceKeys)
  const records = Array.from({ length: random.between(1, 12) }, () => random.bytes(random.between(1, 120)))
  const { envelope: bytes } = journal.rawBatch(records)
  const decoded = decodeCbor(bytes)
  const read = decoded.ok ? envelope.decode(decoded.value, '', []) : undefined
  if (read === undefined) throw new Error('we read what we wrote')
  const wrap = (batch: Uint8Array, told: readonly Uint8Array[] = records): Uint8Array =>
    encodeCbor(
      new Map<number, Uint8Array | Uint8Array[]>([
        [1, batch],
        [2, [...told]],
      ]),
    )
  const verdict = (candidate: Uint8Array): string => {
    const verified = verifyEnvelope(crypto, candidate, { device, publicKeys: [deviceKeys.publicKey] })
    return verified.ok ? accepted : verified.error.verdict
  }
  const around = (chance: Random): Uint8Array => wrap(read.batch, otherRecords(records, chance))
  return { ...partsOf(readSigned(batchMessage, read.batch)), signed: read.batch, bytes, wrap, around, verdict }
}

/** Two of them in each other's place, one less, one twice, or one that is another. */
function otherRecords(records: readonly Uint8Array[], random: Random): readonly Uint8Array[] {
  const [one, two] = [random.below(records.length), random.below(records.length)]
  const how = random.below(4)
  if (how === 0) return records.map((record, at) => records[at === one ? two : at === two ? one : at] ?? record)
  if (how === 1) return records.filter((_record, at) => at !== one)
  if (how === 2) return records.flatMap((record, at) => (at === one ? [record, record] : [record]))
  return records.map((record, at) => (at === one ? random.bytes(record.length) : record))
}

function soundReceipt(random: Random): Sound {
  const through = random.below(1_000_000)
  const claims = {
    device,
    boot: random.bytes(16),
    through,
    head: random.bytes(32),
    missing: random.chance(0.5) ? [{ first: through + 2, last: through + 2 + random.below(100) }] : [],
    quarantined: random.chance(0.3) ? [{ first: 1, last: 1 + random.below(10) }] : [],
    time: facts.time.nowMs,
    ...(random.chance(0.7) ? { answers: random.bytes(32) } : {}),
    ...(random.chance(0.2) ? { highest: through + 200 } : {}),
  }
  const signed = signMessage(crypto, receiptMessage, claims, receiptKeys)
  const verdict = (bytes: Uint8Array): string => {
    if (openReceipt(crypto, keyset, device, bytes, facts.time.nowMs) !== undefined) return accepted
    const read = readSigned(receiptMessage, bytes)
    return read.ok ? 'not_ours' : read.error.code
  }
  return { ...partsOf(readSigned(receiptMessage, signed)), signed, bytes: signed, wrap: (bytes) => bytes, verdict }
}

function partsOf(read: ReturnType<typeof readSigned<unknown>>): Pick<Sound, 'read' | 'claims'> {
  const claims = read.ok ? decodeCbor(read.value.payloadBytes) : undefined
  if (!read.ok || !claims?.ok || !(claims.value instanceof Map)) throw new Error('we read what we wrote')
  return { read: read.value, claims: claims.value }
}

function keysOf(seed: number): KeyPair {
  return keyPairOf(crypto, new Uint8Array(32).fill(seed))
}

function idOf<K extends IdKind>(kind: K, byte: number): Id<K> {
  return idFromBytes(kind, new Uint8Array(16).fill(byte))
}

export const kinds: readonly Kind[] = [
  {
    name: 'permit',
    externalAad: permitMessage.externalAad,
    keys: permitKeys,
    boundBy: 3,
    tenantClaim: 1,
    sound: soundPermit,
  },
  {
    name: 'command',
    externalAad: commandMessage.externalAad,
    keys: permitKeys,
    boundBy: 3,
    tenantClaim: 1,
    sound: soundCommand,
  },
  { name: 'link', externalAad: linkMessage.externalAad, keys: holderKeys, boundBy: -65542, sound: soundLink },
  { name: 'batch', externalAad: batchMessage.externalAad, keys: deviceKeys, boundBy: 1, sound: soundBatch },
  { name: 'receipt', externalAad: receiptMessage.externalAad, keys: receiptKeys, boundBy: 1, sound: soundReceipt },
]
