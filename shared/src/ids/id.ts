import { invariant } from '../errors/invariant.ts'
import { fromBase32, toBase32 } from './base32.ts'

/**
 * What an id may name. Written as a TypeID (https://github.com/jetify-com/typeid, spec 0.3): the prefix, `_`, and a
 * UUIDv7 in 26 base-32 characters, so that ids sort by the time they were made and cannot be taken for one another. The
 * id of an authorization that is typed as a passcode is derived instead (`decisions/passcode-code.ts`), and so are that of a usage
 * event and the one by which a supplier knows a device of its reseller; these sort nowhere.
 */
export const idPrefixes = {
  tenant: 'ten',
  account: 'acct',
  apiKey: 'key',
  order: 'ord',
  subscription: 'sub',
  entitlement: 'ent',
  consent: 'cons',
  device: 'dev',
  session: 'ses',
  authorization: 'auth',
  endpoint: 'hook',
  message: 'msg',
  agreement: 'agr',
  auditEntry: 'aud',
  dispute: 'disp',
  operator: 'opr',
  resale: 'rsl',
  usageEvent: 'evt',
  rejectedEvent: 'rej',
  credit: 'crd',
  quotaGrant: 'grt',
  topUp: 'top',
  change: 'chg',
} as const

export type IdKind = keyof typeof idPrefixes
export type Id<K extends IdKind> = `${(typeof idPrefixes)[K]}_${string}`

export type TenantId = Id<'tenant'>
export type AccountId = Id<'account'>
export type ApiKeyId = Id<'apiKey'>
export type OrderId = Id<'order'>
export type AuditEntryId = Id<'auditEntry'>
export type DisputeId = Id<'dispute'>
export type OperatorId = Id<'operator'>
export type ResaleId = Id<'resale'>
export type CreditId = Id<'credit'>
export type QuotaGrantId = Id<'quotaGrant'>
export type TopUpId = Id<'topUp'>
export type ChangeId = Id<'change'>
export type AgreementId = Id<'agreement'>
export type SubscriptionId = Id<'subscription'>
export type EntitlementId = Id<'entitlement'>
export type ConsentId = Id<'consent'>
export type DeviceId = Id<'device'>
export type SessionId = Id<'session'>
export type AuthorizationId = Id<'authorization'>
export type EndpointId = Id<'endpoint'>
export type MessageId = Id<'message'>
export type UsageEventId = Id<'usageEvent'>
export type RejectedEventId = Id<'rejectedEvent'>

/** The bytes an id has on the wire: its UUID. */
export const idBytesLength = 16

export function idFromBytes<K extends IdKind>(kind: K, bytes: Uint8Array): Id<K> {
  invariant(bytes.length === idBytesLength, `an id is ${idBytesLength} bytes`)
  return `${idPrefixes[kind]}_${toBase32(bytes)}`
}

/** The 16 bytes of an id that was already checked with {@link isId}. */
export function idToBytes(id: Id<IdKind>): Uint8Array {
  return fromBase32(id.slice(id.indexOf('_') + 1))
}

/** When an id was made, of those that are not derived: a UUIDv7 begins with it, in milliseconds. */
export function madeAtMs(id: Id<IdKind>): number {
  return idToBytes(id)
    .slice(0, 6)
    .reduce((ms, byte) => ms * 256 + byte, 0)
}

export function isId<K extends IdKind>(kind: K, text: string): text is Id<K> {
  return patterns[kind].test(text)
}

/** The first suffix character is at most 7: 26 base-32 digits hold 130 bits, a UUID 128. */
const patterns = Object.fromEntries(
  Object.entries(idPrefixes).map(([kind, prefix]) => [kind, new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`)]),
) as Record<IdKind, RegExp>
