import type { Mode } from '@octroi/shared/api/vocabulary'
import type { ActionPolicy } from '@octroi/shared/decisions/action'
import type { AccountId, TenantId } from '@octroi/shared/ids/id'
import type { Zone } from '@octroi/shared/time/zone'

/** An operator's isolated space. Everything else belongs to exactly one. */
export interface Tenant {
  readonly id: TenantId
  readonly name: string
  readonly zone: Zone
  /** The operator's own account. */
  readonly operator: AccountId
  readonly policy: TenantPolicy
  readonly rootKey: Uint8Array
  /** The signed key set, as devices get it. */
  readonly keyset: Uint8Array
  readonly createdAtMs: number
  readonly mode: Mode
  /** The tenant beside it in which everything is tried out; only of a live one, once somebody asked for it. */
  readonly testTwin?: TenantId
}

export interface TenantPolicy extends ActionPolicy {
  /** How long a thing may stay open before it is reported. */
  readonly maxOpenSeconds: number
}

/**
 * A device without a hardware anchor can be cloned while it is offline: so permits are bound to a holder key and live
 * for an hour at most, unless an operator decides otherwise.
 */
export const defaultPolicy: TenantPolicy = {
  windowSecondsAtMost: 3600,
  aheadSecondsAtMost: 14 * 86_400,
  holderKeyRequired: true,
  maxOpenSeconds: 120,
}
