import type { Amount } from '@octroi/shared/money/amount'
import type { Account } from '../../accounts/account.ts'
import type { Environment } from '../../environment.ts'
import { totalsOf } from '../../invoicing/totals-of.ts'
import { leftOf, usedCredits } from '../../promotions/credits-left.use-case.ts'
import { type LoyaltyStanding, loyaltyStanding } from '../../promotions/loyalty-standing.use-case.ts'
import type { Stores } from '../../stores.ts'
import { type ShownWallet, showWallet } from '../../wallets/show-wallet.use-case.ts'
import { balanceOf } from '../../wallets/wallet.ts'
import type { OwnView } from './view.ts'

/** What an account has left of what it was promised. */
export interface PromisedTo {
  /** By currency. */
  readonly credit: readonly Amount[]
  /** Where the catalogue in effect gives points. */
  readonly points: LoyaltyStanding | undefined
  /** That it ever paid into. */
  readonly wallets: readonly ShownWallet[]
}

export async function promisedTo(stores: Stores, environment: Pick<Environment, 'nowMs'>, account: Account): Promise<PromisedTo> {
  const [now, used] = [environment.nowMs(), await usedCredits(stores, environment, account)]
  const credits = await stores.promotions.creditsOf(account.id)
  const left = totalsOf(credits.map((credit) => ({ total: { ...credit.amount, minor: leftOf(credit, used, now) } })))
  const isGiven = (await stores.catalogue.inEffectAt(now))?.catalogue.loyalty !== undefined
  const standing = isGiven ? await loyaltyStanding(stores, environment, account.id) : undefined
  const points = standing?.ok === true ? standing.value : undefined
  const wallets: ShownWallet[] = []
  for (const wallet of await stores.wallets.of(account.id)) {
    const shown = await showWallet(stores, environment, wallet)
    if (shown !== undefined) wallets.push(shown)
  }
  return { credit: left.filter(({ minor }) => minor > 0n), points, wallets }
}

export function Promised({ view: { words, formats }, promised }: { readonly view: OwnView; readonly promised: PromisedTo }) {
  const { credit, points, wallets } = promised
  const said = ({ wallet: { currency } }: ShownWallet, minor: bigint): string => formats.money({ minor, currency })
  return (
    <>
      {wallets.map((shown) => (
        <p class="under">{words.walletHolds(shown.name, said(shown, balanceOf(shown.wallet)), said(shown, shown.reserved))}</p>
      ))}
      {credit.length === 0 ? null : <p class="under">{words.creditLeft(credit.map(formats.money).join(' + '))}</p>}
      {points?.programme === undefined ? null : (
        <p class="under">{words.points(points.programme.name, String(points.balance))}</p>
      )}
    </>
  )
}
