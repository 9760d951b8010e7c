import type { OrderStepKind } from '@octroi/shared/api/vocabulary'
import type { Failure } from '@octroi/shared/errors/failure'
import { ok, type Result } from '@octroi/shared/errors/result'
import type { Amount } from '@octroi/shared/money/amount'
import type { Account } from '../accounts/account.ts'
import type { Offer } from '../catalogue/catalogue.ts'
import type { Environment } from '../environment.ts'
import type { AskedAdd } from './asked-order.ts'
import { type FirstBill, firstBill } from './first-bill.ts'
import { billFacts, type CheckedItem, checkOrder, dueOf, type PlaceNeeds, type PlaceOrder } from './place-order.use-case.ts'
import { priceWords } from './price-words.ts'
import { stepsAsked } from './steps-asked.ts'

/** One price of an offer as it would be asked. */
export interface QuotedPrice {
  readonly price: string
  readonly name: string
  readonly kind: 'once' | 'recurring' | 'metered'
  readonly words: readonly string[]
}

export interface QuotedItem extends FirstBill {
  readonly item: AskedAdd
  readonly name: string
  readonly catalogueVersion: number
  readonly startsAtMs: number
  readonly entitlements: Offer['entitlements']
  readonly prices: readonly QuotedPrice[]
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
  stores: PlaceNeeds,
  environment: Pick<Environment, 'nowMs'>,
  command: PlaceOrder,
): Promise<Result<OrderQuote, Failure>> {
  const checked = await checkOrder(stores, environment, command)
  if (!checked.ok) return checked
  const { account, items, version } = checked.value
  const nowMs = environment.nowMs()
  return ok({
    account,
    items: items.map((each) => {
      const facts = billFacts(account, each, version, nowMs)
      return { ...quotedItem(each), startsAtMs: facts.startsAtMs, ...firstBill(facts) }
    }),
    steps: stepsAsked(items.map(({ offer }) => offer)),
    due: dueOf(account, items, version, nowMs),
  })
}

function quotedItem({ placed: { item }, version, offer }: CheckedItem): Omit<QuotedItem, keyof FirstBill | 'startsAtMs'> {
  const { name, prices, entitlements } = offer
  return {
    ...{ item, name, catalogueVersion: version.version, entitlements },
    prices: Object.entries(prices).map(([price, asked]) => ({
      ...{ price, name: asked.name },
      kind: asked.model !== 'flat' ? 'metered' : asked.every === 'once' ? 'once' : 'recurring',
      words: priceWords(asked, version.catalogue, offer),
    })),
  }
}
