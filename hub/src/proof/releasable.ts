import type { DeviceState } from '@octroi/shared/api/vocabulary'
import { conflict, type Failure } from '@octroi/shared/errors/failure'
import type { QuarantineEntry } from './quarantine.store.ts'
import type { Verdict } from './verdict.ts'

/** What the operator may take in after all: the device's own signed records, which only wait for somebody to look. */
export type ReleasableVerdict = 'clock_suspect' | 'repeated' | 'restored'

/** Why the others never are. */
const never: Readonly<Record<Exclude<Verdict, ReleasableVerdict>, string>> = {
  malformed: 'It cannot be read, so there is nothing to take in.',
  unsupported_claim: 'It makes a claim that this hub does not know, so nobody can say what it means.',
  unknown_key: 'It was not signed with a key of this device: it proves nothing about it.',
  bad_signature: 'Its signature does not hold: it proves nothing about this device.',
  wrong_device: 'It was signed for another device.',
  wrong_root: 'Its records are not those that were signed.',
  fork: 'The device tells two stories with one key: which of them is true cannot be decided here.',
  gap: 'These records were lost: there is nothing to take in.',
  unreadable_record: 'The record cannot be read, so there is nothing to take in.',
}

/** Why something that waits cannot be released, or undefined where it can. */
export function releaseHindrance({ verdict, decision, isCounted }: QuarantineEntry, device: DeviceState): Failure | undefined {
  if (decision?.state === 'dismissed') return conflict('already_dismissed', 'It was dismissed, and stays evidence.')
  if (!isReleasable(verdict)) return conflict('not_releasable', never[verdict])
  if (isCounted === true) return conflict('already_counted', 'Its records were counted as they came, before it was found out.')
  const isFrozen = device === 'frozen'
  return isFrozen ? conflict('device_frozen', 'The device contradicted itself: nothing of it is billed any more.') : undefined
}

function isReleasable(verdict: Verdict): verdict is ReleasableVerdict {
  return !(verdict in never)
}
