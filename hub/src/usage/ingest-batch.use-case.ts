import type { DeviceId } from '@octroi/shared/ids/id'
import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import type { AuthorizationStore } from '../authorizations/authorization.store.ts'
import type { CatalogueStore } from '../catalogue/catalogue.store.ts'
import { confirmOutcomes } from '../confirmations/confirm-outcomes.use-case.ts'
import type { EndpointStore } from '../confirmations/endpoint.store.ts'
import type { DeviceStore } from '../devices/device.store.ts'
import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import type { OutboxStore } from '../outbox/outbox.store.ts'
import type { JournalStore } from '../proof/journal.store.ts'
import { advance, type BatchLink, type JournalHead, lastSeq, place } from '../proof/journal-head.ts'
import type { ReceiptFacts } from '../proof/receipt.ts'
import { type SetApart, setApart } from '../proof/set-apart.use-case.ts'
import type { Verdict } from '../proof/verdict.ts'
import { type VerifiedBatch, verifyEnvelope } from '../proof/verify-envelope.ts'
import type { RatingStore } from '../rating/rating.store.ts'
import type { SubscriptionStore } from '../subscriptions/subscription.store.ts'
import { gatherFacts } from './gather-facts.use-case.ts'
import { planIngest } from './plan-ingest.ts'
import { readRecords, type UnreadableRecord } from './read-records.ts'

interface Stores {
  readonly devices: DeviceStore
  readonly journals: JournalStore
  readonly authorizations: AuthorizationStore
  readonly subscriptions: SubscriptionStore
  readonly catalogue: CatalogueStore
  readonly rating: RatingStore
  readonly endpoints: EndpointStore
  readonly outbox: OutboxStore
}

/** What became of what a device sent. Sign the receipt once the transaction has committed. */
export interface Ingested {
  readonly receipt: ReceiptFacts
  readonly verdict: 'accepted' | 'duplicate' | Verdict
  readonly records: number
  /** Messages were enqueued: the outbox need not wait for its next round. */
  readonly hasMessages: boolean
}

/** One device's batch being taken in. */
interface Intake {
  readonly stores: Stores
  readonly environment: Environment
  readonly device: Device
}

/**
 * Takes in one envelope from a device's topic: verifies it, stores it verbatim as evidence, rates it, moves the chain
 * head and enqueues what partners must hear, in one transaction. Nothing bad is lost: it is set apart with its verdict.
 * Undefined for a device that does not exist.
 */
export async function ingestBatch(
  stores: Stores,
  environment: Environment,
  { device: id, bytes }: { readonly device: DeviceId; readonly bytes: Uint8Array },
): Promise<Ingested | undefined> {
  const device = await stores.devices.get(id)
  if (device === undefined) return undefined
  const publicKeys = (await stores.devices.keys(id)).map(({ publicKey }) => publicKey)
  const head = await stores.journals.head(id)
  const intake = { stores, environment, device }
  const verified = verifyEnvelope(environment.crypto, bytes, { device: id, publicKeys })
  if (!verified.ok) return distrust(intake, head, { ...verified.error, bytes })
  const link = linkOf(verified.value)
  const range = { first: link.first, last: lastSeq(link) }
  const placement = place(link, await stores.journals.overlapping(id, range.first, range.last))
  if (placement.kind === 'new') return accept(intake, head, verified.value)
  if (placement.kind === 'duplicate') return answer(intake, head, { verdict: 'duplicate' })
  const detail = `records ${range.first} to ${range.last} came before with other content`
  return distrust(intake, head, { verdict: placement.verdict, detail, bytes, range })
}

async function accept(intake: Intake, from: JournalHead, batch: VerifiedBatch): Promise<Ingested> {
  const { stores, environment, device } = intake
  await stores.journals.insertBatch(device.id, batch, environment.nowMs())
  const { head, brokenAt } = advance(from, await stores.journals.ahead(device.id, from.through, linksAtMost))
  await stores.journals.putHead(device.id, head)
  if (brokenAt !== undefined) {
    const range = { first: brokenAt.first, last: lastSeq(brokenAt) }
    return distrust(intake, head, {
      verdict: 'fork',
      detail: 'does not follow the batch before it',
      bytes: batch.envelope,
      range,
    })
  }
  const read = readRecords(batch.batch.first, batch.records)
  const quarantined = await setUnreadableApart(intake, read.unreadable)
  const done = { verdict: 'accepted', records: batch.records.length, quarantined } as const
  if (device.state === 'frozen') return answer(intake, head, done)
  const plan = planIngest(await gatherFacts(stores, device, read.records))
  await stores.authorizations.insertEvents(plan.events)
  await stores.rating.fold(device.id, plan.folded)
  for (const { authorization, outcome } of plan.outcomes) await stores.authorizations.setOutcome(authorization.id, outcome)
  const messages = await confirmOutcomes(stores, environment, plan.outcomes)
  return { ...(await answer(intake, head, done)), hasMessages: messages > 0 }
}

/** Batches that may wait behind a hole. */
const linksAtMost = 1000

function linkOf({ batch, payloadHash }: VerifiedBatch): BatchLink {
  return { first: batch.first, count: batch.count, boot: batch.boot, previous: batch.previous, payloadHash }
}

async function distrust({ stores, environment, device }: Intake, head: JournalHead, thing: SetApart): Promise<Ingested> {
  await setApart(stores, environment, device, thing)
  return answer({ stores, environment, device }, head, { verdict: thing.verdict })
}

/** Ranges a receipt can carry. */
const rangesAtMost = 64

async function setUnreadableApart(
  { stores, environment, device }: Intake,
  unreadable: readonly UnreadableRecord[],
): Promise<readonly SeqRange[]> {
  const ranges = unreadable.map(({ seq }) => ({ first: seq, last: seq }))
  for (const [index, { bytes, detail }] of unreadable.entries()) {
    const range = ranges[index]
    await setApart(stores, environment, device, { verdict: 'unreadable_record', detail, bytes, ...(range && { range }) })
  }
  return ranges.slice(0, rangesAtMost)
}

interface Answer {
  readonly verdict: Ingested['verdict']
  readonly records?: number
  readonly quarantined?: readonly SeqRange[]
}

async function answer(
  { stores, device }: Intake,
  head: JournalHead,
  { verdict, records = 0, quarantined = [] }: Answer,
): Promise<Ingested> {
  const { missing } = advance(head, await stores.journals.ahead(device.id, head.through, linksAtMost))
  return { receipt: { device: device.id, head, missing, quarantined }, verdict, records, hasMessages: false }
}
