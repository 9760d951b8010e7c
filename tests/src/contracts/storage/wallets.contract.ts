import * as nodeCrypto from 'node:crypto'
import type { Environment } from '@octroi/hub/environment'
import { manualPayments } from '@octroi/hub/payments/manual-payments'
import { sealerOf } from '@octroi/hub/storage/secrets/sealer'
import { foundTenant } from '@octroi/hub/tenants/found-tenant.use-case'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import type { Zone } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import { askedAgain } from '../../kit/asked-again.ts'
import { PrepaidWorld } from '../../kit/prepaid-world.ts'
import type { OpenStorage } from './open-storage.ts'
import { newId, sampleMovement, sampleTopUp, sampleWallet, sampleWalletBill } from './samples.ts'

const environment: Environment = {
  nowMs: () => Date.parse('2026-03-10T12:00:00Z'),
  crypto: nativeCrypto(nodeCrypto),
  ids: { next: newId },
  randomBytes: (length) => new Uint8Array(nodeCrypto.randomBytes(length)),
  sealer: sealerOf(new Uint8Array(32)),
  payments: manualPayments,
}

export function walletsContract({ write, read }: OpenStorage): void {
  describe('wallets', () => {
    test('come back as they were put, and those of an account in the order of their keys', async () => {
      const tenant = newId('tenant')
      const automatic = { below: 2n ** 70n, add: 1n, monthAtMost: 3n, isSpent: true }
      const [main, also] = [sampleWallet({ owed: 2n ** 80n, automatic }), sampleWallet({ key: 'also', lots: [] })]
      const wallets = [main, { ...also, account: main.account }]
      for (const each of wallets) await write(tenant, (stores) => stores.wallets.put(each))
      expect(await read(tenant, (stores) => stores.wallets.of(main.account))).toStrictEqual(wallets.toReversed())
      const { automatic: _, ...after } = { ...main, movements: 9 }
      await write(tenant, (stores) => stores.wallets.put(after))
      expect(await read(tenant, (stores) => stores.wallets.get(main))).toStrictEqual(after)
      const listed = async (after?: string) =>
        read(tenant, (stores) => stores.wallets.list({ limit: 1, ...(after === undefined ? {} : { after }) }))
      const first = await listed()
      expect([...first.items, ...(await listed(first.next)).items].map(({ key }) => key)).toEqual(['also', 'main'])
    })

    test('keep their movements by number, each once, and find those of a time', async () => {
      const [tenant, wallet] = [newId('tenant'), sampleWallet()]
      const about = { subscription: newId('subscription'), period: '2026-03' }
      const movements = [1, 2, 3].map((nth) =>
        sampleMovement({ account: wallet.account, nth, atMs: nth * 10, ...(nth === 2 ? { about } : {}) }),
      )
      await write(tenant, (stores) => stores.wallets.addMovements(movements))
      await expect(write(tenant, (stores) => stores.wallets.addMovements(movements.slice(1)))).rejects.toThrow(
        /constraint|duplicate/i,
      )
      const { wallets } = await read(tenant, async (stores) => ({
        wallets: [
          await stores.wallets.movementsWithin(wallet, { fromMs: 10, untilMs: 30, after: 1, limit: 9 }),
          (await stores.wallets.movements({ limit: 2 }, wallet)).items,
          await stores.wallets.lastBefore(wallet, 30),
          await stores.wallets.lastBefore(wallet, 10),
        ],
      }))
      expect(wallets).toStrictEqual([movements.slice(1, 2), movements.toReversed().slice(0, 2), movements[1], undefined])
    })

    test('keep what they paid of each bill, and which bills run', async () => {
      const [tenant, wallet, one, other] = [newId('tenant'), sampleWallet(), sampleWalletBill(), sampleWalletBill()]
      const later = { ...one, period: { name: '2026-02', fromMs: 200, untilMs: 300 }, net: 7n }
      const put = (...bills: readonly (readonly [typeof one, boolean])[]) =>
        write(tenant, (stores) =>
          stores.wallets.putBills(
            wallet,
            bills.map(([bill, isOpen]) => ({ bill, isOpen })),
          ),
        )
      await put([one, true], [other, true], [later, true])
      await put([{ ...one, net: 500n }, false])
      const found = await read(tenant, async ({ wallets }) => [
        new Set(await wallets.openBills(wallet)),
        await wallets.billedUntil(wallet),
        await wallets.bill(wallet, { subscription: one.subscription, periodFromMs: 100 }),
      ])
      const until = new Map([
        [one.subscription, 300],
        [other.subscription, 200],
      ])
      expect(found).toEqual([new Set([other, later]), until, { ...one, net: 500n }])
    })

    test('know their top-ups, newest first, and what rules asked for', async () => {
      const [tenant, wallet] = [newId('tenant'), sampleWallet()]
      const asked = [false, true, true].map((isAutomatic) => sampleTopUp({ account: wallet.account, isAutomatic }))
      for (const each of asked) await write(tenant, (stores) => stores.wallets.addTopUp(each))
      const [, second, third = sampleTopUp()] = asked
      const decided = { ...third, state: 'failed', decidedAtMs: 99, reference: 'gone' } as const
      await write(tenant, (stores) => stores.wallets.decideTopUp(decided))
      const found = await read(tenant, async ({ wallets }) => [
        (await wallets.topUps({ limit: 2 }, wallet)).items,
        await wallets.automaticSince(wallet, 0),
        await wallets.automaticSince(wallet, 91),
      ])
      expect(found).toStrictEqual([[decided, second], 900n, 0n])
    })

    test('that are nearly empty grant as often as they hold enough, however many ask at the same moment', async () => {
      const tenant = newId('tenant')
      const founding = { id: tenant, name: 'Sample', zone: 'Europe/Paris' as Zone, mode: 'live' } as const
      await write(tenant, (stores) => foundTenant(stores, environment, { keep: () => Promise.resolve() }, founding))
      const world = await PrepaidWorld.over({ environment, write: (work) => write(tenant, work) })
      await world.topUp(1_000n)
      const decided = await Promise.all(Array.from({ length: 200 }, () => askedAgain(() => world.grant())))
      const granted = decided.filter(({ decision }) => decision === 'granted')
      const refusals = new Set(decided.flatMap((each) => (each.decision === 'refused' ? [each.code] : [])))
      expect([granted.length, [...refusals]]).toEqual([3, ['wallet_too_low']])
      for (const { id } of granted) await world.open(id)
      expect(await world.standing()).toEqual({ balance: 100n, owed: 0n, reserved: 0n, moved: 0 })
    })
  })
}
