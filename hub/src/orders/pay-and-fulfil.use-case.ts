import { invariant } from '@octroi/shared/errors/invariant'
import type { AccountId } from '@octroi/shared/ids/id'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Environment } from '../environment.ts'
import { settleWallet, standingWallet } from '../wallets/settle-wallet.use-case.ts'
import { balanceOf } from '../wallets/wallet.ts'
import { grossOf, withVat } from '../wallets/wallet-bill.ts'
import { vatOf } from '../wallets/wallet-drafts.use-case.ts'
import { findWallet } from '../wallets/wallet-terms.use-case.ts'
import type { CheckedAdd } from './check-order.use-case.ts'
import type { FirstBill } from './first-bill.ts'
import { billOf } from './first-bills.ts'
import { type AdvancedOrder, type FulfilNeeds, fulfilWhenReady } from './fulfil-order.use-case.ts'
import type { AddItem, Order } from './order.ts'
import { completeStep, endOrder, isExpired, isOpen } from './order-progress.ts'

/**
 * Fulfils an order that waits for nothing any more. Where it waits for its payment alone, the wallets that pay for what it
 * begins pay it, all of it or nothing, and only as it is fulfilled: money that is taken has bought something.
 */
export async function payAndFulfil(stores: FulfilNeeds, environment: Environment, order: Order): Promise<AdvancedOrder> {
  const atMs = environment.nowMs()
  const paying = isLeftToPay(order, atMs) ? await payingWallets(stores, environment, order) : []
  if (paying.length === 0) return fulfilWhenReady(stores, environment, order)
  const reason = `Paid from the wallet ${paying.map((key) => `\`${key}\``).join(' and ')}.`
  const paid = completeStep(order, 'payment', { atMs, reason })
  invariant(paid.ok, 'an open order that is left to pay takes its payment')
  const done = await fulfilWhenReady(stores, environment, paid.value)
  if (done.order.state !== 'fulfilled') return { ...done, order: unpaid(order, done.order, atMs) }
  // What begins now is on its bill now: that is captured.
  for (const key of paying) await settleWallet(stores, environment, { account: order.account, key })
  return done
}

/** Rejected after all: nothing was taken, so nothing says so. */
function unpaid(before: Order, rejected: Order, atMs: number): Order {
  const { reason } = rejected.history.at(-1) ?? {}
  const ended = endOrder(before, 'rejected', { atMs, ...(reason === undefined ? {} : { reason }) })
  invariant(ended.ok, 'an order that is left to pay is open')
  return ended.value
}

function isLeftToPay(order: Order, atMs: number): boolean {
  const left = order.steps.filter(({ doneAtMs }) => doneAtMs === undefined)
  return isOpen(order) && !isExpired(order, atMs) && left.length === 1 && left[0]?.kind === 'payment'
}

/** The keys of the wallets that can pay all that falls due, in one order everywhere; none where they do not hold enough. */
async function payingWallets(stores: FulfilNeeds, environment: Environment, order: Order): Promise<readonly string[]> {
  const asked = new Map<string, bigint>()
  for (const item of order.items) {
    const costs = await costOf(stores, environment, order.account, item)
    if (costs === undefined) return []
    for (const { wallet, gross } of costs) asked.set(wallet, (asked.get(wallet) ?? 0n) + gross)
  }
  const keys = [...asked.keys()].toSorted()
  for (const key of keys) {
    const standing = await standingWallet(stores, environment, { account: order.account, key })
    const available = standing === undefined ? 0n : balanceOf(standing.settlement.wallet) - standing.reserved
    if (available < (asked.get(key) ?? 0n)) return []
  }
  return keys
}

interface Cost {
  readonly wallet: string
  /** With the VAT that the wallet pays. */
  readonly gross: bigint
}

/**
 * What an item takes of wallets as it begins. Undefined where no wallet can pay it: nothing pays the offer beforehand, or what it
 * comes to is not known before it is made, because it takes the place of something, or begins at another time.
 */
async function costOf(
  stores: FulfilNeeds,
  environment: Environment,
  id: AccountId,
  item: Order['items'][number],
): Promise<readonly Cost[] | undefined> {
  if (item.action !== 'add') return item.offer === undefined ? [] : undefined
  if (item.startsAtMs !== undefined) return undefined
  const { bill, offer } = await begun(stores, environment, id, item)
  const { minor } = bill.begins
  const { prepaid, currency } = offer
  if (prepaid === undefined) return bill.due.minor === 0n ? [] : undefined
  const wallet = await findWallet(stores, { account: id, key: prepaid.wallet })
  if (wallet === undefined || wallet.currency !== currency) return undefined
  return [{ wallet: wallet.key, gross: grossOf(withVat(minor > 0n ? minor : 0n, vatOf({ offer }, wallet.purpose))) }]
}

async function begun(stores: FulfilNeeds, { nowMs }: Environment, id: AccountId, item: AddItem) {
  const [account, version, inEffect] = [
    await stores.accounts.get(id),
    await stores.catalogue.get(item.catalogueVersion),
    await stores.catalogue.inEffectAt(nowMs()),
  ]
  const offer = version && ownEntry(version.catalogue.offers, item.offer)
  invariant(account !== undefined && version !== undefined && offer !== undefined, 'an order has its account and offers')
  const checked: CheckedAdd = { placed: { item, at: (field) => field }, version, offer, startsAtMs: nowMs() }
  const bill: FirstBill | undefined = billOf({ account, version: inEffect, items: [checked] }, checked)
  invariant(bill !== undefined, 'what is added has a bill')
  return { bill, offer }
}
