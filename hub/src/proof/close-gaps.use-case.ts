import { conflict, type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { type JournalStanding, journalStanding } from './journal-standing.use-case.ts'
import { moveHead } from './move-head.use-case.ts'
import { quarantine } from './quarantine.use-case.ts'

export interface CloseGaps {
  readonly device: DeviceId
  /** The last record of the last hole that is closed. */
  readonly through: number
  readonly by: AccountId
  readonly reason: string
}

/** A batch that is late may still be on its way: until then a hole is none. */
const gapAfterMs = 60_000

/**
 * Gives up every hole of a device's journal up to a record: what is missing there will not come. Each is shown as a gap
 * that was decided; should its records come all the same, they are taken in.
 */
export async function closeGaps(
  stores: Pick<Stores, 'devices' | 'journals'>,
  environment: Environment,
  { device: id, through, by, reason }: CloseGaps,
): Promise<Result<JournalStanding, Failure>> {
  const { devices, journals } = stores
  const device = await devices.get(id)
  if (device === undefined) return err(notFound('device', id))
  const { missing } = await journalStanding(stores, id)
  const closed = missing.filter(({ last }) => last <= through)
  if (closed.at(-1)?.last !== through) return err(noSuchGap(missing))
  const nowMs = environment.nowMs()
  for (const { last } of closed) {
    const waitedMs = nowMs - (await journals.receivedAtMs(id, last + 1))
    if (0 <= waitedMs && waitedMs < gapAfterMs) return err(mayStillCome)
  }
  const decision = { state: 'dismissed', by, atMs: nowMs, reason } as const
  for (const range of closed) {
    const bytes = await journals.envelope(id, range.last + 1)
    const detail = 'the operator gave up what is missing of these records'
    await quarantine(stores, environment, device, { verdict: 'gap', detail, bytes, range, decision })
  }
  return ok((await moveHead(stores, environment, device)).standing)
}

function noSuchGap(missing: readonly SeqRange[]): Failure {
  const told = missing.map(({ first, last }) => `${first} to ${last}`).join(', ')
  const detail = missing.length === 0 ? 'The journal has no gap.' : `Name the last record of a gap. Missing: ${told}.`
  return conflict('gap_not_found', detail)
}

const mayStillCome = conflict('gap_may_close', 'What is missing may still be on its way. Wait a minute.')
