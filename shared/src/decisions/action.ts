import type { DeviceState, EntitlementReach, Standing } from '../api/vocabulary.ts'
import { invariant } from '../errors/invariant.ts'
import type { AccountId, ConsentId, DeviceId, EntitlementId, SubscriptionId } from '../ids/id.ts'
import { ownEntry } from '../own-entry.ts'
import type { AfterExpiry } from '../wire/messages/lease.ts'
import { countsAction, hasLeft, type Limit, type QuotaStanding, quotaSentence } from './limit.ts'
import { type RefusalCode, refusalSentence } from './refusals.ts'

/** A half-open span of time, `[fromMs, untilMs)`; without an end it is still open. */
export interface TimeSpan {
  readonly fromMs: number
  readonly untilMs?: number
}

/** What a subscription lets an account do. */
export interface Entitlement extends TimeSpan {
  readonly id: EntitlementId
  readonly subscription: SubscriptionId
  readonly account: AccountId
  readonly service: string
  readonly actions: readonly string[]
  readonly reach: EntitlementReach
  /** Without it the entitlement covers every device within its reach. */
  readonly device?: DeviceId
  /** On what terms a device of the account may act for it without asking. */
  readonly lease?: LeaseTerms
  /** How much of it there is, over all devices of the account. */
  readonly limit?: Limit
  /** What an application reads of it: how many users there may be, say. */
  readonly value?: Readonly<Record<string, EntitledValue>>
}

export type EntitledValue = string | number | boolean

export interface LeaseTerms {
  readonly validSeconds: number
  readonly afterExpiry: AfterExpiry
  /** What a degraded lease, a restricted standing or a spent quota still allow. */
  readonly essential: readonly string[]
  /** What a calendar month includes, by the counters of the device. */
  readonly quotas: readonly Quota[]
}

export interface Quota {
  readonly counter: string
  /** In 1e-9 of the counter's unit. */
  readonly quantity: bigint
}

/** A device owner's permission for somebody else to use a service on the owner's devices. */
export interface Consent extends TimeSpan {
  readonly id: ConsentId
  readonly owner: AccountId
  readonly grantee: AccountId
  readonly service: string
  /** Without it the consent covers every device of the owner. */
  readonly device?: DeviceId
  /** Without it the consent covers every action of the service. */
  readonly actions?: readonly string[]
}

export interface ActionRequest {
  readonly requester: AccountId
  readonly service: string
  readonly action: string
  readonly window: { readonly fromMs: number; readonly untilMs: number }
  readonly hasHolderKey: boolean
  readonly nowMs: number
}

export interface ActionPolicy {
  readonly windowSecondsAtMost: number
  readonly aheadSecondsAtMost: number
  readonly holderKeyRequired: boolean
}

export interface ActionFacts {
  readonly policy: ActionPolicy
  readonly device:
    | {
        readonly id: DeviceId
        readonly owner: AccountId
        readonly state: DeviceState
        /** The operator keeps it away. */
        readonly suspension?: { readonly reason: string }
        /** Service to the actions the device offers. */
        readonly services: Readonly<Record<string, readonly string[]>>
      }
    | undefined
  readonly standings: { readonly requester: Standing; readonly owner: Standing }
  /** Of the requester and of the device's owner, for the service asked for. */
  readonly entitlements: readonly Entitlement[]
  readonly consents: readonly Consent[]
  /** Where the quotas of the requester's entitlements stand in the window, of those that are limited. */
  readonly quotas?: ReadonlyMap<EntitlementId, QuotaStanding>
  /** Of a passcode or a command, which have no holder key: what speaks for and against it in the place of one. */
  readonly insteadOfHolder?: readonly Reason[]
}

/** One thing that was looked at: satisfied or not, and why, for a person. */
export type Reason =
  | { readonly satisfied: true; readonly rule: ReasonRule; readonly sentence: string }
  | { readonly satisfied: false; readonly rule: ReasonRule; readonly code: RefusalCode; readonly sentence: string }

export type ReasonRule =
  | 'window'
  | 'standing'
  | 'device'
  | 'service'
  | 'holder'
  | 'entitlement'
  | 'quota'
  | 'owner_entitlement'
  | 'consent'
  | 'price'
  | 'wallet'
  | 'passcode'
  | 'connection'

export type ActionDecision =
  | { readonly granted: true; readonly reasons: readonly Reason[]; readonly entitlement: Entitlement }
  | { readonly granted: false; readonly reasons: readonly Reason[]; readonly code: RefusalCode }

/**
 * "May A do X on D in this window, and why?" Everything is looked at, so that the answer lists every reason; the code is
 * that of the first one that is not satisfied.
 */
export function decideAction(request: ActionRequest, facts: ActionFacts): ActionDecision {
  const entitlement = coveringEntitlement(request, facts)
  const reasons = [
    windowReason(request, facts.policy),
    deviceReason(facts),
    ...(facts.device === undefined ? [] : [serviceReason(request, facts.device)]),
    ...(facts.insteadOfHolder ?? [holderReason(request, facts.policy)]),
    entitlementReason(entitlement),
    ...quotaReasons(request, facts, entitlement),
    standingReason(request, facts, entitlement),
    ...ownerReasons(request, facts),
  ]
  const refused = reasons.find((reason) => !reason.satisfied)
  if (refused !== undefined && !refused.satisfied) return { granted: false, reasons, code: refused.code }
  invariant(entitlement !== undefined, 'a granted action has its entitlement')
  return { granted: true, reasons, entitlement }
}

export function satisfied(rule: ReasonRule, sentence: string): Reason {
  return { satisfied: true, rule, sentence }
}

export function unsatisfied(rule: ReasonRule, code: RefusalCode, more = ''): Reason {
  return { satisfied: false, rule, code, sentence: `${refusalSentence(code)}${more}` }
}

function windowReason({ window, nowMs }: ActionRequest, policy: ActionPolicy): Reason {
  if (window.untilMs <= nowMs) return unsatisfied('window', 'window_in_the_past')
  const lengthSeconds = (window.untilMs - window.fromMs) / 1000
  const { aheadSecondsAtMost, windowSecondsAtMost } = policy
  if (window.fromMs > nowMs + aheadSecondsAtMost * 1000) {
    return unsatisfied('window', 'window_too_far', ` It may begin at most ${aheadSecondsAtMost} seconds from now.`)
  }
  if (lengthSeconds > windowSecondsAtMost) {
    return unsatisfied(
      'window',
      'window_too_long',
      ` It lasts ${lengthSeconds} seconds; at most ${windowSecondsAtMost} are allowed.`,
    )
  }
  return satisfied('window', `The window lasts ${lengthSeconds} seconds.`)
}

function deviceReason({ device }: ActionFacts): Reason {
  if (device === undefined) return unsatisfied('device', 'device_not_found')
  if (device.state === 'registered') return unsatisfied('device', 'device_not_enrolled')
  if (device.suspension !== undefined) return unsatisfied('device', 'device_suspended')
  if (device.state === 'frozen') return unsatisfied('device', 'device_frozen')
  return satisfied('device', 'The device is enrolled.')
}

function serviceReason({ service, action }: ActionRequest, device: NonNullable<ActionFacts['device']>): Reason {
  const offered = ownEntry(device.services, service)?.includes(action) === true
  return offered ? satisfied('service', `The device offers ${service}:${action}.`) : unsatisfied('service', 'service_unknown')
}

function holderReason({ hasHolderKey }: ActionRequest, { holderKeyRequired }: ActionPolicy): Reason {
  if (hasHolderKey) return satisfied('holder', 'The permit will be bound to the holder key.')
  return holderKeyRequired ? unsatisfied('holder', 'holder_key_required') : satisfied('holder', 'No holder key is required.')
}

function entitlementReason(entitlement: Entitlement | undefined): Reason {
  if (entitlement === undefined) return unsatisfied('entitlement', 'not_entitled')
  return satisfied('entitlement', `Subscription ${entitlement.subscription} covers the action.`)
}

/** A hard limit refuses what is beyond it; a soft one grants it, and says so. */
function quotaReasons(
  request: ActionRequest,
  { quotas }: Pick<ActionFacts, 'quotas'>,
  entitlement: Entitlement | undefined,
): readonly Reason[] {
  const quota = entitlement && quotas?.get(entitlement.id)
  if (quota === undefined || entitlement?.limit === undefined || !countsAction(entitlement.limit.counts, request)) return []
  const sentence = quotaSentence(quota)
  if (hasLeft(quota, entitlement.limit.counts)) return [satisfied('quota', sentence)]
  if (quota.kind === 'hard') return [unsatisfied('quota', 'quota_spent', ` ${sentence}`)]
  return [satisfied('quota', `${sentence} The limit is soft, so more is granted.`)]
}

/** What is essential stays allowed while a standing is restricted; while it is suspended, nothing does. */
function standingReason({ action }: ActionRequest, { standings }: ActionFacts, entitlement: Entitlement | undefined): Reason {
  const { requester } = standings
  if (requester === 'suspended') return unsatisfied('standing', 'standing_suspended')
  const isEssential = entitlement?.lease?.essential.includes(action) === true
  if (requester === 'restricted' && !isEssential) return unsatisfied('standing', 'standing_restricted')
  return satisfied('standing', `The standing of the account is ${requester}.`)
}

/** Somebody who acts on a device of another needs the owner's subscription and the owner's consent besides. */
function ownerReasons(request: ActionRequest, facts: ActionFacts): Reason[] {
  const device = facts.device
  if (device === undefined || device.owner === request.requester) return []
  // Why an owner's service rests is nobody else's affair: it looks like one that was never bought.
  const isOwnerActive = facts.standings.owner === 'good' || facts.standings.owner === 'reminded'
  const ownerEntitled =
    isOwnerActive &&
    facts.entitlements.some(
      (own) => own.account === device.owner && own.reach === 'own' && coversRequest(own, request, device.id),
    )
  const consent = facts.consents.find(
    (given) =>
      given.owner === device.owner &&
      given.grantee === request.requester &&
      given.service === request.service &&
      (given.device === undefined || given.device === device.id) &&
      (given.actions === undefined || given.actions.includes(request.action)) &&
      covers(given, request),
  )
  return [
    ownerEntitled
      ? satisfied('owner_entitlement', 'The owner of the device subscribes to this service.')
      : unsatisfied('owner_entitlement', 'owner_not_entitled'),
    consent === undefined
      ? unsatisfied('consent', 'consent_missing')
      : satisfied('consent', `The owner of the device consented (${consent.id}).`),
  ]
}

/** Of several the one under which the action is granted: an unlimited one before one with something left, then the first. */
function coveringEntitlement(request: ActionRequest, facts: ActionFacts): Entitlement | undefined {
  const { device, entitlements } = facts
  const reach: EntitlementReach = device?.owner === request.requester ? 'own' : 'consented'
  const covering = entitlements.filter(
    (entitlement) =>
      entitlement.account === request.requester && entitlement.reach === reach && coversRequest(entitlement, request, device?.id),
  )
  const reasonsOf = (entitlement: Entitlement): readonly Reason[] => quotaReasons(request, facts, entitlement)
  return (
    covering.find((entitlement) => reasonsOf(entitlement).length === 0) ??
    covering.find((entitlement) => reasonsOf(entitlement).every((reason) => reason.satisfied)) ??
    covering[0]
  )
}

function coversRequest(entitlement: Entitlement, request: ActionRequest, device: DeviceId | undefined): boolean {
  const { service, action } = request
  if (entitlement.device !== undefined && entitlement.device !== device) return false
  return entitlement.service === service && entitlement.actions.includes(action) && covers(entitlement, request)
}

/** What is past of a window cannot be used, so it need not be covered. */
function covers({ fromMs, untilMs }: TimeSpan, { window, nowMs }: ActionRequest): boolean {
  return fromMs <= Math.max(window.fromMs, nowMs) && (untilMs === undefined || window.untilMs <= untilMs)
}
