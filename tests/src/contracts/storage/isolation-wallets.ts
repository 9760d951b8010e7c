import type { WalletStore } from '@octroi/hub/wallets/wallet.store'
import { noPage, page, type Reading, reads, readsEach, span, type Writing, writes } from './isolation-rows.ts'
import { type AskedRows, rowsOf } from './isolation-world.ts'

const placeOf = ({ account }: AskedRows) => ({ account, key: 'main' })

/** What accounts paid beforehand. */
export const walletRows: Readonly<Record<keyof WalletStore, Reading | Writing>> = {
  get: readsEach(undefined, ({ wallets }, row) => wallets.get(placeOf(row))),
  of: readsEach([], ({ wallets }, { account }) => wallets.of(account)),
  list: reads(noPage, ({ wallets }) => wallets.list({ limit: page.limit })),
  put: writes(({ wallets }, { first }, mark) => wallets.put(rowsOf(first, mark).wallet)),
  addMovements: writes(({ wallets }, { second }, mark) => wallets.addMovements([rowsOf(second, mark).movement])),
  movements: readsEach(noPage, ({ wallets }, row) => wallets.movements({ limit: page.limit }, placeOf(row))),
  movementsWithin: readsEach([], ({ wallets }, row) => wallets.movementsWithin(placeOf(row), { ...span, after: 0, limit: 9 })),
  lastBefore: readsEach(undefined, ({ wallets }, row) => wallets.lastBefore(placeOf(row), 1_000)),
  openBills: readsEach([], ({ wallets }, row) => wallets.openBills(placeOf(row))),
  billedUntil: readsEach(new Map(), ({ wallets }, row) => wallets.billedUntil(placeOf(row))),
  bill: readsEach(undefined, ({ wallets }, row) =>
    wallets.bill(placeOf(row), { subscription: row.subscription, periodFromMs: 100 }),
  ),
  putBills: writes(({ wallets }, { first }, mark) =>
    wallets.putBills(placeOf(first), [{ bill: rowsOf(first, mark).walletBill, isOpen: true }]),
  ),
  addTopUp: writes(({ wallets }, { second }, mark) => wallets.addTopUp(rowsOf(second, mark).topUp)),
  topUp: readsEach(undefined, ({ wallets }, { topUp }) => wallets.topUp(topUp)),
  decideTopUp: writes(({ wallets }, { first }, mark) =>
    wallets.decideTopUp({ ...rowsOf(first, mark).topUp, state: 'received', decidedAtMs: mark }),
  ),
  topUps: readsEach(noPage, ({ wallets }, row) => wallets.topUps({ limit: page.limit }, placeOf(row))),
  automaticSince: readsEach(0n, ({ wallets }, row) => wallets.automaticSince(placeOf(row), 0)),
}
