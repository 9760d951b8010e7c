import { conflict, type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, AuthorizationId, ConsentId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Account } from '../accounts/account.ts'
import { revokePermits } from '../authorizations/revoke-permits.use-case.ts'
import { notify } from '../confirmations/notify.use-case.ts'
import { consentNotice } from '../entitlements/consent-notice.ts'
import type { GivenConsent } from '../entitlements/entitlement.store.ts'
import type { Environment } from '../environment.ts'
import { everyOf } from '../page.ts'
import type { Stores } from '../stores.ts'
import { changeNotices } from '../subscriptions/change-notice.ts'
import { tell } from '../subscriptions/change-subscription.use-case.ts'
import { keepWrites, type WriteNeeds } from '../subscriptions/keep-writes.use-case.ts'
import { loadHeld } from '../subscriptions/load-held.use-case.ts'
import { phaseAt } from '../subscriptions/phase.ts'
import { plannedAmong } from '../subscriptions/planned-change.use-case.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { Device } from './device.ts'

export interface TransferDevice {
  readonly device: DeviceId
  readonly to: AccountId
  /** What becomes of the subscriptions that name the device. */
  readonly subscriptions: 'end' | 'move'
}

/** A device that is another account's now, and what ended or moved with it. */
export interface Transferred {
  readonly device: Device
  readonly from: AccountId
  readonly atMs: number
  readonly ended: readonly SubscriptionId[]
  /** What the new owner goes on with. */
  readonly moved: readonly SubscriptionId[]
  readonly consents: readonly ConsentId[]
  readonly revoked: readonly AuthorizationId[]
  /** Devices on which permits were taken back. */
  readonly devices: readonly DeviceId[]
}

type Needs = WriteNeeds &
  Pick<Stores, 'accounts' | 'profiles' | 'activity' | 'catalogue' | 'consents' | 'tenants' | 'endpoints' | 'outbox'>

/**
 * Gives a device to another account, from now on: what it did before stays the former owner's, also where it is told later. What
 * the former owner had on it ends: subscriptions that name it, consents, and permits that nobody used yet.
 */
export async function transferDevice(
  stores: Needs,
  environment: Environment,
  command: TransferDevice,
): Promise<Result<Transferred, Failure>> {
  const atMs = environment.nowMs()
  const facts = await readFacts(stores, command, atMs)
  if (!facts.ok) return facts
  const { device, owner } = facts.value
  const subscriptions = await endOrMove(stores, environment, command, facts.value)
  const consents = await endConsents(stores, environment, device)
  const stillValid = { afterMs: atMs, throughMs: Number.MAX_SAFE_INTEGER }
  const unused = (await stores.authorizations.unusedOn(device.id, stillValid)).filter(
    ({ revocation }) => revocation === undefined,
  )
  if (unused.length > 0) await revokePermits(stores, environment, device.id, unused)
  await stores.devices.transfer({ device: device.id, from: device.owner, to: owner.id, atMs })
  await notify(stores, environment, {
    accounts: [device.owner, owner.id],
    type: 'device.transferred',
    about: `${device.id} ${atMs}`,
    data: { device: device.id, from: device.owner, to: owner.id, at: formatInstant(atMs) },
  })
  return ok({
    device: { ...device, owner: owner.id },
    from: device.owner,
    atMs,
    ...subscriptions,
    consents,
    revoked: unused.map(({ id }) => id),
    devices: [...new Set([device.id, ...subscriptions.devices])],
  })
}

interface Facts {
  readonly device: Device
  /** To be. */
  readonly owner: Account
}

async function readFacts(
  { devices, accounts }: Needs,
  { device: id, to }: TransferDevice,
  atMs: number,
): Promise<Result<Facts, Failure>> {
  const device = await devices.get(id)
  if (device === undefined) return err(notFound('device', id))
  const owner = await accounts.get(to)
  if (owner === undefined || owner.erased !== undefined) {
    return err(invalid([fault('account', 'account_not_found', `There is no account ${to} here.`)]))
  }
  if (device.owner === to) return err(invalid([fault('account', 'unchanged', 'The device is this account’s already.')]))
  const last = (await devices.owners(id)).at(-1)
  if (last !== undefined && last.fromMs >= atMs)
    return err(conflict('just_transferred', 'The device was transferred at this moment.'))
  return ok({ device, owner })
}

type Done = Pick<Transferred, 'ended' | 'moved' | 'devices'>

/** One after the other: the end of one may end add-ons that name the device too. */
async function endOrMove(
  stores: Needs,
  environment: Environment,
  { subscriptions: how }: TransferDevice,
  { device, owner }: Facts,
): Promise<Done> {
  const nowMs = environment.nowMs()
  const all = await stores.subscriptions.inForce(device.owner, nowMs, Number.MAX_SAFE_INTEGER)
  const done = { ended: [] as SubscriptionId[], moved: [] as SubscriptionId[], devices: [] as DeviceId[] }
  for (const { id } of all.filter((each) => each.device === device.id)) {
    const held = await loadHeld(stores, device.owner, nowMs)
    const subscription = held.find((each) => each.subscription.id === id)?.subscription
    if (subscription === undefined || hasEnded(subscription, nowMs)) continue
    const isMoved = how === 'move' && mayMove(subscription, owner, nowMs)
    const change = isMoved ? ({ kind: 'transfer', account: owner.id } as const) : ({ kind: 'end' } as const)
    const planned = await plannedAmong(stores, environment, held, { subscription: id, change, at: 'now' })
    invariant(planned.ok, 'what is in force may end now')
    const { writes, begun } = planned.value.plan
    done.devices.push(...(await keepWrites(stores, environment, writes, begun)))
    await tell(stores, environment, changeNotices(writes, begun))
    if (begun === undefined) done.ended.push(id)
    else done.moved.push(begun.subscription.id)
  }
  return done
}

function hasEnded({ fromMs, untilMs }: Subscription, nowMs: number): boolean {
  return untilMs !== undefined && (untilMs <= nowMs || untilMs <= fromMs)
}

/** Days are those of the zone it was bought in, so it goes on only where the new owner has the same. */
function mayMove(subscription: Subscription, { zone }: Account, nowMs: number): boolean {
  return subscription.zone === zone && !phaseAt(subscription, nowMs).isPaused
}

const consentsPerPage = 200

async function endConsents(stores: Needs, environment: Environment, { id, owner }: Device): Promise<readonly ConsentId[]> {
  const nowMs = environment.nowMs()
  const live: GivenConsent[] = []
  for await (const consent of everyOf((page) => stores.consents.given(page, owner), consentsPerPage)) {
    const { device, untilMs } = consent
    if (device === id && (untilMs === undefined || untilMs > nowMs)) live.push(consent)
  }
  for (const consent of live) {
    const untilMs = Math.max(consent.fromMs, nowMs)
    await stores.consents.end(consent.id, untilMs)
    await notify(stores, environment, consentNotice('ended', { ...consent, untilMs }))
  }
  return live.map((consent) => consent.id)
}
