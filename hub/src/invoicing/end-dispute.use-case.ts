import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, type Result } from '@octroi/shared/errors/result'
import type { AccountId, DisputeId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { type Dispute, type DisputeEnd, endDispute as ended } from './dispute.ts'

export type EndDispute = Omit<DisputeEnd, 'atMs'> & {
  readonly id: DisputeId
  /** Whose it must be; any account’s where the operator answers. */
  readonly account: AccountId | undefined
}

/** The operator answers a dispute, or its account withdraws it. */
export async function endDispute(
  { disputes }: Pick<Stores, 'disputes'>,
  { nowMs }: Environment,
  { id, account, ...end }: EndDispute,
): Promise<Result<Dispute, Failure>> {
  const dispute = await disputes.get(id)
  if (dispute === undefined || (account !== undefined && dispute.account !== account)) return err(notFound('dispute', id))
  const done = ended(dispute, { ...end, atMs: nowMs() })
  if (done.ok) await disputes.end(done.value)
  return done
}
