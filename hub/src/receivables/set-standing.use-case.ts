import type { Standing } from '@octroi/shared/api/vocabulary'
import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Account } from '../accounts/account.ts'
import type { StandingChange } from '../accounts/standing-change.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'

interface SetStanding {
  readonly account: AccountId
  readonly standing: Standing
  readonly reason: string
  readonly by: StandingChange['by']
}

/** Changes an account's standing by hand. It counts here at once, on a device out of reach with its next lease. */
export async function setStanding(
  { accounts }: Pick<Stores, 'accounts'>,
  { nowMs }: Environment,
  { account: id, standing, reason, by }: SetStanding,
): Promise<Result<Account, Failure>> {
  const account = await accounts.get(id)
  if (account === undefined) return err(notFound('account', id))
  const changed = { standing, reason, sinceMs: nowMs() }
  await accounts.setStanding(id, changed)
  await accounts.noteStanding({ account: id, atMs: changed.sinceMs, standing, reason, ...(by === undefined ? {} : { by }) })
  return ok({ ...account, standing: changed })
}
