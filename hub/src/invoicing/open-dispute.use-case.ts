import { conflict, type Failure, invalid } from '@octroi/shared/errors/failure'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { Environment } from '../environment.ts'
import type { BillingPeriod } from '../rating/billing-period.ts'
import type { Stores } from '../stores.ts'
import type { Dispute } from './dispute.ts'
import { draftOf } from './draft-invoices.use-case.ts'
import { lineOf, writeLine } from './line-reference.ts'
import { promotedDraft } from './promoted-drafts.use-case.ts'

export type OpenDispute = Pick<Dispute, 'account' | 'month' | 'line' | 'reason'>

type Needs = Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating' | 'promotions' | 'disputes'>

/** Says something against a line that is on a draft of the account. A line has one open dispute. */
export async function openDispute(
  stores: Needs,
  environment: Environment,
  command: OpenDispute,
): Promise<Result<Dispute, Failure>> {
  const { account, line } = command
  const found = await disputedPeriod(stores, environment, command)
  if (!found.ok) return err(invalid([found.error]))
  const { name } = found.value
  const before = await stores.disputes.openOn(account, name, line)
  if (before !== undefined) return err(conflict('dispute_open', `The line is disputed already: ${before.id} is open.`))
  const dispute: Dispute = {
    id: environment.ids.next('dispute'),
    ...command,
    month: name,
    state: 'open',
    openedAtMs: environment.nowMs(),
  }
  await stores.disputes.insert(dispute)
  return ok(dispute)
}

/** The period on whose draft the line stands, whichever way the command names it. */
async function disputedPeriod(
  stores: Needs,
  environment: Environment,
  { account, month, line }: OpenDispute,
): Promise<Result<BillingPeriod, Fault>> {
  const nowMs = environment.nowMs()
  const missing = err(fault('line', 'line_not_found', `No bill of the account has a line ${writeLine(line)} in ${month}.`))
  const subscription = await stores.subscriptions.get(line.subscription)
  if (subscription?.account !== account) return missing
  const drafted = await draftOf(stores, nowMs, { subscription, month })
  if (!drafted.ok) return err(fault('month', 'invalid', drafted.error.faults?.[0]?.detail ?? drafted.error.detail))
  if (drafted.value === undefined) return missing
  const { facts } = drafted.value
  const draft = await promotedDraft(stores, environment, drafted.value.draft)
  if (facts.period.fromMs > nowMs) return err(fault('month', 'not_begun', `${month} has not begun.`))
  return draft.lines.some((each) => lineOf(subscription, each) === writeLine(line)) ? ok(facts.period) : missing
}
