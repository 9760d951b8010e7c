import { parseUnitPrice } from '@octroi/shared/money/unit-price'
import { ownEntry } from '@octroi/shared/own-entry'
import { unbundled } from './bundle.ts'
import type { Catalogue, Offer } from './catalogue.ts'
import type { CatalogueFinding } from './dangling-references.ts'
import { mayFall } from './may-fall.ts'
import { isWholesale } from './sale.ts'

/** Prepaid offers whose wallet is not there or does not go with them, and whose total may fall as more is used. */
export function unfitWallets(catalogue: Catalogue): readonly CatalogueFinding[] {
  return Object.entries(unbundled(catalogue).offers).flatMap(([key, offer]) => {
    if (offer.prepaid === undefined) return []
    const path = ['offers', key, 'prepaid']
    return [...unfitWallet(catalogue, offer, path), ...fallingPrices(catalogue, offer, path)]
  })
}

function unfitWallet({ wallets = {} }: Catalogue, offer: Offer, path: readonly string[]): readonly CatalogueFinding[] {
  const { wallet: key = '', vatPercent = '0' } = offer.prepaid ?? {}
  const wallet = ownEntry(wallets, key)
  if (isWholesale(offer)) return [{ path, message: 'a reseller pays no wholesale offer from a wallet' }]
  if (wallet === undefined) return [{ path: [...path, 'wallet'], message: `no wallet \`${key}\`` }]
  const isOtherVat = wallet.vatPercent !== undefined && !isSame(wallet.vatPercent, vatPercent)
  return [
    ...(wallet.currency === offer.currency
      ? []
      : [{ path: [...path, 'wallet'], message: `is in ${wallet.currency}, and not in ${offer.currency}` }]),
    ...(isOtherVat
      ? [{ path: [...path, 'vatPercent'], message: `the wallet was topped up with ${wallet.vatPercent} % VAT` }]
      : []),
  ]
}

/** What is set aside for a grant must be enough whatever else is used: so nothing may become cheaper by more use. */
function fallingPrices({ meters }: Catalogue, { prices }: Offer, path: readonly string[]): readonly CatalogueFinding[] {
  return Object.entries(prices).flatMap(([name, price]) => {
    const meter = price.model === 'flat' ? undefined : ownEntry(meters, price.meter)
    const why = price.model === 'flat' || meter === undefined ? undefined : mayFall(price, meter)
    return why === undefined ? [] : [{ path, message: `the total of price \`${name}\` may fall as more is used: ${why}` }]
  })
}

/** What accounts hold in a wallet was paid on its terms: it stays declared, and neither its purpose nor its currency changes. */
export function flippedWallets(before: Catalogue, { wallets = {} }: Catalogue): readonly CatalogueFinding[] {
  return Object.entries(before.wallets ?? {}).flatMap(([key, was]) => {
    const path = ['wallets', key]
    const now = ownEntry(wallets, key)
    if (now === undefined) return [{ path, message: 'is declared by the version before, and accounts may hold money in it' }]
    return (['purpose', 'currency'] as const).flatMap((field) =>
      now[field] === was[field]
        ? []
        : [{ path: [...path, field], message: `is \`${was[field]}\`: what accounts hold in the wallet was paid on that` }],
    )
  })
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [parseUnitPrice(one), parseUnitPrice(other)]
  return left !== undefined && right !== undefined && left.n * right.d === right.n * left.d
}
