import type { DeviceId } from '@octroi/shared/ids/id'
import { receiptRangesAtMost, type SeqRange } from '@octroi/shared/wire/messages/journal'
import { confirmOutcomes } from '../confirmations/confirm-outcomes.use-case.ts'
import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import { advance, type BatchLink, lastSeq, linksAtMost, place } from '../proof/journal-head.ts'
import { journalStanding } from '../proof/journal-standing.use-case.ts'
import { type Distrusted, quarantine } from '../proof/quarantine.use-case.ts'
import type { ReceiptFacts } from '../proof/receipt.ts'
import type { Verdict } from '../proof/verdict.ts'
import { type VerifiedBatch, verifyEnvelope } from '../proof/verify-envelope.ts'
import type { Stores } from '../stores.ts'
import { ingestFacts } from './ingest-facts.use-case.ts'
import { planIngest } from './plan-ingest.ts'
import { readRecords, type UnreadableRecord } from './read-records.ts'

type Needs = Pick<
  Stores,
  'devices' | 'journals' | 'authorizations' | 'subscriptions' | 'catalogue' | 'rating' | 'endpoints' | 'outbox'
>

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
  readonly stores: Needs
  readonly environment: Environment
  readonly device: Device
}

/**
 * Takes in one envelope from a device's topic: verifies it, stores it verbatim as evidence, rates it, moves the chain
 * head and enqueues what partners must hear, in one transaction. Nothing bad is lost: it is quarantined with its verdict.
 * Undefined for a device that does not exist.
 */
export async function ingestBatch(
  stores: Needs,
  environment: Environment,
  { device: id, bytes }: { readonly device: DeviceId; readonly bytes: Uint8Array },
): Promise<Ingested | undefined> {
  const device = await stores.devices.get(id)
  if (device === undefined) return undefined
  const publicKeys = (await stores.devices.keys(id)).map(({ publicKey }) => publicKey)
  const intake = { stores, environment, device }
  const verified = verifyEnvelope(environment.crypto, bytes, { device: id, publicKeys })
  if (!verified.ok) return distrust(intake, { ...verified.error, bytes })
  const link = linkOf(verified.value)
  const range = { first: link.first, last: lastSeq(link) }
  const placement = place(link, await stores.journals.overlapping(id, range.first, range.last))
  if (placement.kind === 'new') return accept(intake, verified.value)
  if (placement.kind === 'duplicate') return answer(intake, { verdict: 'duplicate' })
  const detail = `records ${range.first} to ${range.last} came before with other content`
  return distrust(intake, { verdict: placement.verdict, detail, bytes, range })
}

async function accept(intake: Intake, batch: VerifiedBatch): Promise<Ingested> {
  await intake.stores.journals.insertBatch(intake.device.id, batch, intake.environment.nowMs())
  const brokenAt = await moveHead(intake)
  if (brokenAt?.first === batch.batch.first) return answer(intake, { verdict: 'fork' })
  const read = readRecords(batch.batch.first, batch.records)
  const quarantined = await quarantineUnreadable(intake, read.unreadable)
  const done = { verdict: 'accepted', records: batch.records.length, quarantined } as const
  if (intake.device.state === 'frozen') return answer(intake, done)
  const { stores, environment, device } = intake
  const plan = planIngest(await ingestFacts(stores, device, read.records))
  await stores.authorizations.insertEvents(plan.events)
  await stores.rating.fold(device.id, plan.folded)
  for (const { authorization, outcome } of plan.outcomes) await stores.authorizations.setOutcome(authorization.id, outcome)
  const messages = await confirmOutcomes(stores, environment, plan.outcomes)
  return answer(intake, { ...done, hasMessages: messages > 0 })
}

/** Moves the head as far as it goes. Returns the batch that breaks the chain, if one does: it is a fork. */
async function moveHead({ stores, environment, device }: Intake): Promise<BatchLink | undefined> {
  const { journals } = stores
  const from = await journals.head(device.id)
  const { head, brokenAt } = advance(from, await journals.ahead(device.id, from.through, linksAtMost))
  await journals.putHead(device.id, head)
  if (brokenAt === undefined) return undefined
  const range = { first: brokenAt.first, last: lastSeq(brokenAt) }
  const bytes = await journals.envelope(device.id, brokenAt.first)
  await quarantine(stores, environment, device, { verdict: 'fork', detail: 'does not follow the batch before it', bytes, range })
  return brokenAt
}

function linkOf({ batch, payloadHash }: VerifiedBatch): BatchLink {
  return { first: batch.first, count: batch.count, boot: batch.boot, previous: batch.previous, payloadHash }
}

async function distrust(intake: Intake, distrusted: Distrusted): Promise<Ingested> {
  await quarantine(intake.stores, intake.environment, intake.device, distrusted)
  return answer(intake, { verdict: distrusted.verdict })
}

async function quarantineUnreadable(
  { stores, environment, device }: Intake,
  unreadable: readonly UnreadableRecord[],
): Promise<readonly SeqRange[]> {
  for (const { seq, bytes, detail } of unreadable) {
    const range = { first: seq, last: seq }
    await quarantine(stores, environment, device, { verdict: 'unreadable_record', detail, bytes, range })
  }
  return unreadable.slice(0, receiptRangesAtMost).map(({ seq }) => ({ first: seq, last: seq }))
}

interface Answer {
  readonly verdict: Ingested['verdict']
  readonly records?: number
  readonly quarantined?: readonly SeqRange[]
  readonly hasMessages?: boolean
}

async function answer(
  { stores, device }: Intake,
  { verdict, records = 0, quarantined = [], hasMessages = false }: Answer,
): Promise<Ingested> {
  const receipt = { device: device.id, ...(await journalStanding(stores, device.id)), quarantined }
  return { receipt, verdict, records, hasMessages }
}
