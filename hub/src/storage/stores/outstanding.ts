import type { SubscriptionId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { add, multiply, rational } from '@octroi/shared/money/rational'
import type { GrantedAuthorization } from '../../authorizations/authorization.ts'
import type { Outstanding } from '../../authorizations/outstanding.ts'
import { readCurrency, readExact } from '../codec.ts'
import type { Scope } from '../scope.ts'

/** An authorization that becomes outstanding (1), or ceases to be (-1). */
export interface OutstandingMove {
  readonly authorization: Pick<GrantedAuthorization, 'subscription' | 'service' | 'quote'>
  readonly by: 1 | -1
}

export async function outstandingOf({ db, tenant }: Scope, subscription: SubscriptionId): Promise<readonly Outstanding[]> {
  const rows = await db
    .selectFrom('outstanding_grants')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('subscription', '=', subscription)
    .where('uses', '>', 0)
    .orderBy('service')
    .orderBy('currency')
    .execute()
  return rows.map(({ service, currency, uses, exact }) => ({
    service,
    currency: readCurrency(currency),
    uses,
    exact: readExact(exact),
  }))
}

/** Added here, exactly: an engine would round a third. */
export async function moveOutstanding({ db, tenant }: Scope, moves: readonly OutstandingMove[]): Promise<void> {
  const bySum = new Map<string, readonly OutstandingMove[]>()
  for (const move of moves) {
    const { subscription, service, quote } = move.authorization
    const key = JSON.stringify([subscription, service, quote.amount.currency])
    bySum.set(key, [...(bySum.get(key) ?? []), move])
  }
  for (const [key, of] of bySum) {
    const [subscription, service, currency] = JSON.parse(key) as [string, string, string]
    const kept = await db
      .selectFrom('outstanding_grants')
      .select(['uses', 'exact'])
      .where('tenant', '=', tenant)
      .where('subscription', '=', subscription)
      .where('service', '=', service)
      .where('currency', '=', currency)
      .executeTakeFirst()
    let [uses, exact] = [kept?.uses ?? 0, kept === undefined ? rational(0n) : readExact(kept.exact)]
    for (const { authorization, by } of of) {
      uses += by
      exact = add(exact, multiply(authorization.quote.exact, rational(BigInt(by))))
    }
    const sum = { uses, exact: formatExact(exact) }
    await db
      .insertInto('outstanding_grants')
      .values({ tenant, subscription, service, currency, ...sum })
      .onConflict((clash) => clash.columns(['tenant', 'subscription', 'service', 'currency']).doUpdateSet(sum))
      .execute()
  }
}
