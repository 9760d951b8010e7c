import { conflict, type Failure, invalid } from '@octroi/shared/errors/failure'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { Environment } from '../environment.ts'
import { wholeDay } from '../rating/timeline.ts'
import type { Stores } from '../stores.ts'
import type { Dispute } from './dispute.ts'
import { draftOf } from './draft-invoices.use-case.ts'
import { type LineReference, writeLine } from './line-reference.ts'
import { promotedDraft } from './promoted-drafts.use-case.ts'

export type OpenDispute = Pick<Dispute, 'account' | 'month' | 'line' | 'reason'>

type Needs = Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating' | 'promotions' | 'disputes'>

/** Says something against a line that is on a draft of the account. A line has one open dispute. */
export async function openDispute(
  stores: Needs,
  environment: Environment,
  command: OpenDispute,
): Promise<Result<Dispute, Failure>> {
  const { account, month, line } = command
  const nowMs = environment.nowMs()
  const found = await faultOf(stores, environment, command)
  if (found !== undefined) return err(invalid([found]))
  const before = await stores.disputes.openOn(account, month, line)
  if (before !== undefined) return err(conflict('dispute_open', `The line is disputed already: ${before.id} is open.`))
  const dispute: Dispute = { id: environment.ids.next('dispute'), ...command, state: 'open', openedAtMs: nowMs }
  await stores.disputes.insert(dispute)
  return ok(dispute)
}

async function faultOf(
  stores: Needs,
  environment: Environment,
  { account, month, line }: OpenDispute,
): Promise<Fault | undefined> {
  const nowMs = environment.nowMs()
  const missing = fault('line', 'line_not_found', `No bill of the account has a line ${writeLine(line)} in ${month}.`)
  const subscription = await stores.subscriptions.get(line.subscription)
  if (subscription?.account !== account) return missing
  const drafted = await draftOf(stores, nowMs, { subscription, month })
  if (!drafted.ok) return fault('month', 'invalid', 'must be a month, for example 2026-11')
  const { facts } = drafted.value
  const draft = await promotedDraft(stores, environment, drafted.value.draft)
  if (facts.period.fromMs > nowMs) return fault('month', 'not_begun', `${month} has not begun.`)
  const isInForce =
    subscription.fromMs < facts.period.untilMs && facts.period.fromMs < (subscription.untilMs ?? Number.POSITIVE_INFINITY)
  return isInForce && draft.lines.some((each) => isAt(line, each)) ? undefined : missing
}

function isAt({ price, band }: LineReference, line: { readonly price: string; readonly band?: string }): boolean {
  return line.price === price && (line.band ?? wholeDay) === band
}
