import { addEndpoint } from '@octroi/hub/confirmations/add-endpoint.use-case'
import { grantCredit } from '@octroi/hub/promotions/grant-credit.use-case'
import { setAutomaticTopUp } from '@octroi/hub/wallets/automatic-rule.use-case'
import { decideTopUp } from '@octroi/hub/wallets/decide-top-up.use-case'
import { settleAllWallets } from '@octroi/hub/wallets/settle-all.use-case'
import { walletStatement } from '@octroi/hub/wallets/statement.use-case'
import { dayMs } from '@octroi/shared/time/zone'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { consoleOf } from '../kit/console-key.ts'
import { HubAtRest, value } from '../kit/hub-at-rest.ts'
import { euro, PrepaidWorld, prepaidCatalogue } from '../kit/prepaid-world.ts'

let hub: HubAtRest
beforeEach(async () => {
  hub = await HubAtRest.open('2026-01-10T12:00:00Z')
})
afterEach(() => hub.close())

async function balances(): Promise<Readonly<Record<string, bigint>>> {
  const all = await hub.read(({ ledger }) => ledger.balances())
  return Object.fromEntries(all.map(({ account, debit, credit }) => [account.replace(/ .*/, ''), debit - credit]))
}

describe('a wallet', () => {
  test('pays for what is granted and used, VAT included, and refuses what it does not hold', async () => {
    const world = await PrepaidWorld.over(hub)
    const without = await world.grant()
    expect(without).toMatchObject({ decision: 'refused', code: 'wallet_too_low' })
    expect(without.reasons.at(-1)?.sentence).toMatch(/it holds 0.00 EUR, of which 0.00 EUR is reserved; this takes 3.00 EUR/)
    await world.topUp(700n)
    const [one, other, third] = [await world.grant(), await world.grant(), await world.grant()]
    expect([one, other, third].map(({ decision }) => decision)).toEqual(['granted', 'granted', 'refused'])
    expect(await world.standing()).toEqual({ balance: 700n, owed: 0n, reserved: 600n, moved: 0 })
    await world.open(one.id)
    expect(await world.standing()).toEqual({ balance: 400n, owed: 0n, reserved: 300n, moved: 0 })
    expect(await balances()).toEqual({ cash: 700n, wallet: -400n, accrued: 0n, revenue: -240n, tax: -60n })
  })

  test('owes what was used beyond it, which the next top-up pays first', async () => {
    const energy = `, energy: { model: per_unit, name: Energy, meter: import, unitPrice: "1" }`
    const world = await PrepaidWorld.over(hub, prepaidCatalogue({ offer: energy }))
    await world.topUp(1_000n)
    await world.read(10_000_000_000n)
    expect(await world.standing()).toEqual({ balance: -250n, owed: 250n, reserved: 0n, moved: 0 })
    await world.topUp(1_000n)
    expect(await world.standing()).toEqual({ balance: 750n, owed: 0n, reserved: 0n, moved: 0 })
    expect(await balances()).toEqual({ cash: 2_000n, wallet: -750n, receivable: 0n, accrued: -1_000n, tax: -250n })
  })

  test('for a single purpose asks its VAT when it is topped up, and none when it is used', async () => {
    const world = await PrepaidWorld.over(hub, prepaidCatalogue({ wallet: 'purpose: single_purpose, vatPercent: "25"' }))
    await world.topUp(1_000n)
    const { id } = await world.grant()
    expect(await world.standing()).toEqual({ balance: 800n, owed: 0n, reserved: 240n, moved: 0 })
    await world.open(id)
    expect(await world.standing()).toEqual({ balance: 560n, owed: 0n, reserved: 0n, moved: 0 })
    expect(await balances()).toEqual({ cash: 1_000n, wallet: -560n, accrued: 0n, revenue: -240n, tax: -200n })
  })

  test('loses what expires, but for what was granted', async () => {
    const world = await PrepaidWorld.over(hub, prepaidCatalogue({ wallet: 'purpose: multi_purpose, expiresAfterDays: 1' }))
    await world.topUp(1_000n)
    hub.pass(86_400_000 - 1000)
    const { id } = await world.grant()
    hub.pass(2000)
    expect(await world.standing()).toMatchObject({ balance: 300n, reserved: 300n, moved: 1 })
    expect(await world.grant()).toMatchObject({ decision: 'refused', code: 'wallet_too_low' })
    await world.open(id)
    expect(await world.standing()).toMatchObject({ balance: 0n, reserved: 0n, moved: 0 })
    expect(await balances()).toEqual({ cash: 1_000n, wallet: 0n, accrued: 0n, revenue: -240n, tax: -60n, breakage: -700n })
  })

  test('is asked after promotional credit, which lowers the bill', async () => {
    const world = await PrepaidWorld.over(hub)
    const credit = { account: world.account, amount: { minor: 300n, currency: euro } }
    value(await hub.write((stores) => grantCredit(stores, hub.environment, credit)))
    const [one, other] = [await world.grant(), await world.grant()]
    // 4.80 less 3.00 of credit leave 1.80, and 25 % of it: the wallet does not hold them.
    expect([one.decision, other.decision]).toEqual(['granted', 'refused'])
    expect(other.reasons.at(-1)?.sentence).toContain('this takes 2.25 EUR')
    await world.topUp(225n)
    const third = await world.grant()
    for (const { id } of [one, third]) await world.open(id)
    expect(await world.standing()).toEqual({ balance: 0n, owed: 0n, reserved: 0n, moved: 0 })
  })

  test('pays a fee as it falls due, month by month, whoever looks when', async () => {
    const fee = `, fee: { model: flat, name: Fee, amount: "4", every: month, timing: advance, proration: none }`
    const world = await PrepaidWorld.over(hub, prepaidCatalogue({ offer: fee }))
    await world.topUp(2_000n)
    expect(await world.standing()).toMatchObject({ balance: 1_500n, moved: 0 })
    hub.pass(70 * dayMs)
    expect(await world.standing()).toMatchObject({ balance: 500n, moved: 2 })
    await settleAllWallets(hub.storage, hub.environment, hub.tenant)
    expect(await world.standing()).toMatchObject({ balance: 500n, moved: 0 })
    const place = { account: world.account, key: 'main' }
    const asked = { fromMs: hub.environment.nowMs() - dayMs, untilMs: hub.environment.nowMs() + 1, after: 0, limit: 9 }
    const { opening, closing, movements } = await hub.read((stores) => walletStatement(stores, place, asked))
    expect([opening, closing]).toEqual([1_500n, 500n])
    expect(movements.map(({ minor, vat, about }) => ({ minor, vat, ...about }))).toEqual(
      ['2026-02', '2026-03'].map((period) => ({ minor: -500n, vat: 100n, subscription: world.subscription, period })),
    )
  })

  test('asks for money once for each time that too little is there, and tells so and when it is overdrawn', async () => {
    const energy = `, energy: { model: per_unit, name: Energy, meter: import, unitPrice: "1" }`
    const world = await PrepaidWorld.over(hub, prepaidCatalogue({ offer: energy }))
    const hook = { account: world.account, url: 'https://shop.example/hook' }
    value(await hub.write((stores) => addEndpoint(stores, hub.environment, { addressFault: () => undefined }, hook)))
    const rule = { below: '5.00', add: '10.00', monthAtMost: '20.00' }
    const place = { account: world.account, key: 'main' }
    await world.topUp(1_000n)
    value(await hub.write((stores) => setAutomaticTopUp(stores, hub.environment, { ...place, rule })))
    const topUps = async () => {
      const { items } = await hub.read(({ wallets }) => wallets.topUps({ limit: 9 }, place))
      return items.filter(({ isAutomatic }) => isAutomatic)
    }
    await world.grant()
    expect(await topUps()).toEqual([])
    for (const _ of [1, 2]) await world.grant()
    const [asked, none] = await topUps()
    expect([asked?.amount.minor, asked?.state, none]).toEqual([1_000n, 'pending', undefined])
    await world.read(10_000_000_000n)
    expect(await world.standing()).toMatchObject({ balance: -250n, owed: 250n })
    value(await hub.write((stores) => decideTopUp(stores, hub.environment, { id: asked?.id ?? 'top_', state: 'received' })))
    expect(await topUps()).toHaveLength(1)
    const { items } = await hub.read(({ outbox }) => outbox.list({ limit: 9 }))
    expect(items.map(({ type }) => type).toReversed()).toEqual([
      'wallet.topped_up',
      'wallet.top_up_wanted',
      'wallet.overdrawn',
      'wallet.topped_up',
    ])
  })

  test('is shown on the console, where the operator tops it up', async () => {
    const world = await PrepaidWorld.over(hub)
    const browser = await consoleOf(hub)
    const at = (below = ''): string => `/console/accounts/${world.account}/wallets/main${below}`
    expect((await browser.post(at('/top-ups'), { amount: '-1' })).text).toContain('Write an amount above zero')
    const asked = await browser.post(at('/top-ups'), { amount: '10.00' })
    expect(asked.text).toContain('The top-up is asked for.')
    const [, topUp = ''] = /top-ups\/(top_\w{26})\/received/.exec(asked.text) ?? []
    const { text } = await browser.post(at(`/top-ups/${topUp}/received`), {})
    for (const shown of ['The money is in the wallet.', '€10.00', 'topped up']) expect(text).toContain(shown)
    await world.grant()
    const list = await browser.get(`/console/accounts/${world.account}/wallets`)
    for (const shown of ['€3.00', '€7.00']) expect(list.text).toContain(shown)
    const file = (await browser.get(`${at()}.csv`)).text.split('\r\n')
    expect(file[0]).toBe('nth,at,kind,about,amount,vat,balance,currency')
    expect(file[1]).toMatch(/^1,2026-01-10T12:00:00\.000Z,top_up,top_\w{26},10\.00,0\.00,10\.00,EUR$/)
  })
})
