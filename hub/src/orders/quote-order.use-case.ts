import type { OrderStepKind } from '@octroi/shared/api/vocabulary'
import type { Failure } from '@octroi/shared/errors/failure'
import { ok, type Result } from '@octroi/shared/errors/result'
import type { Amount } from '@octroi/shared/money/amount'
import type { Account } from '../accounts/account.ts'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import type { Offer } from '../catalogue/catalogue.ts'
import type { Environment } from '../environment.ts'
import type { ChangePlan } from '../subscriptions/plan-change.ts'
import type { AskedItem } from './asked-order.ts'
import { type CheckedItem, type CheckedOrder, type CheckNeeds, checkOrder, type PlaceOrder } from './check-order.use-case.ts'
import type { FirstBill } from './first-bill.ts'
import { billOf, dueOf } from './first-bills.ts'
import { orderedBy } from './place-order.use-case.ts'
import { priceWords } from './price-words.ts'
import { stepsAsked } from './steps-asked.ts'

/** One price of an offer as it would be asked. */
export interface QuotedPrice {
  readonly price: string
  readonly name: string
  readonly kind: 'once' | 'recurring' | 'metered'
  readonly words: readonly string[]
}

/** What an item begins. */
export interface QuotedOffer extends FirstBill {
  readonly offer: string
  readonly name: string
  readonly catalogueVersion: number
  readonly entitlements: Offer['entitlements']
  readonly prices: readonly QuotedPrice[]
}

export interface QuotedItem {
  readonly item: AskedItem
  /** When it would take effect. */
  readonly atMs: number
  readonly begins?: QuotedOffer
  /** Of a change. */
  readonly plan?: ChangePlan
}

/** What an order would make, and what that would cost. Nothing is written. */
export interface OrderQuote {
  readonly account: Account
  readonly items: readonly QuotedItem[]
  readonly steps: readonly OrderStepKind[]
  /** What falls due as it begins, one sum for each currency. */
  readonly due: readonly Amount[]
}

/** Everything that stands in the way of an order, or what would come of it. */
export async function quoteOrder(
  stores: CheckNeeds,
  environment: Environment,
  command: PlaceOrder,
): Promise<Result<OrderQuote, Failure>> {
  const checked = await checkOrder(stores, environment, command)
  if (!checked.ok) return checked
  const { account, items } = checked.value
  return ok({
    account,
    items: items.map((each) => quotedItem(checked.value, each)),
    steps: stepsAsked(items.flatMap(orderedBy).map(({ offer }) => offer)),
    due: dueOf(checked.value),
  })
}

function quotedItem(order: CheckedOrder, checked: CheckedItem): QuotedItem {
  const { item } = checked.placed
  const bill = billOf(order, checked)
  const begun = 'plan' in checked ? checked.to : checked
  const begins = bill === undefined || begun === undefined ? {} : { begins: { ...quotedOffer(item.offer ?? '', begun), ...bill } }
  if ('plan' in checked) return { item, atMs: checked.plan.change.atMs, ...begins, plan: checked.plan }
  return { item, atMs: checked.startsAtMs, ...begins }
}

interface Begun {
  readonly version: CatalogueVersion
  readonly offer: Offer
}

function quotedOffer(key: string, { version, offer }: Begun): Omit<QuotedOffer, keyof FirstBill> {
  const { name, prices, entitlements } = offer
  return {
    ...{ offer: key, name, catalogueVersion: version.version, entitlements },
    prices: Object.entries(prices).map(([price, asked]) => ({
      ...{ price, name: asked.name },
      kind: asked.model !== 'flat' ? 'metered' : asked.every === 'once' ? 'once' : 'recurring',
      words: priceWords(asked, version.catalogue, offer),
    })),
  }
}
