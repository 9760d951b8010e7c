import { join } from 'node:path'
import { grantQuota } from '@octroi/hub/entitlements/grant-quota.use-case'
import { agreeShares } from '@octroi/hub/settlement/agree-shares.use-case'
import type { AccountId, EntitlementId, ResaleId, SubscriptionId } from '@octroi/shared/ids/id'
import { oneUnit } from '@octroi/shared/money/quantity'
import { rational } from '@octroi/shared/money/rational'
import { calendarMonths } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import { fillsOf } from './console-fills.ts'
import { type HubAtRest, value } from './hub-at-rest.ts'
import { openingCatalogue } from './opening-catalogue.ts'
import { OpeningWorld } from './opening-world.ts'
import { gridOffer, PartnerTenant } from './partner-tenant.ts'
import { RowFiller } from './row-filler.ts'

/** What the many rows are about: a real opening, told and charged, with everybody it concerns. */
export interface Filled {
  readonly world: OpeningWorld
  /** Has a part in every charge. */
  readonly partner: AccountId
  readonly subscription: SubscriptionId
  readonly resales: FilledResales
  /** Has a quota, with what was used and granted of it, and handed to the car. */
  readonly limited: EntitlementId
}

/** The tenant sells on what another supplies, and supplies one itself. */
interface FilledResales {
  readonly bought: ResaleId
  readonly reseller: AccountId
  readonly wholesale: SubscriptionId
}

/** A hub whose tables are filled beyond what its own use cases would do in hours: one statement writes many rows. */
export class FilledConsole implements Filled {
  readonly world: OpeningWorld
  readonly partner: AccountId
  readonly subscription: SubscriptionId
  readonly resales: FilledResales
  readonly limited: EntitlementId
  private readonly filler: RowFiller
  private rows = 0

  private constructor({ world, partner, subscription, resales, limited }: Filled, filler: RowFiller) {
    this.world = world
    this.partner = partner
    this.subscription = subscription
    this.resales = resales
    this.limited = limited
    this.filler = filler
  }

  static async open(databaseUrl?: string): Promise<FilledConsole> {
    const world = await OpeningWorld.open(databaseUrl)
    const { hub, car } = world
    await world.entitle()
    const partner = await hub.account()
    const shares = [{ account: partner, take: { kind: 'part', part: rational(1n, 10n), of: 'gross' }, shares: [] }] as const
    value(await hub.write((stores) => agreeShares(stores, hub.environment, { offer: 'merchant', shares })))
    await world.ingest(car.journal.batch(...world.wholeOpening(await world.ask())).envelope)
    const bought = await hub.read(({ subscriptions }) => subscriptions.list({ limit: 1 }, { account: world.merchant }))
    const subscription = bought.items[0]?.id
    if (subscription === undefined) throw new Error('the merchant has bought something')
    const filled = {
      world,
      partner,
      subscription,
      resales: await resaleOnBothSides(hub),
      limited: await limitOf(world, subscription),
    }
    const place = databaseUrl === undefined ? { file: join(hub.folder, 'hub.sqlite') } : { databaseUrl }
    return new FilledConsole(filled, await RowFiller.open(place))
  }

  /** Fills every table that a page lists up to so many rows more than the opening made. */
  async fillTo(rows: number): Promise<void> {
    await this.filler.fill(this.world.hub.tenant, fillsOf(this, this.filler.isSqlite), this.rows + 1, rows)
    this.rows = rows
  }

  async close(): Promise<void> {
    await this.filler.close()
    await this.world.close()
  }
}

/** Something the merchant may do so many times a month. */
async function limitOf({ hub, merchant, car: { device } }: OpeningWorld, subscription: SubscriptionId): Promise<EntitlementId> {
  const service = 'trunk.access'
  const counts = { service, unit: 'opening', record: 'opened', aggregation: 'count' } as const
  const terms = { meter: 'openings', counts, quantity: 20n * oneUnit, kind: 'hard', priority: 100, notices: [80] } as const
  const limit = { ...terms, cycle: calendarMonths('Europe/London' as Zone), offline: { perDevice: oneUnit } }
  const id = hub.environment.ids.next('entitlement')
  const entitled = { id, subscription, account: merchant, service, actions: [], reach: 'consented', fromMs: 0, limit } as const
  const quota = { account: merchant, meter: 'openings' }
  const handed = { quota, device, leaseSeq: 1, service, counter: 'performed', ceiling: oneUnit, counted: 0n }
  await hub.write(async ({ entitlements, quotas }) => {
    await entitlements.insertAll([entitled])
    await quotas.count(quota, [{ fromMs: Date.parse('2026-11-01T00:00:00Z'), quantity: 3n * oneUnit }])
    await quotas.insertAllotments([handed])
  })
  const more = { entitlement: id, quantity: oneUnit, reason: 'Sample', by: 'opr_1' } as const
  value(await hub.write((stores) => grantQuota(stores, hub.environment, more)))
  return id
}

async function resaleOnBothSides(hub: HubAtRest): Promise<FilledResales> {
  const other = await PartnerTenant.found(hub, 'Another sample')
  const { resale: bought } = await other.supplies(PartnerTenant.first(hub))
  await hub.catalogue(
    `${openingCatalogue}${gridOffer}\nwallets: { main: { name: Main, currency: EUR, purpose: multi_purpose } }\n`,
  )
  const third = await PartnerTenant.found(hub, 'A third sample')
  const { account: reseller, subscriptions } = await PartnerTenant.first(hub).supplies(third, 'grid')
  const [wholesale] = subscriptions
  if (wholesale === undefined) throw new Error('the reseller has bought something')
  return { bought, reseller, wholesale }
}
