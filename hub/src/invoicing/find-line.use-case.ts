import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { BillingPeriod } from '../rating/billing-period.ts'
import type { MeteredPrice, RateCard } from '../rating/rate-card.ts'
import type { LineKey } from '../rating/usage-source.ts'
import type { Stores } from '../stores.ts'
import type { DraftFacts, InvoiceLine } from './draft-invoice.ts'
import { draftOf } from './draft-invoices.use-case.ts'
import { type LineReference, lineOf, writeLine } from './line-reference.ts'
import { promotedDraft } from './promoted-drafts.use-case.ts'

export interface NamedLine {
  readonly account: AccountId
  readonly reference: LineReference
  readonly month: string | undefined
}

/** A line as the draft of its month has it now. */
export interface FoundLine {
  readonly line: InvoiceLine
  readonly key: LineKey
  readonly offerName: string
  readonly period: BillingPeriod
  readonly facts: Required<DraftFacts>
  /** Of the version whose price it is. */
  readonly card: RateCard | undefined
  /** Absent where the line is a fixed fee. */
  readonly price: MeteredPrice | undefined
}

export async function findLine(
  stores: Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating' | 'promotions'>,
  environment: Pick<Environment, 'nowMs'>,
  { account, reference, month }: NamedLine,
): Promise<Result<FoundLine, Failure>> {
  const missing = err(notFound('line', writeLine(reference)))
  const subscription = await stores.subscriptions.get(reference.subscription)
  if (subscription?.account !== account) return missing
  const drafted = await draftOf(stores, environment.nowMs(), { subscription, month })
  if (!drafted.ok) return drafted
  if (drafted.value === undefined) return missing
  const { facts } = drafted.value
  const draft = await promotedDraft(stores, environment, drafted.value.draft)
  const line = draft.lines.find((each) => lineOf(subscription, each) === writeLine(reference))
  if (line === undefined) return missing
  const { period } = facts
  const { version } = line
  const card = facts.cards.find((each) => each.version === version)
  const price = card?.metered.find((each) => each.key === reference.price)
  const key = { ...reference, version, periodFromMs: period.fromMs }
  return ok({ line, key, offerName: draft.offerName, period, facts, card, price })
}
