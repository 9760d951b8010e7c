/** Words that travel in answers and are stored: each list stands here once, and its type follows from it. */
export const roles = ['operator', 'partner', 'account_holder', 'feed'] as const
/** What an API key may do: run the tenant, act as a partner, see to one's own account, or send usage events and nothing else. */
export type Role = (typeof roles)[number]

export const operatorRoles = ['operator', 'viewer'] as const
/** What a person who signed in to the console may do: run the tenant, or see all of it and change nothing. */
export type OperatorRole = (typeof operatorRoles)[number]

export const modes = ['live', 'test'] as const
/** `test`: nothing real happens and nothing is owed. A tenant is one or the other, with everything that is in it. */
export type Mode = (typeof modes)[number]

export const standings = ['good', 'reminded', 'restricted', 'suspended'] as const
/**
 * Whether an account may still use what it bought. `reminded` loses nothing yet; `restricted` keeps essential actions,
 * `suspended` none. Safety actions stand outside: nothing blocks them.
 */
export type Standing = (typeof standings)[number]

/** How a standing travels in signed messages. */
export const standingNumbers = { good: 0, reminded: 1, restricted: 2, suspended: 3 } as const satisfies Readonly<
  Record<Standing, number>
>

export const contactRoles = ['billing', 'technical', 'legal', 'other'] as const
/** What somebody is asked for the sake of an account. */
export type ContactRole = (typeof contactRoles)[number]

export const taxKinds = ['business', 'consumer'] as const
/** Whether an account buys as a business or for itself, as tax law tells them apart. */
export type TaxKind = (typeof taxKinds)[number]

export const importKinds = ['accounts', 'devices', 'subscriptions'] as const
/** What a file of an import lists, one a row. */
export type ImportKind = (typeof importKinds)[number]

export const deviceStates = ['registered', 'enrolled', 'frozen'] as const
/** `frozen`: its journal contradicts itself, so nothing of it is billed and nothing granted on it. */
export type DeviceState = (typeof deviceStates)[number]

export const versionScopes = ['new', 'renewal', 'date'] as const
/**
 * Whom a version of the catalogue touches: `new` who subscribes from its effective date on, and nobody else; `renewal` also
 * who subscribed before, from the beginning of their next period; `date` all, from the effective date on.
 */
export type VersionScope = (typeof versionScopes)[number]

export const entitlementReaches = ['own', 'consented'] as const
/** Whose devices an entitlement reaches: those of the account itself, or those whose owners consented. */
export type EntitlementReach = (typeof entitlementReaches)[number]

export const outcomes = ['pending', 'opened', 'completed', 'left_open', 'failed', 'unknown', 'cancelled', 'expired'] as const
/**
 * What came of a granted authorization, as far as signed records tell:
 * `pending` nothing yet; `opened` and not closed so far; `completed` opened, closed again and secured; `left_open` longer
 * than allowed; `failed` the device could not; `unknown` power was lost in between. Unknown is never confirmed or billed.
 * `cancelled` taken back before it was used, `expired` not used while its window lasted: both only once the device's whole
 * journal up to there says so, because a device out of reach may have been used.
 */
export type Outcome = (typeof outcomes)[number]

export const quarantineStates = ['waiting', 'released', 'dismissed'] as const
/** What was set apart waits until the operator takes it in after all, or keeps it as evidence that never counts. */
export type QuarantineState = (typeof quarantineStates)[number]

export const rejectedEventStates = ['waiting', 'replayed', 'resent', 'dismissed'] as const
/**
 * What became of a usage event that was not taken in. `replayed`: an operator had it taken in, as it came or put right;
 * `resent`: its sender sent it right itself; `dismissed`: it never counts.
 */
export type RejectedEventState = (typeof rejectedEventStates)[number]

export const deliveryStates = ['pending', 'delivered', 'abandoned'] as const
export type DeliveryState = (typeof deliveryStates)[number]

export const grantForms = ['permit', 'passcode', 'command'] as const
/** As what an authorization is granted: shown to the device, typed there, or told to it by the hub while it is connected. */
export type GrantForm = (typeof grantForms)[number]

export const openingWays = [...grantForms, 'by_hand', 'safety_action'] as const
/**
 * How a thing was opened: with a permit, a passcode or a command of the hub, with a key or a hand, or by a safety action that
 * nothing may block.
 */
export type OpeningWay = (typeof openingWays)[number]

export const openingStates = ['open', 'closed', 'secured', 'not_told'] as const
/**
 * How an opening ended, as far as signed records tell: `open` nothing of a closing; `closed` and not locked; `secured`
 * closed and locked; `not_told` a safety action that need not have opened anything, and after which nothing was closed.
 */
export type OpeningState = (typeof openingStates)[number]

export const lineKinds = ['openings', 'actions', 'readings', 'events', 'flat', 'resold'] as const
/**
 * What a line of a bill counts: single openings, other actions, readings of a meter, events of a service without a device, the days
 * and months of a fixed fee, or what the devices of a reseller used, whatever that is.
 */
export type LineKind = (typeof lineKinds)[number]

export const backtestStates = [
  'compared',
  'no_such_offer',
  'other_currency',
  'other_periods',
  'not_counted',
  'records_forgotten',
  'resold',
] as const
/**
 * Whether what a draft of the catalogue would have cost can be told: not where it lacks the offer or asks another currency,
 * where its periods begin in other time than the former ones, where it prices what was not counted then, or where records are
 * forgotten by now or stand in the journals of a reseller. Totals hold only what is `compared`.
 */
export type BacktestState = (typeof backtestStates)[number]

export const disputeStates = ['open', 'upheld', 'rejected', 'withdrawn'] as const
/** `upheld` and `rejected` by the operator, `withdrawn` by the account: each of them is final. */
export type DisputeState = (typeof disputeStates)[number]

export const resaleSides = ['supplier', 'reseller'] as const
/** Which end of a resale a tenant is: the one that sells wholesale, or the one that sells on. */
export type ResaleSide = (typeof resaleSides)[number]

export const resaleStates = ['proposed', 'lapsed', 'agreed', 'ended'] as const
/** `lapsed`: nobody accepted the proposal in time. */
export type ResaleState = (typeof resaleStates)[number]

export const orderStates = ['placed', 'waiting', 'fulfilled', 'rejected', 'cancelled', 'expired'] as const
/**
 * Where an order is: `placed` and not approved yet; `waiting` for what its offers ask for; `fulfilled`; or ended without anything
 * made: `rejected` by the operator or because it cannot be had any more, `cancelled` by the account, `expired` before all was done.
 */
export type OrderState = (typeof orderStates)[number]

export const subscriptionStates = ['to_come', 'in_force', 'ended'] as const
/** Whether a subscription has begun, and has not ended; one that is paused is in force. */
export type SubscriptionState = (typeof subscriptionStates)[number]

export const orderSteps = ['approval', 'claim', 'consent', 'payment'] as const
/**
 * What an order may wait for: the operator's approval, a device of the account that is enrolled, an owner's consent, a payment.
 */
export type OrderStepKind = (typeof orderSteps)[number]

export const orderEvents = [
  'placed',
  'approved',
  'claimed',
  'consented',
  'paid',
  'waiting',
  'fulfilled',
  'rejected',
  'cancelled',
  'expired',
] as const
export type OrderEventType = (typeof orderEvents)[number]

/** What a coupon is redeemed by. */
export const couponCodePattern = /^(?=.{3,32}$)[A-Z0-9]+(?:-[A-Z0-9]+)*$/

/** A key of the catalogue: a service, an action, an offer. */
export const keyPattern = /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/
export const keyLengthAtMost = 64

/**
 * For what a wallet pays: `single_purpose` for what is known and taxed when it is topped up, so that its use asks no VAT;
 * `multi_purpose` for anything, with VAT when it is used.
 */
export const walletPurposes = ['single_purpose', 'multi_purpose'] as const
export type WalletPurpose = (typeof walletPurposes)[number]

export const topUpStates = ['pending', 'received', 'failed'] as const
/** `received` and `failed` are final. */
export type TopUpState = (typeof topUpStates)[number]
