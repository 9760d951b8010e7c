import { moved, type Settlement } from './settle.ts'
import type { TopUp } from './top-up.ts'
import type { Wallet } from './wallet.ts'
import type { PaidPart } from './wallet-bill.ts'

export interface Received {
  readonly topUp: TopUp
  /** What of the money is to be spent, and the VAT that it was paid with, where the wallet is for a single purpose. */
  readonly paid: PaidPart
  readonly expiresAtMs?: number
  readonly nowMs: number
}

/** Money arrived: it pays what is owed first, and what is left of it is to be spent. */
export function receive(wallet: Wallet, { topUp, paid: { net, vat }, expiresAtMs, nowMs }: Received): Settlement {
  const owing = wallet.owed < net ? wallet.owed : net
  const nth = wallet.movements + 1
  const lot = { nth, minor: net, left: net - owing, fromMs: nowMs, ...(expiresAtMs === undefined ? {} : { expiresAtMs }) }
  const after = { ...wallet, owed: wallet.owed - owing, lots: lot.left > 0n ? [...wallet.lots, lot] : wallet.lots }
  const before: Settlement = { wallet, movements: [], entries: [], bills: [] }
  const what = { kind: 'top_up', vat, atMs: nowMs, about: { topUp: topUp.id } } as const
  return moved(before, after, what, [
    { account: 'cash', minor: net + vat },
    { account: `wallet ${wallet.account}`, minor: -lot.left },
    { account: `receivable ${wallet.account}`, minor: -owing },
    { account: 'tax', minor: -vat },
  ])
}
