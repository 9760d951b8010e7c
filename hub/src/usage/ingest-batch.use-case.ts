import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import { decodeRecord } from '@octroi/shared/wire/messages/record'
import { applyRevocations } from '../authorizations/apply-revocations.use-case.ts'
import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import { type BatchLink, headAfter, lastSeq, place, rangeOf } from '../proof/journal-head.ts'
import { type JournalStanding, journalStanding } from '../proof/journal-standing.use-case.ts'
import { moveHead } from '../proof/move-head.use-case.ts'
import { quarantine } from '../proof/quarantine.use-case.ts'
import type { ReceiptFacts } from '../proof/receipt.ts'
import type { Verdict } from '../proof/verdict.ts'
import type { VerifiedBatch } from '../proof/verify-envelope.ts'
import type { Stores } from '../stores.ts'
import { type CountNeeds, countRecords } from './count-records.use-case.ts'
import { quarantineUnusable } from './quarantine-unusable.use-case.ts'
import { byKeys, type ReceivedBatch, type SoundBatch } from './received-batch.ts'
import { takeReadings } from './take-readings.use-case.ts'

type Needs = CountNeeds & Pick<Stores, 'leases'>

/** What became of what a device sent. Sign the receipt once the transaction has committed. */
export interface Ingested {
  readonly receipt: ReceiptFacts
  readonly verdict: 'accepted' | 'duplicate' | Verdict
  readonly records: number
  /** Messages were enqueued: the outbox need not wait for its next round. */
  readonly hasMessages: boolean
  /** The device goes by a part of a quota, and may need more of it now. */
  readonly isAllotted: boolean
}

/** One device's batch being taken in. */
interface Intake {
  readonly stores: Needs
  readonly environment: Environment
  readonly device: Device
  readonly receivedAtMs: number
}

/**
 * Takes in one envelope from a device's topic, verified by the keys it has now: stores it verbatim as evidence, rates it, moves the chain
 * head and enqueues what partners must hear, in one transaction. Nothing bad is lost: it is quarantined with its verdict.
 * Undefined for a device that does not exist.
 */
export async function ingestBatch(
  stores: Needs,
  environment: Environment,
  received: ReceivedBatch,
): Promise<Ingested | undefined> {
  const { device: id, bytes, receivedAtMs } = received
  const device = await stores.devices.get(id)
  if (device === undefined) return undefined
  const publicKeys = (await stores.devices.keys(id)).map(({ publicKey }) => publicKey)
  const intake = { stores, environment, device, receivedAtMs }
  const { verified } = byKeys(environment.crypto, received, publicKeys)
  if (!verified.ok) {
    await quarantine(stores, environment, device, { ...verified.error, bytes })
    return answer(intake, { verdict: verified.error.verdict })
  }
  const link = linkOf(verified.value)
  const range = rangeOf(link)
  const placement = place(link, await stores.journals.overlapping(id, range.first, range.last))
  if (placement.kind === 'new') return accept(intake, verified.value)
  if (placement.kind === 'duplicate') return answer(intake, { verdict: 'duplicate', answers: link.payloadHash })
  const detail = `records ${range.first} to ${range.last} came before with other content`
  const ofBoot = placement.verdict === 'restored' ? { overlap: link.boot } : {}
  await quarantine(stores, environment, device, { verdict: placement.verdict, detail, bytes, range, ...ofBoot })
  await passOver(intake, link)
  return answer(intake, { verdict: placement.verdict, quarantined: [range], answers: link.payloadHash })
}

async function accept(intake: Intake, batch: SoundBatch): Promise<Ingested> {
  const { stores, environment, device, receivedAtMs } = intake
  const { read, payloadHash: answers } = batch
  await stores.journals.insertBatch(device.id, batch, receivedAtMs)
  await noteTold(intake, batch)
  await closeGap(intake, batch)
  await giveUp(intake, batch)
  for (const { seq, record } of read.records) {
    if (record.type === 'revocation_applied') await applyRevocations(stores, device.id, { version: record.body.version, seq })
    if (record.type === 'lease_applied') await stores.leases.setApplied(device.id, record.body.leaseSeq, seq)
  }
  const { standing, broken } = await moveHead(stores, environment, device, batch.batch.first)
  const own = broken.find(({ link }) => link.first === batch.batch.first)
  if (own !== undefined) return answer(intake, { verdict: own.verdict, quarantined: [rangeOf(own.link)], standing, answers })
  const isFrozen = device.state === 'frozen' || broken.some(({ verdict }) => verdict === 'fork')
  const { records, unusable } = isFrozen ? { records: [], unusable: [] } : await takeReadings(stores, device.id, read.records)
  const quarantined = await quarantineUnusable(stores, environment, device, {
    unusable: [...read.unusable, ...unusable],
    bytesOf: (seq) => recordAt(batch, seq),
  })
  const done = { verdict: 'accepted', records: batch.records.length, quarantined, standing, answers } as const
  if (isFrozen) return answer(intake, done)
  const { through } = standing.head
  const reached = { through, reachedMs: reachedMs(batch, through, environment.nowMs()) }
  const { messages, isAllotted } = await countRecords(stores, environment, device, { records, receivedAtMs, ...reached })
  return answer(intake, { ...done, hasMessages: messages > 0, isAllotted })
}

/** Of a record that cannot be read, nobody knows by what clock it was written. */
async function noteTold({ stores, device, receivedAtMs: atMs }: Intake, batch: VerifiedBatch): Promise<void> {
  const { last: seq } = rangeOf(linkOf(batch))
  const newest = decodeRecord(recordAt(batch, seq))
  await stores.devices.noteTold(device.id, { atMs, seq, timeState: newest.ok ? newest.value.timeState : undefined })
}

/** The latest time of a batch, by a clock that was set and is not ahead of ours; zero where the journal has a hole before it. */
function reachedMs({ batch, read }: SoundBatch, through: number, nowMs: number): number {
  if (batch.first > through) return 0
  const times = read.records.flatMap(({ record }) => (record.timeState === 'synced' ? [record.time] : []))
  return Math.min(Math.max(0, ...times), nowMs)
}

/** A device whose disk came back says up to where its journal is lost: nothing more will come for the holes below. */
async function closeGap({ stores, environment, device }: Intake, batch: VerifiedBatch): Promise<void> {
  const link = linkOf(batch)
  // Whatever its time: what was lost is lost by any clock.
  const told = decodeRecord(recordAt(batch, link.first))
  if (!told.ok || told.value.type !== 'restored' || told.value.body.through !== link.first - 1) return
  const { through } = await stores.journals.head(device.id)
  if (link.first <= through + 1) return
  const range = { first: through + 1, last: link.first - 1 }
  const detail = 'the device lost what is missing of these records with its disk'
  await quarantine(stores, environment, device, { verdict: 'gap', detail, bytes: batch.envelope, range })
  await stores.journals.putHead(device.id, headAfter(link))
}

/**
 * A device that finds a sealed batch damaged says which of its records will never come, and the head may move over them:
 * whatever the time of its clock, which may be wrong by either side.
 */
async function giveUp({ stores, environment, device }: Intake, batch: SoundBatch): Promise<void> {
  const { records, unusable } = batch.read
  const doubted = unusable.flatMap(({ seq }) => {
    const told = decodeRecord(recordAt(batch, seq))
    return told.ok ? [{ seq, record: told.value }] : []
  })
  for (const { seq, record } of [...records, ...doubted]) {
    const range = record.type === 'fault' ? record.body.gone : undefined
    if (range === undefined || range.last >= seq) continue
    const detail = 'the device found what it had sealed of these records damaged'
    await quarantine(stores, environment, device, { verdict: 'gap', detail, bytes: recordAt(batch, seq), range })
  }
}

function recordAt({ batch, records }: VerifiedBatch, seq: number): Uint8Array {
  return records[seq - batch.first] ?? new Uint8Array()
}

/** A quarantined batch that reaches beyond the head counts as received: the device goes on from it. */
async function passOver(intake: Intake, link: BatchLink): Promise<void> {
  const { stores, environment, device } = intake
  const head = await stores.journals.head(device.id)
  if (link.first > head.through + 1 || lastSeq(link) <= head.through) return
  await stores.journals.putHead(device.id, headAfter(link))
  await moveHead(stores, environment, device)
}

function linkOf({ batch, payloadHash }: VerifiedBatch): BatchLink {
  return { first: batch.first, count: batch.count, boot: batch.boot, previous: batch.previous, payloadHash }
}

interface Answer {
  readonly verdict: Ingested['verdict']
  readonly records?: number
  readonly quarantined?: readonly SeqRange[]
  readonly hasMessages?: boolean
  readonly isAllotted?: boolean
  /** Where it is known already. */
  readonly standing?: JournalStanding
  readonly answers?: Uint8Array
}

async function answer(
  { stores, device }: Intake,
  { verdict, records = 0, quarantined = [], hasMessages = false, isAllotted = false, standing, answers }: Answer,
): Promise<Ingested> {
  const answered = answers === undefined ? {} : { answers }
  const receipt = { device: device.id, ...(standing ?? (await journalStanding(stores, device.id))), quarantined, ...answered }
  return { receipt, verdict, records, hasMessages, isAllotted }
}
