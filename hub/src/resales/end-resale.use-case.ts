import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, ResaleId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { noteOnOtherSide } from './note-on-other-side.use-case.ts'
import type { Resale } from './resale.ts'
import { wholesaleCards } from './wholesale-cards.use-case.ts'

type Needs = Pick<Stores, 'tenants' | 'resales' | 'subscriptions' | 'catalogue' | 'audit' | 'across'>

/**
 * Ends a resale on both sides, whichever asked, with the wholesale subscriptions under it; or withdraws a proposal. What
 * happened before still counts when it is told later. Asking again changes nothing.
 */
export async function endResale(
  stores: Needs,
  { nowMs, ids }: Pick<Environment, 'nowMs' | 'ids'>,
  id: ResaleId,
): Promise<Result<Resale, Failure>> {
  const resale = await stores.resales.get(id)
  if (resale === undefined) return err(notFound('resale', id))
  if (resale.endedAtMs !== undefined) return ok(resale)
  const ended = { endedAtMs: nowMs(), endedBy: resale.side }
  await stores.resales.end(id, ended)
  if (resale.partner !== undefined) {
    const other = stores.across.of(resale.partner.tenant)
    await other.resales.end(id, ended)
    const [supplier, account] = await supplierOf(stores, other, resale)
    await endWholesale(supplier, account, ended.endedAtMs)
    const actor = resale.side === 'reseller' ? account : (await other.tenants.get())?.operator
    invariant(actor !== undefined, 'a tenant has its operator')
    await noteOnOtherSide(other, { ids, nowMs }, { resale: id, account: actor, action: 'resale ended' })
  }
  return ok({ ...resale, ...ended })
}

async function supplierOf(own: Needs, other: Needs, resale: Resale): Promise<readonly [Needs, AccountId]> {
  if (resale.side === 'supplier') return [own, resale.account]
  const theirs = await other.resales.get(resale.id)
  invariant(theirs?.side === 'supplier', 'a resale that was agreed is kept on both sides')
  return [other, theirs.account]
}

async function endWholesale(supplier: Needs, account: AccountId, atMs: number): Promise<void> {
  const forEver = { fromMs: atMs, untilMs: Number.MAX_SAFE_INTEGER }
  for (const { subscription } of await wholesaleCards(supplier, account, forEver)) {
    await supplier.subscriptions.end(subscription.id, atMs)
  }
}
