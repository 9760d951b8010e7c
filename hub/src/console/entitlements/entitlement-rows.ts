import type { Entitlement } from '@octroi/shared/decisions/action'
import { performedCounter, readingCounter } from '@octroi/shared/decisions/counters'
import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import { monthOf } from '@octroi/shared/time/month'
import type { Account } from '../../accounts/account.ts'
import type { Catalogue } from '../../catalogue/catalogue.ts'
import type { Device } from '../../devices/device.ts'
import type { SoughtEntitlements } from '../../entitlements/entitlement.store.ts'
import { showQuota } from '../../entitlements/show-quota.use-case.ts'
import type { Page, PageRequest } from '../../page.ts'
import type { Stores } from '../../stores.ts'
import { accountsById } from '../accounts/sought-account.ts'

/** What is left of one quota of a month, in 1e-9 of the counter's unit. */
export interface QuotaLeft {
  readonly left: bigint
  readonly quantity: bigint
  /** Of what a meter reads; uses have none. */
  readonly unit?: string
}

/** An entitlement with all that a reader asks about it. */
export interface EntitlementRow {
  readonly entitlement: Entitlement
  readonly account: Account | undefined
  readonly offer: string | undefined
  readonly device: Device | undefined
  readonly quotas: readonly QuotaLeft[]
  /** Of the quota that it is part of, which its account shares over devices. */
  readonly limited: QuotaLeft | undefined
  /** Owners who consented, as far as they are counted; undefined where nobody needs to. */
  readonly consents: number | undefined
  readonly nowMs: number
}

/** Consents of one account to look through. */
export const consentsAtMost = 100

export async function entitlementRows(
  stores: Stores,
  nowMs: number,
  page: PageRequest,
  sought: SoughtEntitlements,
): Promise<Page<EntitlementRow>> {
  const { items, ...rest } = await stores.entitlements.search(page, sought)
  const accounts = await accountsById(
    stores,
    items.map(({ account }): AccountId => account),
  )
  const bought = await stores.subscriptions.getAll([...new Set(items.map(({ subscription }) => subscription))])
  const offers = new Map(bought.map(({ id, offer }) => [id, offer]))
  const meters = (await stores.catalogue.latest())?.catalogue.meters ?? {}
  const devices = await devicesById(stores, items)
  const rows: EntitlementRow[] = []
  for (const entitlement of items) {
    const account = accounts.get(entitlement.account)
    rows.push({
      entitlement,
      account,
      offer: offers.get(entitlement.subscription),
      device: entitlement.device && devices.get(entitlement.device),
      quotas: account === undefined ? [] : await quotasLeft(stores, entitlement, account, { meters, nowMs }),
      limited: await limitedLeft(stores, entitlement, nowMs),
      consents: entitlement.reach === 'own' ? undefined : await consentsOf(stores, entitlement, nowMs),
      nowMs,
    })
  }
  return { items: rows, ...rest }
}

async function devicesById(
  { devices }: Pick<Stores, 'devices'>,
  items: readonly Entitlement[],
): Promise<ReadonlyMap<DeviceId, Device>> {
  const found = new Map<DeviceId, Device>()
  for (const id of new Set(items.flatMap(({ device }) => device ?? []))) {
    const device = await devices.get(id)
    if (device !== undefined) found.set(id, device)
  }
  return found
}

interface QuotaFacts {
  readonly meters: Catalogue['meters']
  readonly nowMs: number
}

/** By what the hub knows the device has counted this month. */
async function quotasLeft(
  { usage }: Pick<Stores, 'usage'>,
  { device, service, lease }: Entitlement,
  { zone }: Account,
  { meters, nowMs }: QuotaFacts,
): Promise<readonly QuotaLeft[]> {
  if (device === undefined) return []
  const quotas: QuotaLeft[] = []
  for (const { counter, quantity } of lease?.quotas ?? []) {
    const { beforePeriod, total } = await usage.counted(device, service, counter, monthOf(zone, nowMs).fromMs)
    const left = quantity - (total - beforePeriod)
    const meter = Object.values(meters).find(
      (each) => each.record === 'reading' && each.service === service && readingCounter(each.reading) === counter,
    )
    const unit = counter === performedCounter || meter === undefined ? {} : { unit: meter.unit }
    quotas.push({ left: left < 0n ? 0n : left, quantity, ...unit })
  }
  return quotas
}

async function limitedLeft(stores: Stores, entitlement: Entitlement, nowMs: number): Promise<QuotaLeft | undefined> {
  if (entitlement.limit === undefined) return undefined
  const shown = await showQuota(stores, entitlement, { atMs: nowMs, nowMs })
  if (shown === undefined) return undefined
  const { left, granted, unit } = shown.standing
  return { left: left < 0n ? 0n : left, quantity: granted, unit }
}

async function consentsOf(
  { consents }: Pick<Stores, 'consents'>,
  { account, service }: Entitlement,
  nowMs: number,
): Promise<number> {
  const { items } = await consents.received({ limit: consentsAtMost }, account, service)
  return new Set(items.filter((given) => isInForce(given, nowMs)).map(({ owner }) => owner)).size
}

export function isInForce({ fromMs, untilMs }: { readonly fromMs: number; readonly untilMs?: number }, nowMs: number): boolean {
  return fromMs <= nowMs && (untilMs === undefined || nowMs < untilMs)
}
