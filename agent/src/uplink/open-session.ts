import { nonceSchema, openedSessionSchema } from '@octroi/shared/api/devices'
import { decodeBase64url, equalBytes, toBase64url } from '@octroi/shared/crypto/bytes'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { findKey, openKeyset } from '@octroi/shared/decisions/keyset'
import { type Message, openSigned, signMessage } from '@octroi/shared/wire/message'
import { type Receipt, receiptMessage } from '@octroi/shared/wire/messages/journal'
import type { Keyset, KeyUse } from '@octroi/shared/wire/messages/keyset'
import { type Lease, leaseMessage } from '@octroi/shared/wire/messages/lease'
import { type PasscodeKeys, passcodeKeysMessage } from '@octroi/shared/wire/messages/passcode'
import { revocationsMessage, type SignedRevocations } from '@octroi/shared/wire/messages/revocations'
import { type SignedTime, sessionMessage, timeMessage } from '@octroi/shared/wire/messages/session'
import type { Identity } from '../enrolment/identity.ts'
import type { HubClient } from './hub-client.ts'

/** A session as the hub opened it, everything in it verified. */
export interface Session {
  readonly broker: URL
  readonly password: string
  readonly time: SignedTime
  readonly receipt: Receipt
  /** The hub's key set and its signed form, where it is not older than ours. */
  readonly keyset: Keyset
  readonly signedKeyset: Uint8Array
  /** What the device may do for its own account, where its account has anything. */
  readonly lease: ReceivedLease | undefined
  /** What was taken back, where anything was. */
  readonly revocations: SignedRevocations | undefined
  /** What makes the codes of the keypad, where the device has one. */
  readonly passcodeKeys: PasscodeKeys | undefined
}

export interface OpenSession {
  readonly identity: Identity
  readonly keyset: Keyset
  readonly origin: string
  readonly deviceNonce: Uint8Array
  /** `service:action` of what its keypad may do. */
  readonly keypad?: ReadonlySet<string>
  readonly goesBy?: GoesBy
}

/** The newest of what the hub counts up and the device took; 0 where it took none. */
export interface GoesBy {
  readonly leaseSeq: number
  readonly revocations: number
  readonly epoch: number
}

export async function openSession(crypto: Crypto, hub: HubClient, command: OpenSession, signal?: AbortSignal): Promise<Session> {
  const { tenant, device, keys } = command.identity
  const path = `/v1/tenants/${tenant}/devices/${device}`
  const { nonce } = await hub.post(`${path}/nonces`, {}, nonceSchema, signal)
  const keypad = command.keypad === undefined || command.keypad.size === 0 ? {} : { keypad: [...command.keypad] }
  const { origin, deviceNonce } = command
  const claims = { tenant, device, origin, nonce: decodeBase64url(nonce), deviceNonce, ...keypad, ...numbersOf(command.goesBy) }
  const request = toBase64url(signMessage(crypto, sessionMessage, claims, keys))
  const answer = await hub.post(`${path}/sessions`, { request }, openedSessionSchema, signal)
  const signedKeyset = decodeBase64url(answer.keyset)
  const keyset = newestKeyset(crypto, command, signedKeyset)
  const time = verifiedTime(crypto, keyset, command, decodeBase64url(answer.time))
  const receipt = openReceipt(crypto, keyset, device, decodeBase64url(answer.receipt), time.time)
  if (receipt === undefined) throw new Error('the session’s receipt does not verify')
  const signed = answer.revocations === undefined ? undefined : decodeBase64url(answer.revocations)
  const revocations = signed && openRevocations(crypto, keyset, device, signed, time.time)
  if (signed !== undefined && revocations === undefined) throw new Error('the session’s revocations do not verify')
  const signedLease = answer.lease === undefined ? undefined : decodeBase64url(answer.lease)
  const lease = signedLease && receivedLease(crypto, keyset, device, signedLease, time.time)
  if (signedLease !== undefined && lease === undefined) throw new Error('the session’s lease does not verify')
  const told = answer.passcodeKeys === undefined ? undefined : decodeBase64url(answer.passcodeKeys)
  const passcodeKeys = told && verifiedPasscodeKeys(crypto, keyset, command, told)
  const [broker, password] = [new URL(answer.broker), answer.token]
  return { broker, password, time, receipt, keyset, signedKeyset, revocations, lease, passcodeKeys }
}

/** A device that took none says nothing. */
function numbersOf(goesBy: GoesBy | undefined): Partial<GoesBy> {
  return Object.fromEntries(Object.entries(goesBy ?? {}).filter(([, number]) => number > 0))
}

/** Only a greater version replaces ours: an old list, played again, brings no dead key back. */
function newestKeyset(crypto: Crypto, { identity, keyset }: OpenSession, signed: Uint8Array): Keyset {
  const offered = openKeyset(crypto, signed, identity)
  if (offered === undefined) throw new Error('the session’s key set is not signed by the pinned root key')
  return offered.version > keyset.version ? offered : keyset
}

function verifiedTime(crypto: Crypto, keyset: Keyset, { identity, deviceNonce }: OpenSession, signed: Uint8Array): SignedTime {
  const time = openTime(crypto, keyset, identity.device, signed)
  if (time === undefined || !equalBytes(time.nonce, deviceNonce)) throw new Error('the session’s time does not verify')
  return time
}

/** The hub's time for this device, signed with a key that was good at that very time, or undefined. */
export function openTime(crypto: Crypto, keyset: Keyset, device: Identity['device'], signed: Uint8Array): SignedTime | undefined {
  const opened = openSigned(crypto, timeMessage, signed, (kid, { time }) =>
    findKey(crypto, keyset, { kid, use: 'receipts', atSeconds: Math.floor(time / 1000) }),
  )
  return opened.ok && opened.value.device === device ? opened.value : undefined
}

/** They answer this very request, so that nobody can bring back keys that were replaced. */
function verifiedPasscodeKeys(
  crypto: Crypto,
  keyset: Keyset,
  { identity, deviceNonce }: OpenSession,
  signed: Uint8Array,
): PasscodeKeys {
  const opened = openSigned(crypto, passcodeKeysMessage, signed, (kid, { time }) =>
    findKey(crypto, keyset, { kid, use: 'permits', atSeconds: Math.floor(time / 1000) }),
  )
  if (!opened.ok || opened.value.device !== identity.device || !equalBytes(opened.value.nonce, deviceNonce)) {
    throw new Error('the session’s passcode keys do not verify')
  }
  return opened.value
}

/** What the hub tells this device of one kind, signed with a key for that use that is valid now, or undefined. */
function openFor<T extends { readonly device: Identity['device'] }>(message: Message<T>, use: KeyUse) {
  return (crypto: Crypto, keyset: Keyset, device: Identity['device'], signed: Uint8Array, nowMs: number): T | undefined => {
    const opened = openSigned(crypto, message, signed, (kid) =>
      findKey(crypto, keyset, { kid, use, atSeconds: Math.floor(nowMs / 1000) }),
    )
    return opened.ok && opened.value.device === device ? opened.value : undefined
  }
}

/** A lease and the bytes that prove it, which the device keeps. */
export interface ReceivedLease {
  readonly lease: Lease
  readonly signed: Uint8Array
}

export function receivedLease(...opening: Parameters<typeof openLease>): ReceivedLease | undefined {
  const lease = openLease(...opening)
  return lease && { lease, signed: opening[3] }
}

const openLease = openFor(leaseMessage, 'leases')
export const openRevocations = openFor(revocationsMessage, 'leases')
export const openReceipt = openFor(receiptMessage, 'receipts')
