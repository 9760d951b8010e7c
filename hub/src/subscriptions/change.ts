import type { AccountId, ChangeId, SubscriptionId } from '@octroi/shared/ids/id'

/** What somebody asks to become of a subscription. */
export type Change =
  | { readonly kind: 'quantity'; readonly quantity: number }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'pin' }
  | { readonly kind: 'unpin' }
  | { readonly kind: 'end' }
  /** Another offer, or another version of the same one: of the version in effect at that time where none is named. */
  | { readonly kind: 'offer'; readonly offer: string; readonly version?: number; readonly quantity?: number }
  /** The device was transferred to another account, which goes on with the subscription. */
  | { readonly kind: 'transfer'; readonly account: AccountId }

/** At once, with the end of the billing period that runs, or at an instant. */
export type ChangeTime = 'now' | 'period_end' | number

/** A change that was asked for. It takes effect by its time alone: what it makes is written when it is asked for. */
export interface SubscriptionChange {
  readonly id: ChangeId
  readonly subscription: SubscriptionId
  readonly change: Change
  readonly atMs: number
  readonly askedAtMs: number
  /** Of an add-on: the change of what it adds to that it follows. */
  readonly follows?: ChangeId
  /** The subscription that it began. */
  readonly began?: SubscriptionId
  /** When the subscription was to end before, where the change ends it. */
  readonly formerUntilMs?: number
  /** Taken back before it took effect. */
  readonly takenBackAtMs?: number
}

/** Whether a change ends the subscription that it is of. */
export function endsSubscription({ kind }: Change): boolean {
  return kind === 'end' || kind === 'offer' || kind === 'transfer'
}

export function isScheduled({ atMs, takenBackAtMs }: SubscriptionChange, nowMs: number): boolean {
  return takenBackAtMs === undefined && atMs > nowMs
}
