import { conflict, type Failure } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { QuarantineEntry, QuarantineKey } from './quarantine.store.ts'

/** What is decided of something set apart, by whom, and why. */
export interface DecideQuarantined {
  readonly device: DeviceId
  readonly entry: QuarantineKey
  readonly by: AccountId
  readonly reason: string
}

/** Keeps something set apart as evidence that never counts. Asking again changes nothing. */
export async function dismissQuarantined(
  { journals }: Pick<Stores, 'journals'>,
  { nowMs }: Environment,
  { device, entry: key, by, reason }: DecideQuarantined,
): Promise<Result<QuarantineEntry, Failure>> {
  const entry = await journals.findQuarantined(device, key)
  if (entry === undefined) return err(entryNotFound)
  if (entry.decision?.state === 'released') return err(conflict('already_released', 'It was released, and its records count.'))
  if (entry.decision !== undefined) return ok(entry)
  const decision = { state: 'dismissed', by, atMs: nowMs(), reason } as const
  await journals.decide(entry, decision)
  return ok({ ...entry, decision })
}

export const entryNotFound: Failure = {
  kind: 'not_found',
  code: 'quarantine_entry_not_found',
  detail: 'Nothing like that was set apart of the device.',
}
