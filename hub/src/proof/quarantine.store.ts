import type { QuarantineState } from '@octroi/shared/api/vocabulary'
import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import type { Page, PageRequest } from '../page.ts'
import type { Verdict } from './verdict.ts'

/** What the operator decided of something set apart: taken in after all, or never. */
export interface QuarantineDecision {
  readonly state: Exclude<QuarantineState, 'waiting'>
  readonly by: AccountId
  readonly atMs: number
  readonly reason: string
}

/** What tells one thing set apart from another of its device. */
export interface QuarantineKey {
  readonly verdict: Verdict
  /** SHA-256 of the bytes: the same thing sent again is kept once. */
  readonly bytesHash: Uint8Array
}

/** Something set apart, kept as it came. */
export interface Quarantined extends QuarantineKey {
  readonly device: DeviceId
  readonly detail: string
  /** The records concerned, where the batch can be believed to say so. */
  readonly range?: SeqRange
  readonly bytes: Uint8Array
  readonly receivedAtMs: number
  /** The boot whose numbers another boot used too: such records have a place of their own. */
  readonly overlap?: Uint8Array
  /** Its records were counted as they came, before it was found out. */
  readonly isCounted?: true
  /** Absent while it waits. */
  readonly decision?: QuarantineDecision
}

/** What is shown of it. */
export type QuarantineEntry = Omit<Quarantined, 'bytes'>

export interface QuarantineStore {
  /** True where it was not there yet. */
  quarantine(entry: Quarantined): Promise<boolean>
  /** The newest first, as many as an operator looks at. */
  quarantined(device: DeviceId): Promise<readonly QuarantineEntry[]>
  /** All of a device, newest first. */
  quarantinePage(page: PageRequest, device: DeviceId, state?: QuarantineState): Promise<Page<QuarantineEntry>>
  /** How much waits of each device, counted up to `atMost`. */
  waiting(devices: readonly DeviceId[], atMost: number): Promise<ReadonlyMap<DeviceId, number>>
  findQuarantined(device: DeviceId, key: QuarantineKey): Promise<Quarantined | undefined>
  decide(entry: QuarantineEntry, decision: QuarantineDecision): Promise<void>
  /** What was given up of a range, in any order. */
  gaps(device: DeviceId, within: SeqRange): Promise<readonly SeqRange[]>
  /** Whether records of the device were lost since, or wait to be looked at: its journal then does not tell everything. */
  isInDoubt(device: DeviceId, sinceMs: number): Promise<boolean>
}
