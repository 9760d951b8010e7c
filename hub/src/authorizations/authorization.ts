import type { Outcome } from '@octroi/shared/api/vocabulary'
import type { Reason } from '@octroi/shared/decisions/action'
import type { RefusalCode } from '@octroi/shared/decisions/refusals'
import type { AccountId, AuthorizationId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Amount } from '@octroi/shared/money/amount'
import type { Rational } from '@octroi/shared/money/rational'

/** The hub's decision on one requested action: who, what, which device, which window, at what price, and why. */
export type Authorization = RefusedAuthorization | GrantedAuthorization

/** One action on one device in a window, and who asks for it. */
export interface AskedAction {
  readonly requester: AccountId
  readonly device: DeviceId
  readonly service: string
  readonly action: string
  readonly fromMs: number
  readonly untilMs: number
  /** The requester's own number for it, an order or parcel say. */
  readonly reference?: string
}

interface Decided extends AskedAction {
  readonly id: AuthorizationId
  readonly reasons: readonly Reason[]
  readonly decidedAtMs: number
}

export interface RefusedAuthorization extends Decided {
  readonly decision: 'refused'
  readonly code: RefusalCode
}

export interface GrantedAuthorization extends Decided {
  readonly decision: 'granted'
  /** Who pays, and at which prices. */
  readonly subscription: SubscriptionId
  readonly quote: Quote
  /** The signed permit or command; of a passcode, the signed message that says which code it is. */
  readonly permit: Uint8Array
  /** Which code, where it was granted as a passcode; its digits are kept nowhere. */
  readonly passcode?: GrantedPasscode
  readonly outcome: Outcome
  /** It was taken back. */
  readonly revocation?: Revocation
}

/** A code by its place: the device's key makes its digits. */
export interface GrantedPasscode {
  readonly slotStart: number
  readonly n: number
  readonly generation: number
}

export interface Revocation {
  /** The version of the device's revocations that denies it. */
  readonly version: number
  readonly requestedAtMs: number
  /** The device's signed record that says that it denies it, by its place in the journal. */
  readonly appliedSeq?: number
}

/** What the action will cost, told before it is done. Before VAT. */
export interface Quote {
  readonly amount: Amount
  /** Before it was rounded. */
  readonly exact: Rational
  readonly explanation: readonly string[]
}
