import { invariant } from '@octroi/shared/errors/invariant'
import { formatAmount } from '@octroi/shared/money/amount'
import { monthOf } from '@octroi/shared/time/month'
import { notify } from '../confirmations/notify.use-case.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { planTopUp } from './automatic-top-up.ts'
import type { Settlement } from './settle.ts'
import { balanceOf, type Wallet } from './wallet.ts'

export type KeepNeeds = Pick<Stores, 'tenants' | 'accounts' | 'wallets' | 'ledger' | 'endpoints' | 'outbox'>

export interface Keeping {
  readonly before: Wallet
  readonly settlement: Settlement
  readonly reserved: bigint
  /** Something was decided by what the wallet holds: whoever decides next has to see it. */
  readonly isDecision?: boolean
}

/** Keeps what a wallet came to: the row, its movements, the ledger; tells what was overdrawn, and asks for a top-up. */
export async function keepSettlement(
  stores: KeepNeeds,
  environment: Environment,
  { before, settlement, reserved, isDecision = false }: Keeping,
): Promise<void> {
  const { movements, entries, bills } = settlement
  const wallet = await toppedUp(stores, environment, settlement.wallet, reserved)
  const nowMs = environment.nowMs()
  if (isDecision || movements.length > 0 || wallet !== before) await stores.wallets.put(wallet)
  await stores.wallets.addMovements(movements)
  await stores.wallets.putBills(
    wallet,
    bills.map((bill) => ({ bill, isOpen: nowMs < bill.period.untilMs })),
  )
  await stores.ledger.append(entries)
  if (wallet.owed <= before.owed) return
  await notify(stores, environment, {
    accounts: [wallet.account],
    type: 'wallet.overdrawn',
    about: `${wallet.account} ${wallet.key} ${wallet.movements}`,
    data: { ...told(wallet), owed: formatAmount({ minor: wallet.owed, currency: wallet.currency }) },
  })
}

/** The wallet with its rule looked at: once for each time that too little is available. */
async function toppedUp(stores: KeepNeeds, environment: Environment, wallet: Wallet, reserved: bigint): Promise<Wallet> {
  const { automatic } = wallet
  if (automatic === undefined) return wallet
  const account = await stores.accounts.get(wallet.account)
  invariant(account !== undefined, 'a wallet has its account')
  const nowMs = environment.nowMs()
  const { fromMs } = monthOf(account.zone, nowMs)
  const planned = planTopUp(wallet, {
    available: balanceOf(wallet) - reserved,
    inMonth: await stores.wallets.automaticSince(wallet, fromMs),
  })
  if (planned.minor === undefined) return planned.wallet
  const amount = { minor: planned.minor, currency: wallet.currency }
  const id = environment.ids.next('topUp')
  const { name: provider, reference } = environment.payments
  const asked = {
    id,
    account: wallet.account,
    wallet: wallet.key,
    amount,
    provider,
    isAutomatic: true,
    askedAtMs: nowMs,
  } as const
  await stores.wallets.addTopUp({ ...asked, state: 'pending', reference: reference(asked) })
  await notify(stores, environment, {
    accounts: [wallet.account],
    type: 'wallet.top_up_wanted',
    about: id,
    data: { ...told(wallet), topUp: id, amount: formatAmount(amount), reference: reference(asked) },
  })
  return planned.wallet
}

export function told(wallet: Wallet) {
  const { account, key, currency } = wallet
  return { account, wallet: key, currency, balance: formatAmount({ minor: balanceOf(wallet), currency }) }
}
