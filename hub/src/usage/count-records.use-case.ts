import { countedBy } from '@octroi/shared/decisions/counters'
import { invariant } from '@octroi/shared/errors/invariant'
import { noteActivity } from '../accounts/note-activity.use-case.ts'
import { proveUnused } from '../authorizations/prove-unused.use-case.ts'
import { confirmOutcomes } from '../confirmations/confirm-outcomes.use-case.ts'
import type { Device } from '../devices/device.ts'
import { ownerAt } from '../devices/owner-span.ts'
import { countQuotas } from '../entitlements/count-quotas.use-case.ts'
import { followAllotments } from '../entitlements/follow-allotments.use-case.ts'
import type { QuotaUse } from '../entitlements/quota-use.ts'
import type { Environment } from '../environment.ts'
import { batchHash } from '../proof/batch-hash.use-case.ts'
import { countWholesale } from '../resales/count-wholesale.use-case.ts'
import { resoldUsages } from '../resales/plan-wholesale.ts'
import { settleCharges } from '../settlement/settle-charges.use-case.ts'
import type { Stores } from '../stores.ts'
import { type CaptureNeeds, captureCounted } from '../wallets/capture-counted.use-case.ts'
import { activityOfRecords } from './activity-of-records.ts'
import { countUsage } from './count-usage.ts'
import { ingestFacts } from './ingest-facts.use-case.ts'
import { type IngestFacts, planIngest } from './plan-ingest.ts'
import type { Usage } from './usage.ts'

/** What counting reads and writes. */
export type CountNeeds = Pick<
  Stores,
  | 'tenants'
  | 'accounts'
  | 'activity'
  | 'devices'
  | 'journals'
  | 'authorizations'
  | 'subscriptions'
  | 'catalogue'
  | 'usage'
  | 'entitlements'
  | 'leases'
  | 'quotas'
  | 'rating'
  | 'settlement'
  | 'ledger'
  | 'resales'
  | 'across'
  | 'endpoints'
  | 'outbox'
> &
  CaptureNeeds

type Counted = Pick<IngestFacts, 'records' | 'receivedAtMs' | 'overlap'> & {
  /** Up to where the hub holds the device's whole journal. */
  readonly through: number
  /** A time that the device, by a clock that was set, had reached within the journal the hub holds. */
  readonly reachedMs: number
}

interface CountedRecords {
  /** Enqueued. */
  readonly messages: number
  /** The device goes by a part of a quota, and may need more of it now. */
  readonly isAllotted: boolean
}

/** Rates records, moves outcomes and enqueues what partners must hear. */
export async function countRecords(
  stores: CountNeeds,
  environment: Environment,
  device: Device,
  { through, reachedMs, ...counted }: Counted,
): Promise<CountedRecords> {
  const facts = await ingestFacts(stores, device, counted)
  const plan = planIngest(facts)
  await stores.authorizations.insertEvents(plan.events)
  await stores.rating.fold(device.id, plan.folded)
  await noteActivity(
    stores,
    activityOfRecords((ms) => ownerAt(facts.owners, device.owner, ms), facts, plan),
  )
  await countWholesale(stores, environment, {
    device: device.id,
    ...(counted.overlap === undefined ? {} : { overlap: counted.overlap }),
    usages: resoldUsages(plan.usages),
    batch: () => batchHash(stores, environment.crypto, device.id, counted),
  })
  await countForLeases(stores, device, counted)
  const isAllotted = await followAllotments(stores, device.id, { through, reachedMs })
  const told = await countQuotas(stores, environment, quotaUses(device, facts, plan.usages))
  await settleCharges(stores, environment, plan.folded.charges)
  await stores.authorizations.setOutcomes(plan.outcomes)
  const unused = await proveUnused(stores, device.id, { through, reachedMs })
  await captureCounted(stores, environment, { rateCards: facts.rateCards, aggregates: plan.folded.aggregates })
  return { messages: told + (await confirmOutcomes(stores, environment, [...plan.outcomes, ...unused])), isAllotted }
}

/** Who used what: whom an action was authorized for, or the owner. What nobody was granted is nobody's. */
function quotaUses(
  { id, owner: lastOwner }: Device,
  { authorizations, owners }: Pick<IngestFacts, 'authorizations' | 'owners'>,
  usages: readonly Usage[],
): readonly QuotaUse[] {
  const requesters = new Map(authorizations.map((granted) => [granted.id, granted.requester]))
  return usages.flatMap((usage) => {
    const owner = ownerAt(owners, lastOwner, usage.fromMs)
    const isOwn = usage.record === 'reading' || usage.isOwn
    const authorization = usage.record === 'reading' ? undefined : usage.authorization
    const account = isOwn ? owner : authorization && requesters.get(authorization)
    return account === undefined ? [] : [{ account, usage, origin: id, device: { id, isOwn: account === owner } }]
  })
}

/** What the ceilings of the device's leases are reckoned by. */
async function countForLeases(
  { accounts, usage }: Pick<CountNeeds, 'accounts' | 'usage'>,
  device: Device,
  { records, receivedAtMs }: Pick<Counted, 'records' | 'receivedAtMs'>,
): Promise<void> {
  if (records.every(({ record }) => countedBy(record) === undefined)) return
  const owner = await accounts.get(device.owner)
  invariant(owner !== undefined, 'a device has its owner')
  await usage.count(device.id, countUsage(records, owner.zone, receivedAtMs))
}
