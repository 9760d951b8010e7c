import type { ShareAgreement } from '@octroi/hub/settlement/share-agreement'
import { rational } from '@octroi/shared/money/rational'
import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { euro, newId, sampleCharge } from './samples.ts'

export function settlementContract({ write, read }: OpenStorage): void {
  describe('settlement', () => {
    test('an agreement keeps its tree exactly, and the newest comes first', async () => {
      const tenant = newId('tenant')
      const dealer = { account: newId('account'), take: { kind: 'fee', amount: rational(1n, 3n) }, shares: [] } as const
      const maker = {
        account: newId('account'),
        take: { kind: 'part', part: rational(1n, 7n), of: 'rest' },
        shares: [dealer],
      } as const
      const agreement = (): ShareAgreement => ({
        id: newId('agreement'),
        offer: 'access',
        fromMs: 5,
        agreedAtMs: 4,
        shares: [maker],
      })
      const [older, newer] = [agreement(), agreement()]
      await write(tenant, async ({ settlement }) => {
        await settlement.insertAgreement(older)
        await settlement.insertAgreement(newer)
      })
      expect(await read(tenant, ({ settlement }) => settlement.agreements())).toEqual([newer, older])
    })

    test('shares are found by authorization, added up, and by partner in a time', async () => {
      const [tenant, account, operator] = [newId('tenant'), newId('account'), newId('account')]
      const charge = sampleCharge({ happenedAtMs: 100 })
      const other = { ...charge, price: 'closing', happenedAtMs: 199 }
      const parties = [
        { account, exact: rational(1n, 3n) },
        { account: operator, exact: rational(2n, 3n) },
      ]
      await write(tenant, ({ settlement }) =>
        settlement.insertShares([
          { charge, parties },
          { charge: other, parties },
        ]),
      )
      const sum = await read(tenant, ({ settlement }) => settlement.sharesOf(charge.authorization))
      expect(sum).toEqual([
        { account, exact: rational(2n, 3n) },
        { account: operator, exact: rational(4n, 3n) },
      ])
      const partner = (fromMs: number, untilMs: number, limit = 10) =>
        read(tenant, ({ settlement }) => settlement.sharesOfPartner(account, { fromMs, untilMs, limit }))
      expect((await partner(100, 200)).map(({ charge: { price }, exact }) => [price, exact])).toEqual([
        ['opening', rational(1n, 3n)],
        ['closing', rational(1n, 3n)],
      ])
      expect([(await partner(101, 199)).length, (await partner(0, 100)).length, (await partner(0, 1000, 1)).length]).toEqual([
        0, 0, 1,
      ])
    })

    test('totals are replaced and exact', async () => {
      const tenant = newId('tenant')
      const put = (exact: bigint, booked: bigint) =>
        write(tenant, ({ settlement }) => settlement.putTotals([{ key: 'line 1', exact: rational(exact, 3n), booked }]))
      await put(1n, 33n)
      await put(2n, 2n ** 70n)
      const totals = await read(tenant, ({ settlement }) => settlement.totals(['line 1', 'line 2']))
      expect(totals).toEqual(new Map([['line 1', { key: 'line 1', exact: rational(2n, 3n), booked: 2n ** 70n }]]))
      expect(await read(tenant, ({ settlement }) => settlement.totals([]))).toEqual(new Map())
    })
  })

  describe('the ledger', () => {
    const entry = (key: string, minor: bigint) => ({
      key,
      currency: euro,
      atMs: 1,
      postings: [{ account: 'accrued acct_a', minor } as const, { account: 'revenue', minor: -minor } as const],
    })

    test('adds up exactly, debit and credit apart', async () => {
      const tenant = newId('tenant')
      await write(tenant, ({ ledger }) => ledger.append([entry('one', 2n ** 64n), entry('two', 1n), entry('three', -3n)]))
      expect(await read(tenant, ({ ledger }) => ledger.balances())).toEqual([
        { account: 'accrued acct_a', currency: euro, debit: 2n ** 64n + 1n, credit: 3n },
        { account: 'revenue', currency: euro, debit: 3n, credit: 2n ** 64n + 1n },
      ])
    })

    test('books nothing twice', async () => {
      const tenant = newId('tenant')
      const append = () => write(tenant, ({ ledger }) => ledger.append([entry('once', 5n)]))
      await append()
      await expect(append()).rejects.toThrow(/constraint|duplicate/i)
      expect((await read(tenant, ({ ledger }) => ledger.balances()))[0]).toMatchObject({ debit: 5n })
    })

    test('keeps balances that move with every entry, are what the postings sum to, and may be replaced whole', async () => {
      const tenant = newId('tenant')
      const balances = () => read(tenant, ({ ledger }) => ledger.balances())
      const summed = () => read(tenant, ({ ledger }) => ledger.summedBalances())
      await write(tenant, ({ ledger }) => ledger.append([]))
      expect([await balances(), await summed()]).toEqual([[], []])
      for (const [key, minor] of [
        ['one', 2n ** 64n],
        ['two', -7n],
        ['three', 2n ** 64n],
      ] as const) {
        await write(tenant, ({ ledger }) => ledger.append([entry(key, minor)]))
        expect(await balances()).toEqual(await summed())
      }
      const right = await balances()
      const wrong = [{ account: 'payable acct_gone', currency: euro, debit: 1n, credit: 2n ** 70n }] as const
      await write(tenant, ({ ledger }) => ledger.replaceBalances(wrong))
      expect([await balances(), await summed()]).toEqual([wrong, right])
    })
  })
}
