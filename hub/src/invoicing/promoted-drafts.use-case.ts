import type { Failure } from '@octroi/shared/errors/failure'
import { ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import { monthOf } from '@octroi/shared/time/month'
import type { Environment } from '../environment.ts'
import type { Promotions } from '../promotions/promote.ts'
import type { Stores } from '../stores.ts'
import type { DraftInvoice } from './draft-invoice.ts'
import { draftInvoices } from './draft-invoices.use-case.ts'
import { billedFromMs, promotedMonths } from './promoted-months.use-case.ts'

type Needs = Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating' | 'promotions'>
type Clock = Pick<Environment, 'nowMs'>

/** The drafts of an account for a month or a day, less its coupons and its promotional credit. */
export async function promotedDrafts(
  stores: Needs,
  environment: Clock,
  asked: { readonly account: AccountId; readonly month?: string },
): Promise<Result<readonly DraftInvoice[], Failure>> {
  const drafted = await draftInvoices(stores, environment, asked)
  return drafted.ok ? ok(await amongOthers(stores, environment, asked.account, drafted.value)) : drafted
}

/** The same of one draft. */
export async function promotedDraft(stores: Needs, environment: Clock, draft: DraftInvoice): Promise<DraftInvoice> {
  const [promoted] = await amongOthers(stores, environment, draft.subscription.account, [draft])
  return promoted ?? draft
}

export async function promotionsOf({ promotions }: Pick<Stores, 'promotions'>, account: AccountId): Promise<Promotions> {
  return { redemptions: await promotions.redemptionsOf(account), credits: await promotions.creditsOf(account) }
}

/**
 * Drafts as they stand among all of their account: what one uses is gone for the next. With `extend`, as if more stood on
 * them already.
 */
export async function amongOthers(
  stores: Needs,
  environment: Clock,
  id: AccountId,
  drafts: readonly DraftInvoice[],
  extend: (draft: DraftInvoice) => DraftInvoice = (draft) => draft,
): Promise<readonly DraftInvoice[]> {
  const promotions = await promotionsOf(stores, id)
  const account = promotions.redemptions.length + promotions.credits.length === 0 ? undefined : await stores.accounts.get(id)
  if (account === undefined) return drafts.map((draft) => extend(draft))
  const names = new Set(drafts.map((draft) => monthOf(draft.subscription.zone, billedFromMs(draft)).name))
  const promoted = new Map<string, DraftInvoice>()
  for await (const month of promotedMonths(stores, environment, { account, promotions, names, extend })) {
    for (const draft of month.drafts) promoted.set(keyOf(draft), draft)
  }
  return drafts.map((draft) => promoted.get(keyOf(draft)) ?? extend(draft))
}

function keyOf({ subscription, period }: DraftInvoice): string {
  return `${subscription.id} ${period.fromMs}`
}
