import { type ErasureBlock, type ErasureGround, erasureBlocks, type PassableBlock } from '@octroi/shared/api/persons'
import { conflict, type Failure, notFound } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Erased } from '../accounts/account.ts'
import type { Environment } from '../environment.ts'
import { endResale } from '../resales/end-resale.use-case.ts'
import type { Stores } from '../stores.ts'

type Needs = Pick<Stores, 'accounts' | 'persons' | 'tenants' | 'resales' | 'subscriptions' | 'catalogue' | 'audit' | 'across'>

export interface EraseCommand {
  readonly account: AccountId
  readonly ground: ErasureGround
  /** What the operator passes over: an open balance stays under the account's id, what runs ends. */
  readonly despite: readonly PassableBlock[]
}

/** Takes away what names or describes a person; says everything that stands in the way. Once done, it stays as it was done. */
export async function erasePerson(
  stores: Needs,
  environment: Pick<Environment, 'nowMs' | 'ids'>,
  { account, ground, despite }: EraseCommand,
): Promise<Result<Erased, Failure>> {
  const { accounts, persons, tenants, resales } = stores
  const { nowMs } = environment
  const known = await accounts.get(account)
  if (known === undefined) return err(notFound('account', account))
  if ((await tenants.get())?.operator === account) return err(isOperator)
  if (known.erased !== undefined) return ok(known.erased)
  const blocks = await persons.blocks(account, nowMs())
  const passed: readonly ErasureBlock[] = despite
  const inTheWay = erasureBlocks.filter((block) => blocks[block] > 0 && !passed.includes(block))
  if (inTheWay.length > 0) {
    const faults = inTheWay.map((block) => fault('', block, `${blocks[block]} ${sentences[block]}`))
    return err({ ...conflict('erasure_blocked', 'Something is not over yet; each is listed.'), faults })
  }
  for (const { id } of await resales.ofAccount(account)) await endResale(stores, environment, id)
  const erased = { atMs: nowMs(), ground }
  await persons.erase(account, erased)
  return ok(erased)
}

const isOperator = conflict('account_is_operator', 'The operator’s own account cannot be erased.')

const sentences: Readonly<Record<ErasureBlock, string>> = {
  balance_open: 'balances of the ledger are open; `despite` keeps them under the account’s id.',
  subscription_active: 'subscriptions run; `despite` ends them.',
  authorization_open: 'granted actions may still be used, or are under way: cancel them, or wait until they are over.',
  dispute_open: 'disputes are open: answer them.',
  delivery_waiting: 'messages wait to be delivered: wait until they are delivered or given up.',
}
