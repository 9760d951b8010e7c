import type { LedgerAccount, LedgerEntry } from '@octroi/hub/ledger/entry'
import { rational } from '@octroi/shared/money/rational'
import { describe, expect, test } from 'vitest'
import { type OpenStorage, pagesOf } from './open-storage.ts'
import { euro, newId, sampleCharge } from './samples.ts'

/** How people read the books: a page of balances, the postings of an account, one entry, a partner's shares. */
export function ledgerContract({ write, read }: OpenStorage): void {
  const entry = (key: string, minor: bigint, atMs: number, account: LedgerAccount = 'accrued acct_a'): LedgerEntry => ({
    ...{ key, currency: euro, atMs },
    postings: [
      { account, minor },
      { account: 'revenue', minor: -minor },
    ],
  })

  describe('a reader of the books', () => {
    test('turns the pages of the balances in the order of their names, of one kind or of all', async () => {
      const tenant = newId('tenant')
      const accounts = ['accrued acct_a', 'accrued acct_b', 'payable acct_a'] as const
      await write(tenant, ({ ledger }) => ledger.append(accounts.map((account) => entry(account, 5n, 1, account))))
      const named = async (limit: number, prefix?: string) => {
        const pages = await pagesOf(limit, (page) => read(tenant, ({ ledger }) => ledger.listBalances(page, prefix)))
        return pages.map((items) => items.map(({ account }) => account))
      }
      expect(await named(3)).toEqual([accounts, ['revenue']])
      expect(await named(1, 'accrued ')).toEqual([['accrued acct_a'], ['accrued acct_b']])
      expect(await read(tenant, ({ ledger }) => ledger.balancesOf('revenue'))).toEqual([
        { account: 'revenue', currency: euro, debit: 0n, credit: 15n },
      ])
    })

    test('sums every currency exactly, however large', async () => {
      const tenant = newId('tenant')
      const [large, small] = [2n ** 126n - 1n, 10n ** 19n + 7n]
      const entries = [entry('one', large, 1), entry('two', small, 2, 'accrued acct_b'), entry('three', -9n, 3)]
      await write(tenant, ({ ledger }) => ledger.append(entries))
      const sum = large + small + 9n
      expect(await read(tenant, ({ ledger }) => ledger.currencyTotals())).toEqual([{ currency: euro, debit: sum, credit: sum }])
    })

    test('finds the postings of an account, the newest first, in pages that meet', async () => {
      const tenant = newId('tenant')
      const entries = [entry('a b', 1n, 5), entry('c', 2n, 5), entry('d', 3n, 9), entry('e', 4n, 9, 'payable acct_x')]
      await write(tenant, ({ ledger }) => ledger.append(entries))
      const pages = await pagesOf(2, (page) => read(tenant, ({ ledger }) => ledger.postings(page, 'accrued acct_a')))
      expect(pages.map((items) => items.map(({ key, minor }) => [key, minor]))).toEqual([
        [
          ['d', 3n],
          ['c', 2n],
        ],
        [['a b', 1n]],
      ])
    })

    test('reads an entry as it was booked', async () => {
      const tenant = newId('tenant')
      const booked = entry('charge 1', 240n, 7)
      await write(tenant, ({ ledger }) => ledger.append([booked]))
      expect(await read(tenant, ({ ledger }) => ledger.entry('charge 1'))).toEqual(booked)
      expect(await read(tenant, ({ ledger }) => ledger.entry('charge 2'))).toBeUndefined()
    })

    test('turns the pages of a partner’s shares of a time, the oldest first', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const charge = sampleCharge({ happenedAtMs: 100 })
      const charges = [{ ...charge, happenedAtMs: 99 }, charge, { ...charge, price: 'zz' }, { ...charge, happenedAtMs: 200 }]
      const parties = [{ account, exact: rational(1n, 3n) }]
      await write(tenant, ({ settlement }) => settlement.insertShares(charges.map((each) => ({ charge: each, parties }))))
      const within = { fromMs: 100, untilMs: 200 }
      const pages = await pagesOf(1, (page) => read(tenant, ({ settlement }) => settlement.partsOfPartner(page, account, within)))
      expect(pages.map((items) => items.map((part) => part.charge.price))).toEqual([['opening'], ['zz']])
    })
  })
}
