import type { topUpSchema, walletSchema, walletStatementSchema } from '@octroi/shared/api/wallets'
import { formatAmount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import { formatInstant } from '@octroi/shared/time/instant'
import type { z } from 'zod'
import { lotsInOrder } from '../wallets/lot.ts'
import type { ShownWallet } from '../wallets/show-wallet.use-case.ts'
import type { TopUp } from '../wallets/top-up.ts'
import { balanceOf, type Movement } from '../wallets/wallet.ts'

/** A wallet as the API tells it. */
export function walletView({ wallet, name, reserved, promotional }: ShownWallet): z.infer<typeof walletSchema> {
  const { account, key, currency, purpose, owed, lots, automatic } = wallet
  const said = sayer(currency)
  const balance = balanceOf(wallet)
  return {
    ...{ account, wallet: key, name, currency, purpose, balance: said(balance), owed: said(owed), reserved: said(reserved) },
    ...{ available: said(balance - reserved), promotional: said(promotional) },
    lots: lotsInOrder(lots).map(({ minor, left, fromMs, expiresAtMs }) => ({
      ...{ paid: said(minor), left: said(left), from: formatInstant(fromMs) },
      ...(expiresAtMs === undefined ? {} : { expiresAt: formatInstant(expiresAtMs) }),
    })),
    ...(automatic === undefined
      ? {}
      : {
          automaticTopUp: {
            ...{ below: said(automatic.below), add: said(automatic.add), monthAtMost: said(automatic.monthAtMost) },
          },
        }),
  }
}

export function topUpView(topUp: TopUp): z.infer<typeof topUpSchema> {
  const { id, account, wallet, amount, state, provider, isAutomatic, reference, askedAtMs, decidedAtMs } = topUp
  return {
    ...{ id, account, wallet, amount: { amount: formatAmount(amount), currency: amount.currency }, state, provider },
    automatic: isAutomatic,
    ...(reference === undefined ? {} : { reference }),
    askedAt: formatInstant(askedAtMs),
    ...(decidedAtMs === undefined ? {} : { decidedAt: formatInstant(decidedAtMs) }),
  }
}

export function movementView(
  { nth, atMs, kind, minor, vat, balance, about }: Movement,
  currency: Currency,
): z.infer<typeof walletStatementSchema>['items'][number] {
  const said = sayer(currency)
  return { nth, at: formatInstant(atMs), kind, amount: said(minor), vat: said(vat), balance: said(balance), ...about }
}

export function sayer(currency: Currency): (minor: bigint) => string {
  return (minor) => formatAmount({ minor, currency })
}
