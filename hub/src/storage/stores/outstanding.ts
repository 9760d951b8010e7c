import type { SubscriptionId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { add, multiply, rational } from '@octroi/shared/money/rational'
import type { GrantedAuthorization } from '../../authorizations/authorization.ts'
import type { Outstanding } from '../../authorizations/outstanding.ts'
import { readCurrency, readExact } from '../codec.ts'
import type { Scope } from '../scope.ts'

/** An authorization that becomes outstanding (1), or ceases to be (-1). */
export interface OutstandingMove {
  readonly authorization: Pick<GrantedAuthorization, 'id' | 'subscription' | 'service' | 'quote'>
  readonly by: 1 | -1
}

/** So many grants of a subscription may be written at once with little in each other's way. */
const parts = 64

/** The same for a grant whenever it is asked for, and evenly spread: ids end in what is random. */
function partOf({ id }: OutstandingMove['authorization']): number {
  return (id.charCodeAt(id.length - 1) * 7 + id.charCodeAt(id.length - 2)) % parts
}

export async function outstandingOf({ db, tenant }: Scope, subscription: SubscriptionId): Promise<readonly Outstanding[]> {
  const rows = await db
    .selectFrom('outstanding_grants')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('subscription', '=', subscription)
    .orderBy('service')
    .orderBy('currency')
    .execute()
  const sums = new Map<string, Outstanding>()
  for (const { service, currency, uses, exact } of rows) {
    const key = JSON.stringify([service, currency])
    const sum = sums.get(key) ?? { service, currency: readCurrency(currency), uses: 0, exact: rational(0n) }
    sums.set(key, { ...sum, uses: sum.uses + uses, exact: add(sum.exact, readExact(exact)) })
  }
  return [...sums.values()].filter(({ uses }) => uses > 0)
}

/** Added here, exactly: an engine would round a third. */
export async function moveOutstanding({ db, tenant }: Scope, moves: readonly OutstandingMove[]): Promise<void> {
  const bySum = new Map<string, readonly OutstandingMove[]>()
  for (const move of moves) {
    const { subscription, service, quote } = move.authorization
    const key = JSON.stringify([subscription, service, quote.amount.currency, partOf(move.authorization)])
    bySum.set(key, [...(bySum.get(key) ?? []), move])
  }
  for (const [key, of] of bySum) {
    const [subscription, service, currency, part] = JSON.parse(key) as [string, string, string, number]
    const kept = await db
      .selectFrom('outstanding_grants')
      .select(['uses', 'exact'])
      .where('tenant', '=', tenant)
      .where('subscription', '=', subscription)
      .where('service', '=', service)
      .where('currency', '=', currency)
      .where('part', '=', part)
      .executeTakeFirst()
    let [uses, exact] = [kept?.uses ?? 0, kept === undefined ? rational(0n) : readExact(kept.exact)]
    for (const { authorization, by } of of) {
      uses += by
      exact = add(exact, multiply(authorization.quote.exact, rational(BigInt(by))))
    }
    const sum = { uses, exact: formatExact(exact) }
    await db
      .insertInto('outstanding_grants')
      .values({ tenant, subscription, service, currency, part, ...sum })
      .onConflict((clash) => clash.columns(['tenant', 'subscription', 'service', 'currency', 'part']).doUpdateSet(sum))
      .execute()
  }
}
