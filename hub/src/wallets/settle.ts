import { type LedgerEntry, ledgerEntry, type Posting } from '../ledger/entry.ts'
import { giveBack, isExpired, leftIn, take } from './lot.ts'
import { balanceOf, type Movement, type Wallet } from './wallet.ts'
import type { PaidPart, WalletBill } from './wallet-bill.ts'

/** A wallet brought up to date, and all that has to be kept of it. */
export interface Settlement {
  readonly wallet: Wallet
  readonly movements: readonly Movement[]
  readonly entries: readonly LedgerEntry[]
  /** What is captured of each bill that changed, is new, or whose period is over. */
  readonly bills: readonly WalletBill[]
}

export interface SettlementFacts {
  readonly bills: readonly DueBill[]
  /** What grants that nothing came of yet may still cost. */
  readonly reserved: bigint
  readonly nowMs: number
}

/** What a bill comes to now, and what was captured of it before. */
export interface DueBill {
  readonly bill: WalletBill
  readonly captured: PaidPart
  /** Nothing is kept of it yet. */
  readonly isNew: boolean
}

/**
 * Captures what bills come to by now, less what was captured before, and lets go what has expired. What a grant may still
 * cost is kept from expiring. Asked again at once it changes nothing.
 */
export function settle(wallet: Wallet, { bills, reserved, nowMs }: SettlementFacts): Settlement {
  let settled: Settlement = { wallet, movements: [], entries: [], bills: [] }
  for (const due of bills) settled = capture(settled, due, nowMs)
  for (const { nth } of wallet.lots.filter((lot) => isExpired(lot, nowMs))) {
    settled = expire(settled, { nth, reserved, nowMs })
  }
  return settled
}

function capture(settled: Settlement, { bill, captured, isNew }: DueBill, nowMs: number): Settlement {
  const [net, vat] = [bill.net - captured.net, bill.vat - captured.vat]
  const isKept = !isNew && net === 0n && vat === 0n && nowMs < bill.period.untilMs
  const bills = isKept ? settled.bills : [...settled.bills, bill]
  if (net === 0n && vat === 0n) return { ...settled, bills }
  const asked = net + vat
  const { wallet } = settled
  const after = asked > 0n ? paid(wallet, asked) : returned(wallet, -asked, nowMs)
  const about = { subscription: bill.subscription, period: bill.period.name }
  const postings: readonly Posting[] = [
    { account: `wallet ${wallet.account}`, minor: leftIn(wallet.lots) - leftIn(after.lots) },
    { account: `receivable ${wallet.account}`, minor: after.owed - wallet.owed },
    { account: `accrued ${wallet.account}`, minor: -net },
    { account: 'tax', minor: -vat },
  ]
  const what = { kind: asked < 0n ? 'returned' : 'captured', vat, atMs: nowMs, about } as const
  return moved({ ...settled, bills }, after, what, postings)
}

/** What there is no money for is owed. */
function paid(wallet: Wallet, asked: bigint): Wallet {
  const { lots, taken } = take(wallet.lots, asked)
  return { ...wallet, lots, owed: wallet.owed + asked - taken }
}

function returned(wallet: Wallet, minor: bigint, nowMs: number): Wallet {
  const less = minor < wallet.owed ? minor : wallet.owed
  const lots = giveBack(wallet.lots, minor - less, { nth: wallet.movements + 1, nowMs })
  return { ...wallet, owed: wallet.owed - less, lots }
}

interface Expiry {
  readonly nth: number
  readonly reserved: bigint
  readonly nowMs: number
}

function expire(settled: Settlement, { nth, reserved, nowMs }: Expiry): Settlement {
  const { wallet } = settled
  const lot = wallet.lots.find((each) => each.nth === nth)
  const free = balanceOf(wallet) - reserved
  if (lot === undefined || free <= 0n) return settled
  const minor = lot.left < free ? lot.left : free
  const lots = wallet.lots.map((each) => (each.nth === nth ? { ...each, left: each.left - minor } : each))
  const after = { ...wallet, lots: lots.filter(({ left }) => left > 0n) }
  const what = { kind: 'expired', vat: 0n, atMs: nowMs, about: { lot: nth } } as const
  return moved(settled, after, what, [
    { account: `wallet ${wallet.account}`, minor },
    { account: 'breakage', minor: -minor },
  ])
}

type What = Pick<Movement, 'kind' | 'vat' | 'atMs' | 'about'>

/** Books the change from what was settled before to `after` under the next number. */
export function moved(before: Settlement, after: Wallet, what: What, postings: readonly Posting[]): Settlement {
  const { account, key, currency } = before.wallet
  const nth = before.wallet.movements + 1
  const wallet = { ...after, movements: nth }
  const balance = balanceOf(wallet)
  const movement: Movement = { account, wallet: key, nth, ...what, minor: balance - balanceOf(before.wallet), balance }
  const entry = ledgerEntry({ key: `wallet ${account} ${key} ${nth}`, currency, atMs: what.atMs, postings })
  return { ...before, wallet, movements: [...before.movements, movement], entries: [...before.entries, entry] }
}
