import { equalBytes } from '@octroi/shared/crypto/bytes'
import { conflict, type Failure, notFound } from '@octroi/shared/errors/failure'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { applyRevocations } from '../authorizations/apply-revocations.use-case.ts'
import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import { type DecideQuarantined, entryNotFound } from '../proof/dismiss-quarantined.use-case.ts'
import type { Quarantined, QuarantineEntry } from '../proof/quarantine.store.ts'
import { releaseHindrance } from '../proof/releasable.ts'
import { verifyEnvelope } from '../proof/verify-envelope.ts'
import type { Stores } from '../stores.ts'
import { countRecords } from './count-records.use-case.ts'
import { ingestFacts } from './ingest-facts.use-case.ts'
import { planIngest } from './plan-ingest.ts'
import { quarantineUnusable } from './quarantine-unusable.use-case.ts'
import { type PlacedRecord, type ReadRecords, readRecords } from './read-records.ts'
import { isReading } from './reading-spans.ts'
import { releasedRecord } from './released-record.ts'
import { takeReadings, takeRepeated } from './take-readings.use-case.ts'

type Needs = Omit<Stores, 'orders' | 'consents' | 'idempotency' | 'audit'>

/** What was set apart, as it is taken in after all. */
interface Released extends ReadRecords {
  readonly bytesOf: (seq: number) => Uint8Array | undefined
  /** The boot of the records, where another boot used their numbers too. */
  readonly overlap?: Uint8Array | undefined
}

/**
 * Takes in what was set apart as if it had arrived well: rated, told to partners. The journal's head had moved over it
 * when it came. What turns out to be set apart for another reason waits as an entry of its own. Asking again changes
 * nothing.
 */
export async function releaseQuarantined(
  stores: Needs,
  environment: Environment,
  { device: id, entry: key, by, reason }: DecideQuarantined,
): Promise<Result<QuarantineEntry, Failure>> {
  const device = await stores.devices.get(id)
  if (device === undefined) return err(notFound('device', id))
  const entry = await stores.journals.findQuarantined(id, key)
  if (entry === undefined) return err(entryNotFound)
  if (entry.decision?.state === 'released') return ok(entry)
  const hindrance = releaseHindrance(entry, device.state)
  if (hindrance !== undefined) return err(hindrance)
  const found = await released(stores, environment, device, entry)
  if (!found.ok) return found
  const { overlap } = found.value
  const ofBoot = overlap === undefined ? {} : { overlap }
  const told = { records: found.value.records, receivedAtMs: entry.receivedAtMs, ...ofBoot }
  const { folded } = planIngest(await ingestFacts(stores, device, told))
  if (await stores.rating.isChargedAt(folded.charges)) return err(chargedAlready)
  const records = await readings(stores, environment, device, entry, found.value)
  if (records === undefined) return err(tooManyHoles)
  const decision = { state: 'released', by, atMs: environment.nowMs(), reason } as const
  const decided = { ...entry, ...ofBoot, decision }
  // First, because the proof of what is told looks for the batch among what was released.
  await stores.journals.decide(decided, decision)
  for (const { seq, record } of records) {
    if (record.type === 'revocation_applied') await applyRevocations(stores, id, { version: record.body.version, seq })
  }
  const { through } = await stores.journals.head(id)
  await countRecords(stores, environment, device, { ...told, records, through, reachedMs: 0 })
  return ok(decided)
}

/** The records of an entry, read as they would be if they came now. */
async function released(
  { devices, journals }: Pick<Stores, 'devices' | 'journals'>,
  { crypto, nowMs }: Environment,
  device: Device,
  entry: Quarantined,
): Promise<Result<Released, Failure>> {
  if (entry.verdict !== 'restored') {
    const record = releasedRecord(entry, nowMs())
    if (!record.ok) return record
    return ok({ records: [record.value], unusable: [], bytesOf: () => entry.bytes, overlap: entry.overlap })
  }
  const publicKeys = (await devices.keys(device.id)).map(({ publicKey }) => publicKey)
  const verified = verifyEnvelope(crypto, entry.bytes, { device: device.id, publicKeys })
  invariant(verified.ok, 'a batch that was set apart as restored was verified as it came')
  const { batch, records, payloadHash } = verified.value
  const stored = await journals.overlapping(device.id, batch.first, batch.first)
  const isStored = stored.some(({ payloadHash: hash }) => equalBytes(hash, payloadHash))
  const read = readRecords(batch.first, records, nowMs())
  const bytesOf = (seq: number): Uint8Array | undefined => records[seq - batch.first]
  return ok({ ...read, bytesOf, overlap: isStored ? undefined : batch.boot })
}

/** What is left once its readings were held against what was told before; undefined, and nothing changed, where they cannot be. */
async function readings(
  stores: Needs,
  environment: Environment,
  device: Device,
  { verdict }: Quarantined,
  { records, unusable, bytesOf, overlap }: Released,
): Promise<readonly PlacedRecord[] | undefined> {
  if (verdict === 'repeated') {
    for (const reading of records.filter(isReading)) if (!(await takeRepeated(stores, device.id, reading))) return undefined
    return records
  }
  const taken = await takeReadings(stores, device.id, records)
  await quarantineUnusable(stores, environment, device, { unusable: [...unusable, ...taken.unusable], bytesOf, overlap })
  return taken.records
}

/** Charges go by moment and number. Two lives of a device meet there only by the rarest chance. */
const chargedAlready = conflict(
  'charge_taken',
  'At the very same moment and under the same number, another opening was charged at that price. It can be dismissed.',
)
const tooManyHoles = conflict('too_many_holes', 'The reading covers more holes of its meter than are looked at together.')
